"""A recipe: its front matter, its guide, and its edits, built from plain data with every fault collected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field

from studio.core.attempts.review import Review
from studio.core.problem import Lines, Problem, Severity, Silence
from studio.core.recipe.brand import Brand
from studio.core.recipe.rights import DateText, Terms
from studio.core.recipe.spec import EditSpec, Phrases
from studio.core.recipe.words import SECTIONS, Job, Rights, bare_heading
from studio.errors import NotFound


class FrontMatter(Terms):
    """What stands between the fences at the top of `recipe.md`."""

    title: str
    """Heading of the page."""
    summary: str = ""
    """One sentence for cards and search results."""
    asset: str = ""
    """What the picture is for, in one line."""
    job: Job
    """The kind of edit."""
    channel: str | None = None
    """Where the picture will be used."""
    tags: Phrases = ()
    """Words to find it by."""
    collections: Phrases = ()
    """Clients or campaigns it belongs to."""
    author: str | None = None
    """Who wrote it."""
    created: DateText | None = None
    """Day it was begun."""
    based_on: str | None = None
    """The recipe that it uses on another picture; written by `studio use`."""
    brand: Annotated[str, Field(min_length=1)] | None = None
    """The brand kit that it inherits: `acme` for `content/_brands/acme.toml`."""
    rights: Rights | None = None
    """Why the recipe's pictures may be used, where a reference does not say otherwise."""
    credit: str | None = None
    """Who is named beside its pictures."""
    criteria: Phrases = ()
    """Criteria added to the checklist."""
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")] | None = None
    """Code of the language it is written in, `ar` for example, where the site speaks another one."""
    downloads: Literal["none", "approved"] | None = None
    """Whether its page offers the approved pictures as they are, at full size; default: as the site says."""
    trail: Literal["show", "pictures", "hide"] = "hide"
    """Whether the site tells what was rejected on the way: in words, with small pictures beside them, or not at all."""
    alt: dict[str, str] = Field(default_factory=dict)
    """What a picture shows, in words for those who cannot see it, by its file: `before.jpg`, `attempts/003.png`."""
    variables: dict[str, str | int | float] = Field(default_factory=dict)
    """Values for `{{ name }}` in the edit specs."""
    reviews: Annotated[tuple[Review, ...], BeforeValidator(lambda value: () if value is None else value)] = ()
    """Verdicts, written by the studio in the order they were given; of several on one attempt the last one counts."""


UNREADABLE = frozenset({"unreadable-recipe", "merge-conflict"})
"""Rules of the faults that keep a file from being read at all."""


class Section(NamedTuple):
    """One headed part of the guide."""

    title: str
    """Heading, as written."""
    level: int
    """2 for `##`, 3 for `###`."""
    line: int
    """Line of the heading in the file, from 1."""
    text: str
    """Markdown below the heading, to the next one of any level."""


class GuidePicture(NamedTuple):
    """A picture that the guide shows among its words."""

    file: str
    """File, relative to the recipe's folder; empty for one that lies elsewhere."""
    address: str
    """As written."""
    line: int
    """Line of the file on which its paragraph begins, from 1."""


@dataclass(frozen=True)
class Guide:
    """The Markdown body."""

    body: str = ""
    """Everything below the front matter."""
    first_line: int = 1
    """Line of the file on which the body begins."""
    opening: str = ""
    """The first paragraph: what this does, when it helps, what it gives."""
    sections: tuple[Section, ...] = ()
    """In order of appearance."""
    code_lines: frozenset[int] = frozenset()
    """Lines of the file that fenced blocks take, their fences included."""
    pictures: tuple[GuidePicture, ...] = ()
    """In order of appearance."""

    def prose(self) -> Iterator[tuple[int, str]]:
        """The lines that readers see as text, each with its number in the file; not those of fenced blocks."""
        for number, line in enumerate(self.body.splitlines(), start=self.first_line):
            if number not in self.code_lines:
                yield number, line

    def section(self, title: str) -> Section | None:
        """The section of that title or another usual name of it, whatever its level, capitals and number."""
        names = (title.casefold(), *SECTIONS.get(title, ()))
        return next((self._by_title[name] for name in names if name in self._by_title), None)

    @cached_property
    def _by_title(self) -> Mapping[str, Section]:
        """Sections by their headings as `bare_heading` gives them; of two with the same heading the first."""
        return {bare_heading(section.title): section for section in reversed(self.sections)}


