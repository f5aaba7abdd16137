"""What a page needs to know: plain values for the templates. `viewing` makes them."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from studio.publish.pages.words import UNTOLD, Tongue
from studio.publish.pictures.derivatives import SitePicture


class Tick(NamedTuple):
    """One line of the checklist."""

    criterion: str
    question: str
    answer: str
    """`pass`, `fail` or `n/a`."""
    note: str
    looks: tuple[str, ...] = ()
    """What is worth a look, in plain words."""
    summary: str = ""
    """The one line under which the measurements fold away; empty without any."""
    measured: tuple[tuple[str, str], ...] = ()
    """What was measured for it: `fine`, `look` or `unknown`, and the sentence."""
    meaning: str = ""
    """What it means for this asset, as the guide says, as HTML; empty: the question stands."""


class Part(NamedTuple):
    """One stretch of a prompt."""

    name: str
    words: str
    purpose: str
    """Why a prompt has it."""


class Step(NamedTuple):
    """One attempt on the way to an approved one."""

    attempt: str
    verdict: str
    """`approved`, `rejected` or `not judged`."""
    failure: str
    note: str
    changed: tuple[str, ...]
    """What it changed about the one before."""
    picture: SitePicture | None = None
    """What was rejected, small, where it may be seen."""


class Download(NamedTuple):
    """A file that visitors may have."""

    place: str
    """Its place in the site."""
    channel: str = ""
    """The channel that it was cut for, for people; empty for the approved picture itself."""
    about: str = ""
    """Its format and size for people."""


class PairView(NamedTuple):
    """One approved before and after."""

    attempt: str
    heading: str
    """Name of the edit or variation, or empty."""
    after: SitePicture
    before: SitePicture | None
    before_credit: str
    """Who is named beside it."""
    references: tuple[tuple[SitePicture, str, str], ...]
    prompt: str
    change: str
    """The one thing that was to change, in words; empty where the prompt was written by hand."""
    reader: str
    """What read the prompt, and so made the picture from it; empty where the engine reads no words."""
    engine: str
    """What made it, as it stands at the beginning of a sentence."""
    settings: tuple[tuple[str, str], ...]
    """What made the picture where the engine reads no words: every setting that was in force."""
    channel: str
    """Where it is used, or empty."""
    parts: tuple[Part, ...]
    """The prompt's parts with what they are for; empty when it was not composed."""
    checklist: tuple[Tick, ...]
    facts: tuple[tuple[str, str], ...]
    """Engine, model, size, cost, date."""
    note: str
    """The reviewer's note on the whole."""
    spec_rows: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    """The way to it; empty when the recipe keeps it to itself."""
    day: str
    """Day of its approval, else of the attempt, as `2026-11-23`."""
    label: str
    """How it was edited: with AI, or with software."""
    source_type: str
    """IPTC digital source type, as an address."""
    reviewer: str = ""
    label_words: tuple[str, ...] = ()
    """What the label must still say."""
    downloads: tuple[Download, ...] = ()
    """The approved picture at full size and its cuts, where visitors may have them."""
    alt: str = ""
    """What the picture shows, in the author's words; empty where nobody wrote them."""
    before_alt: str = ""
    """The same of the picture it began with."""
    draft: str = ""
    """Why it may not be published, in a private preview; empty for what is approved."""

    @property
    def searched(self) -> tuple[str, ...]:
        """What a search looks through: the prompt, the label's words, and what the reviewer noted."""
        return (self.prompt, *self.label_words, self.note, *(tick.note for tick in self.checklist))

    @property
    def is_measured(self) -> bool:
        """Whether something was measured for a line of the checklist."""
        return any(tick.measured for tick in self.checklist)

    @property
    def is_comparable(self) -> bool:
        """Whether before and after have the same shape, so that one can lie over the other."""
        if self.before is None:
            return False
        return abs(self.before.width / self.before.height / (self.after.width / self.after.height) - 1) < 0.01


class RecipeView(NamedTuple):
    """A recipe's page."""

    slug: str
    """Name of its folder; its page is `recipes/<slug>.html`."""
    title: str
    summary: str
    asset: str
    job: str
    tags: tuple[str, ...]
    """Words to find it by."""
    collections: tuple[str, ...]
    created: str
    author: str
    creator: str
    """Who made its pictures, or empty."""
    licence: str
    """Their licence where the recipe names one: an address, or its terms in words."""
    engines: tuple[str, ...]
    pairs: tuple[PairView, ...]
    opening: Markup
    when: Markup
    steps: tuple[Markup, ...]
    decisions: Markup
    criteria: Markup
    """What each criterion means here, where the checklist itself could not say it."""
    mistakes: Markup
    faq: tuple[tuple[Markup, Markup], ...]
    """Questions and answers."""
    more: tuple[tuple[str, Markup], ...]
    """Sections of the person's own, with their headings."""
    notes: tuple[Markup, ...]
    """Footnotes of the guide."""
    tongue: Tongue = UNTOLD
    """The language it is written in, where that is not the site's."""
    share: str = ""
    """File in `pictures/` of the composed before and after for shared links; empty when there is none."""

    @property
    def cover(self) -> PairView:
        """The pair that stands for the recipe."""
        return self.pairs[0]

    @property
    def channels(self) -> tuple[str, ...]:
        """Where its pictures are used, that of the cover first."""
        return tuple(dict.fromkeys(pair.channel for pair in self.pairs if pair.channel))

    @property
    def channel(self) -> str:
        """Where the picture of the cover is used, or empty."""
        return self.cover.channel

    @property
    def with_steps(self) -> tuple[PairView, ...]:
        """Pairs whose way may be shown."""
        return tuple(pair for pair in self.pairs if pair.steps)

    @property
    def updated(self) -> str:
        """Day of the newest approval, else of the newest attempt."""
        return max(pair.day for pair in self.pairs)
