"""What differs between two edit specs, counted as a sensible person counts.

Blanks, a final stop, capitals and the order of a list change nothing. Fields that no engine sees (rights, the words a
label must still say) are no change. What only makes sense together is one change: an engine with its model, a
background with its picture.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from studio.core.attempts.attempt import Change
from studio.core.attempts.retry import normalised
from studio.core.prompt.phrases import NEGATION, said_in, without_opener
from studio.core.recipe.local_options import CanvasOptions, LocalOptions
from studio.core.recipe.spec import UNSEEN, UNSEEN_OF_A_REFERENCE, EditSpec

_Tables = Sequence[Mapping[str, Any]]
WORDS = ("preserve", "change", "add", "text", "replace_text", "layout", "keep_rest", "avoid", "style", "wording")
"""Fields that a hand-written prompt replaces."""
TOGETHER = (
    ("source", "from"), ("channel", "aspect", "size"), ("engine.name", "engine.model"), ("lock", "scope"),
    ("change", "local.background"), ("engine.format", "engine.compression"),
)  # fmt: skip
"""Fields that say one thing together: changed at once, they are one change."""
_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n+")
_JOINTS = re.compile(r"\s*(?:[,;、،؛]|\band\b|\bor\b|\bund\b|\boder\b|\by\b|\bet\b)\s*")


def differences(before: EditSpec, after: EditSpec) -> tuple[Change, ...]:
    """Every change between two specs. How many results were asked for does not count."""
    was, becomes, changes = _seen(before), _seen(after), list[Change]()
    if (before.prompt is None) != (after.prompt is None):
        changes.append(Change(field="prompt", before=_whole_text(before), after=_whole_text(after)))
    if before.prompt or after.prompt:
        was, becomes = _without_words(was), _without_words(becomes)
    if before.prompt and after.prompt:
        changes += _prose("prompt", before.prompt, after.prompt)
    for field in dict.fromkeys((*was, *becomes)):
        changes += _compare(field, was.get(field), becomes.get(field))
    return tuple(_together(_moved(changes)))


def _seen(spec: EditSpec) -> dict[str, Any]:
    """The spec as plain data with its defaults, without what no engine sees."""
    data = spec.model_dump(mode="json", by_alias=True, exclude=UNSEEN)
    local = spec.local or LocalOptions()
    local = local.model_copy(update={"canvas": local.canvas or CanvasOptions()})
    data["local"] = local.model_dump(mode="json", by_alias=True)
    data["engine"].pop("n")
    data["references"] = [
        {name: value for name, value in one.items() if name not in UNSEEN_OF_A_REFERENCE} for one in data["references"]
    ]
    return data


def _without_words(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same without the fields that a hand-written prompt replaces, and without the prompt."""
    return {name: value for name, value in data.items() if name not in {*WORDS, "prompt"}}


def _whole_text(spec: EditSpec) -> str:
    """Everything a spec says in words."""
    data = spec.model_dump(mode="json", include={*WORDS} - {"wording"})
    return spec.prompt or ". ".join(_texts([data[name] for name in WORDS if name in data]))


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - plain file data
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(value.values())
    elif value is not None:
        for item in value:
            yield from _texts(item)


def _compare(field: str, before: Any, after: Any) -> Iterator[Change]:  # noqa: ANN401 - plain file data
    if before == after:
        return
    if field in {"preserve", "add", "avoid", "style"}:
        yield from _phrases(field, *(_said(field, side or ()) for side in (before, after)))
    elif field in {"change", "layout"}:
        yield from _prose(field, *(without_opener(field, side or "") for side in (before, after)))
    elif field in {"text", "replace_text"}:
        yield from _copy(field, "say" if field == "text" else "from", before or (), after or ())
    elif field == "references":
        yield from _references(before or (), after or ())
    elif field in {"local", "local.shadow", "local.canvas", "engine", "engine.extra"}:
        yield from _table(field, before or {}, after or {})
    else:
        yield Change(field=field, before=_short(before), after=_short(after))


def _short(value: Any) -> Any:  # noqa: ANN401 - plain file data
    """A table without what it does not say."""
    return {name: one for name, one in value.items() if one is not None} if isinstance(value, dict) else value