@dataclass(frozen=True)
class Edit:
    """A named edit spec of a recipe."""

    name: str
    """Its name; empty for the one that has none."""
    spec: EditSpec
    """The spec with its variables filled in."""
    lines: Lines
    """Where its fields stand."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """The block as written, before variables are filled in."""
    varied: tuple[tuple[str, EditSpec], ...] = ()
    """The specs of a variation over a variable, each with its label; `spec` is then the first of them."""


@dataclass(frozen=True)
class Recipe:
    """One recipe. What could not be read is left out and named in `problems`."""

    slug: str
    """Name of the folder."""
    front: FrontMatter
    """Front matter; fields that were wrong hold their defaults."""
    lines: Lines
    """Where the front matter's fields stand."""
    guide: Guide
    """The body."""
    edits: tuple[Edit, ...]
    """Edits that could be read, in order."""
    digest: str
    """Digest of the file's bytes."""
    problems: tuple[Problem, ...]
    """Faults found while reading."""
    silences: tuple[Silence, ...] = ()
    """Lines on which a person has answered a warning."""
    unread_edits: tuple[str, ...] = ()
    """Names of edit blocks that are no YAML, or whose fields exclude each other: nothing else is said of them."""
    brand: Brand | None = None
    """The brand kit that is in its fields already; None where it names none, or one that cannot be read."""

    @property
    def is_broken(self) -> bool:
        """Whether reading found an error."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def edit(self, name: str | None = None) -> Edit:
        """An edit by name; without a name the first one.

        Raises:
            NotFound: The recipe has no such edit.
        """
        for edit in self.edits:
            if name is None or edit.name == name:
                return edit
        if not self.edits:
            raise NotFound(
                f"{self.lines.path}: no edit spec that can be read. Add a fenced block that begins with ```yaml edit."
            )
        names = [f"'{edit.name}'" if edit.name else "one without a name" for edit in self.edits]
        raise NotFound(f"{self.lines.path}: no edit named '{name}'. It has {', '.join(names)}.")

    def review_of(self, attempt_id: str) -> Review | None:
        """The verdict that counts on an attempt: the last one."""
        return self.verdicts.get(attempt_id)

    @cached_property
    def verdicts(self) -> Mapping[str, Review]:
        """The verdict that counts, by attempt."""
        return {review.attempt: review for review in self.front.reviews}

    def earlier_reviews(self, attempt_id: str) -> tuple[Review, ...]:
        """Verdicts on an attempt before the one that counts, newest first."""
        return tuple(review for review in reversed(self.front.reviews) if review.attempt == attempt_id)[1:]

    def channel_of(self, spec: EditSpec) -> str | None:
        """The channel an edit is made for, unless it names its own shape."""
        if spec.aspect or spec.size:
            return None
        return spec.channel or self.front.channel

    def job_of(self, spec: EditSpec) -> Job:
        """The kind of an edit: its own word, else the recipe's."""
        return spec.job or self.front.job

    def rights_of(self, image: str, spec: EditSpec | None) -> Rights | None:
        """Why a picture may be used: its own word, else the recipe's."""
        found: Rights | None = self._said_of(image, spec, "rights")
        return found

    def credit_of(self, image: str, spec: EditSpec) -> str | None:
        """Who is named beside a picture: its own word, else the recipe's."""
        found: str | None = self._said_of(image, spec, "credit")
        return found

    def terms_of(self, image: str, spec: EditSpec | None) -> Terms:
        """Whose a picture is and under which terms: its own words, else the recipe's."""
        return Terms(**{name: self._said_of(image, spec, name) for name in Terms.model_fields})

    def _said_of(self, image: str, spec: EditSpec | None, name: str) -> Any:  # noqa: ANN401 - a field of a reference
        """What is said of a picture as the recipe stands now, else when an edit ran, else of the whole recipe."""
        specs = (*(edit.spec for edit in self.edits), *([spec] if spec else []))
        own = (getattr(one, name) for said in specs for one in said.references if one.image == image)
        return next((value for value in own if value is not None), getattr(self.front, name))
