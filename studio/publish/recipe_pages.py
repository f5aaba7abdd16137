"""A recipe from its folder to its files in the site: gate, pictures, page, Markdown, bundle, card."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from studio.core.attempts.evidence import Evidence
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.gate import Entry, gallery
from studio.core.attempts.standing import rights_end
from studio.errors import PictureUnreadable, StoreError, StudioError
from studio.files import in_one_line, read_file
from studio.pictures.signing import Certificate
from studio.pictures.xmp import Origin
from studio.publish.hidden import without_hidden_names
from studio.publish.offered import is_offered, offered_files
from studio.publish.pages.bundle import bundle, markdown_source
from studio.publish.pages.card import compact_json
from studio.publish.pages.machines import json_text, llms_line, recipe_data, search_data
from studio.publish.pages.provenance import edits_of, origins_of
from studio.publish.pages.renderer import RELATED, Renderer
from studio.publish.pages.site_text import page_name, place_name
from studio.publish.pages.viewing import Pictures, card_of, recipe_view
from studio.publish.pages.views import Download, RecipeView
from studio.publish.pictures.derivatives import FOLDER, PictureOrder, existing, publish_picture
from studio.publish.pictures.share import publish_share
from studio.publish.record import Record, mark_of
from studio.publish.request import SiteRequest
from studio.store.findings import read_evidence
from studio.store.inside import inside
from studio.store.recipes import read_folder

_OF_ALL = frozenset([errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.ENOMEM])
"""What the system says when it is not about one recipe: the site stays as it is rather than losing recipes."""
_Left = tuple[str | None, str, bool, str]
"""Something that stays inside: attempt, reason, whether it is a fault, why a picture cannot be read."""


class RecipePages:
    """Makes the files of recipes, one recipe at a time; several threads may ask at once."""

    def __init__(self, request: SiteRequest, fresh: Path, renderer: Renderer) -> None:
        """Hold what all recipes share.

        Args:
            request: The site.
            fresh: Folder in which new files are gathered; pictures that the site has already are not made again.
            renderer: Renders pages in the site's theme.
        """
        self._request, self._fresh, self._renderer = request, fresh, renderer
        self._certificate = request.certificate()

    def make(self, slug: str) -> Record:
        """Make a recipe's files and say what the lists need to know.

        A recipe that cannot be published stays inside, with the reason; the others know nothing of it. Its page has
        `RELATED` where the related recipes will stand.

        Raises:
            OSError: The disk is full, or something else stops every recipe.
            ContentError: A template is wrong.
        """
        left: list[_Left] = []
        try:
            return self._made(slug, left)
        except PictureUnreadable as error:  # it changed since the gate looked
            reason, unreadable = f"a picture cannot be read: {error}", error.fault
        except OSError as error:
            if error.errno in _OF_ALL:
                raise
            reason, unreadable = in_one_line(error), ""
        except (StudioError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one recipe, the others are published
            reason = f"it could not be made into a page ({type(error).__name__}: {error}). Please report this"
            unreadable = ""
        return Record(slug, inside=json.dumps([*left, (None, reason, True, unreadable)]), is_settled=False)

    def _made(self, slug: str, left: list[_Left]) -> Record:
        folder = read_folder(self._request.content, slug)
        gate = gallery([folder], drafts=self._request.text.drafts)
        left += [(one.attempt, one.reason, one.is_fault, one.unreadable) for one in gate.left_out]
        offered = self._hand_over(gate.entries[0], left) if gate.entries else []
        common = Record(slug, inside=json.dumps(left), is_settled=_is_settled(folder))
        return self._published(without_hidden_names(gate.entries[0]), offered, common) if gate.entries else common

    def _published(self, entry: Entry, offered: Sequence[tuple[str, Download]], common: Record) -> Record:
        """The files of a recipe of which something goes out; `offered` is what visitors may have, by attempt."""
        pictures = self._pictures(entry)
        view = recipe_view(entry, pictures, measured(entry, self._request.content), self._request.text)
        view = view._replace(
            pairs=tuple(
                pair._replace(downloads=tuple(one for attempt, one in offered if attempt == pair.attempt))
                for pair in view.pairs
            )
        )
        names = [name for picture in pictures.values() for name in picture.files]
        if self._request.text.base_url:  # a link preview names its picture by a whole address
            view = self._with_share(view)
            names.append(view.share)
        card = card_of(view, self._request.text)
        html = self._renderer.card(card)
        page = self._request.text.recipe_page(view.slug)
        files = self._files(entry, view, pictures, page)
        for path, data in files.items():
            (self._fresh / path).write_bytes(data)
        row, search, line = json_text(recipe_data(view, card)), json_text(search_data(card, view)), llms_line(card)
        return common._replace(
            page=page, created=view.created, title=view.title, updated=card.updated,
            topics=compact_json([(kind, place, name) for (kind, place), name in card.topics()]),
            engines=json.dumps(card.engines), mark=mark_of(html), rows=mark_of(row, search, line),
            pictures=len(names),
            files=json.dumps([*files, *(one.place for _, one in offered), *(f"{FOLDER}/{name}" for name in names)]),
            card=card.as_json(), html=html, row=row, search=search, line=line,
        )  # fmt: skip

    def _pictures(self, entry: Entry) -> Pictures:
        request = self._request
        orders = _orders(entry, request, self._certificate)
        return {
            key: publish_picture(order, self._fresh, earlier=request.out, webp=request.options.webp)
            for key, order in orders
        }

    def _hand_over(self, entry: Entry, left: list[_Left]) -> list[tuple[str, Download]]:
        """Copy the files that visitors may have; what the page of each attempt offers."""
        handed: list[tuple[str, Download]] = []
        try:
            for attempt, download, data in offered_files(entry, self._request):
                (self._fresh / download.place).write_bytes(data)
                handed.append((attempt, download))
        except StoreError as error:  # the record of a cut; the recipe goes out without cuts
            left.append((None, f"its cuts: {error}", True, ""))
        return handed

    def _with_share(self, view: RecipeView) -> RecipeView:
        cover, stem = view.cover, page_name(view.slug)
        share = publish_share(cover.after, cover.before, self._fresh, earlier=self._request.out, stem=stem)
        return view._replace(share=share)

    def _files(self, entry: Entry, view: RecipeView, pictures: Pictures, page: str) -> dict[str, bytes]:
        """Page, Markdown and bundle by their places; the pictures of the guide come along as they are published."""
        stem, of_guide = f"recipes/{page_name(view.slug)}", dict[str, str]()
        for image in sorted(entry.of_guide):
            of_guide[image] = pictures[view.slug, image].largest
        source = markdown_source(entry, {image: f"../{FOLDER}/{name}" for image, name in of_guide.items()})
        packed = bundle(
            markdown_source(entry, {image: f"{FOLDER}/{name}" for image, name in of_guide.items()}),
            {f"{FOLDER}/{name}": self._published_file(name) for name in of_guide.values()},
            slug=view.slug, title=view.title,
        )  # fmt: skip
        return {page: self._renderer.recipe(view).encode(), f"{stem}.md": source.encode(), f"{stem}.zip": packed}

    def _published_file(self, name: str) -> bytes:
        return read_file(Path(existing(name, self._fresh, self._request.out)))


def put_related(page: Path, section: str) -> None:
    """Put the related recipes into a fresh page."""
    page.write_bytes(page.read_bytes().replace(RELATED.encode(), section.encode()))


def _is_settled(folder: RecipeFolder) -> bool:
    """Whether only a changed file can change what becomes of a recipe: nothing was refused, and no rights end."""
    refused = any(facts is not None and not facts.digest for facts in folder.pictures.values())
    unread = any(problem.rule.startswith("unreadable-") for problem in folder.recipe.problems)
    return not refused and not unread and rights_end(folder, folder.attempts) is None


def measured(entry: Entry, content: Path) -> dict[str, Evidence]:
    """Kept evidence of a recipe's pairs, as long as it is about the pictures that are shown."""
    folder = content / entry.folder.recipe.slug
    found = {pair.attempt.id: read_evidence(folder, pair.attempt.id) for pair in entry.pairs}
    judged = {pair.attempt.id: pair.attempt.picture.digest for pair in entry.pairs if pair.attempt.picture}
    return {number: one for number, one in found.items() if one is not None and one.after == judged[number]}


def _orders(
    entry: Entry, request: SiteRequest, certificate: Certificate | None
) -> Iterator[tuple[tuple[str, str], PictureOrder]]:
    slug, is_draft = entry.folder.recipe.slug, request.text.drafts
    folder, origins, small = request.content / slug, origins_of(entry, request.options), entry.small_pictures
    edits = edits_of(entry, certificate) if certificate else {}
    whole = {pair.after for pair in entry.pairs} if is_offered(entry, request) else set[str]()
    for image in sorted(entry.pictures | small):
        facts = entry.folder.pictures.get(image)
        if facts is None:  # the gate has looked
            raise AssertionError(image)
        stem = place_name(f"{slug}-{image.removeprefix('attempts/').rpartition('.')[0]}")
        place, origin = f"{slug}/{image}", origins.get(image, Origin())
        yield (
            (slug, image),
            PictureOrder(
                inside(folder, image),
                facts,
                stem,
                place,
                is_draft,
                origin,
                is_small=image in small,
                is_whole=image in whole,
                edit=edits.get(image),
            ),
        )