def _table(field: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys((*before, *after)):
        inner = f"{field}.{name}"
        if inner == "local.background" and _is_one_backdrop(before.get(name), after.get(name)):
            yield from _table(inner, before[name], after[name])
        else:
            yield from _compare(inner, before.get(name), after.get(name))


def _is_one_backdrop(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> bool:
    """Whether two backdrops are told apart value by value. All values of another kind belong to it: one change."""
    if not before or not after:
        return False
    return before["kind"] == after["kind"] or {**before, "kind": None} == {**after, "kind": None}


def _prose(field: str, before: str, after: str) -> Iterator[Change]:
    """Differences of two texts: one for each sentence that became another, came or went."""
    pairs = _paired(*([one for one in _SENTENCE_ENDS.split(text) if normalised(one)] for text in (before, after)))
    if len(pairs) == 1:
        yield Change(field=field, before=before or None, after=after or None)
    else:
        yield from (Change(field=field, before=was, after=becomes) for was, becomes in pairs)


def _phrases(field: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Differences of two lists whose order means nothing.

    A phrase that was split in two, or two that were joined, say the same: where counting the parts of phrases gives
    fewer changes than counting phrases, the parts are what changed.
    """
    whole = _paired(before, after)
    parts = _paired([part for one in before for part in _parts(one)], [part for one in after for part in _parts(one)])
    for was, becomes in parts if len(parts) < len(whole) else whole:
        place = after.index(becomes) if becomes in after else before.index(was) if was in before else 0
        yield Change(field=f"{field}[{place}]", before=was, after=becomes)


def _said(field: str, phrases: Sequence[str]) -> list[str]:
    """The phrases without what the sentence says for them: openers, an article before a lock, "no" before a taboo."""
    opener = {"preserve": _ARTICLE, "avoid": NEGATION}.get(field)
    items = said_in(field, phrases)
    return [item[found.end() :] if (found := opener.match(item)) else item for item in items] if opener else items


def _parts(phrase: str) -> list[str]:
    return [part for part in _JOINTS.split(phrase) if part]


def _paired(before: Sequence[str], after: Sequence[str]) -> list[tuple[str | None, str | None]]:
    """Items that left and items that came, paired in order: one that became another is one change."""
    left, come = [*before], [*after]
    for item in before:
        same = next((other for other in come if normalised(other) == normalised(item)), None)
        if same is not None:
            left.remove(item)
            come.remove(same)
    left, come = [item for item in left if normalised(item)], [item for item in come if normalised(item)]
    most = max(len(left), len(come))
    padded = [*left, *[None] * (most - len(left))], [*come, *[None] * (most - len(come))]
    return list(zip(*padded, strict=True))


def _copy(field: str, key: str, before: _Tables, after: _Tables) -> Iterator[Change]:
    """Words in the picture, letter by letter, told apart by `key`: words, place and setting are a change each."""
    kept = {one[key] for one in before} & {one[key] for one in after}
    was = [*(one for one in before if one[key] in kept), *(one for one in before if one[key] not in kept)]
    becomes = sorted((one for one in after if one[key] in kept), key=lambda one: [w[key] for w in was].index(one[key]))
    becomes += [one for one in after if one[key] not in kept]
    for old, new in zip_longest(was, becomes):
        place = after.index(new) if new else before.index(old)
        if old is None or new is None:
            yield Change(field=f"{field}[{place}]", before=_short(old), after=_short(new))
        else:
            names = (name for name in {**old, **new} if _differs(name, old.get(name), new.get(name)))
            yield from (Change(field=f"{field}[{place}].{name}", before=old[name], after=new[name]) for name in names)


def _differs(name: str, before: Any, after: Any) -> bool:  # noqa: ANN401 - plain file data
    """Whether two values of wanted copy differ; those in words without what changes nothing."""
    return bool(normalised(before or "") != normalised(after or "") if name in {"where", "set"} else before != after)


def _references(before: _Tables, after: _Tables) -> Iterator[Change]:
    """Reference pictures. Another picture is one change with its role and note; another order is one change."""
    if sorted(map(_key, before)) == sorted(map(_key, after)):
        if [*before] != [*after]:
            names = [[one["image"] for one in side] for side in (before, after)]
            yield Change(field="references", before=names[0], after=names[1])
        return
    by_image = {one["image"]: one for one in before}
    for place, one in enumerate(after):
        was = by_image.get(one["image"])
        for name in one if was else ():
            if was and normalised(str(was.get(name) or "")) != normalised(str(one.get(name) or "")):
                yield Change(field=f"references[{place}].{name}", before=was.get(name), after=one.get(name))
    kept = {one["image"] for one in after} & {*by_image}
    gone, come = [[one for one in side if one["image"] not in kept] for side in (before, after)]
    for place in range(max(len(gone), len(come))):
        was, becomes = [side[place] if place < len(side) else None for side in (gone, come)]
        at = after.index(becomes) if becomes else before.index(was) if was else 0
        yield Change(field=f"references[{at}]", before=_short(was), after=_short(becomes))


def _key(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _moved(changes: Sequence[Change]) -> list[Change]:
    """A phrase that left one field and came into another was moved, which is one change."""
    left = [one for one in changes if isinstance(one.before, str) and one.after is None]
    kept = [*changes]
    for gone in left:
        come = next((one for one in kept if one.before is None and _same_words(gone.before, one.after)), None)
        if come is not None:
            kept.remove(gone)
            kept[kept.index(come)] = Change(field=come.field, before=f"{gone.before} ({gone.field})", after=come.after)
    return kept


def _same_words(before: str, after: object) -> bool:
    return isinstance(after, str) and normalised(before) == normalised(after)


def _together(changes: Sequence[Change]) -> Iterator[Change]:
    """The changes, those that say one thing together made one."""
    rest = [*changes]
    while rest:
        first = rest.pop(0)
        family = next((names for names in TOGETHER if _root(first.field) in names), ())
        joined = list({_root(one.field): one for one in reversed(rest) if _root(one.field) in family}.values())
        joined = [one for one in joined if _root(one.field) != _root(first.field)]
        if not joined:
            yield first
            continue
        rest = [one for one in rest if one not in joined]
        both = [first, *joined]
        yield Change(
            field=" and ".join(one.field for one in both),
            before={one.field: one.before for one in both if one.before is not None} or None,
            after={one.field: one.after for one in both if one.after is not None} or None,
        )


def _root(field: str) -> str:
    return "local.background" if field.startswith("local.background") else field
