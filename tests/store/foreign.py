"""Front matters as people of other tools write them, made at random from real kinds, and texts hard on YAML."""

from __future__ import annotations

import random
from dataclasses import dataclass

from studio.core.attempts.review import Answer, Review, Verdict
from studio.core.recipe.words import FailureClass

KINDS = {
    "jekyll": (
        "layout: post\n", 'title:  "Welcome to Jekyll!"\n', "date:   2015-11-17 16:16:01 -0600\n",
        "permalink: /a/:b/\n", "categories: [jekyll, update]\n", "tags: jekyll update\n", "published: yes\n",
        "excerpt_separator: <!--more-->\n", "header:\n  image: /assets/x.jpg\n  caption: 'Photo: **Unsplash**'\n",
        "toc: true # sticky\n",
    ),
    "hugo": (
        "title: 'It''s 100% #1'\n", "date: 2024-02-02T04:14:54-08:00\n", "draft: false\n", "weight: 010\n",
        "menu:\n    main:\n        parent: docs\n        weight: 1\n", "aliases:\n- /old/\n-   /older/ # odd\n",
        "cascade:\n  - build:\n      list: never\n    _target:\n      path: /x/**\n", "params: {a: 1, b: [x,\n  y]}\n",
    ),
    "obsidian": (
        "tags:\n  - \n  - a/b\n", "aliases: \n", "up: \"[[Home]]\"\n", "cssclasses:\n  - wide\n",
        "created: 2023-01-01T10:20\n", "related:\n  - \"[[A|b]]\"\n  - '[[C]]'\n", "publish: \n", "日本語: はい\n",
        "emoji 🎉: 🎉\n", "rating: ~\n",
    ),
    "quarto": (
        "title: |\n  Two\n  lines\n", "subtitle: >-\n  folded\n\n  again\n",
        "format:\n  html:\n    toc: true\n    code-fold: show\n", "execute:\n  echo: false\n",
        "author:\n  - name: Jo\n    orcid: 0000-0001\n  - name: Bo\n", "bibliography: [a.bib]\n",
        "abstract: |+\n  kept\n\n\n", "date: today\n", "# a remark\n", "number-sections: on\n",
    ),
    "docusaurus": (
        "id: intro\n", "sidebar_position: 1.5\n", "slug: /\n", "keywords: [a, 'b c', \"d\\te\"]\n",
        "hide_title: !!bool 'true'\n", "description: plain text that\n  goes on\n\n  for lines\n", "image: ./a.png\n",
        "'quoted key': 1\n", '"other": two\n', "custom_edit_url: null\n",
    ),
    "mkdocs": (
        "hide:\n  - navigation # hidden\n  # remark inside\n  - toc\n", "search:\n  boost: 2\n", "status: new\n",
        "icon: fontawesome/x\n", "social:\n  cards_layout_options:\n    color: \"#fff\"\n", "\n", "#\n",
        "   # indented remark\n", "template: home.html   \n",
    ),
    "astro": (
        "pubDate: 'Jul 08 2022'\n", "heroImage: \"/a b.svg\"\n", "draft: no\n", "updatedDate: 2022-07-08\n",
        "layout: ../../layouts/P.astro\n", "base: &base {x: 1, y: [1, 2]}\nuses: *base\n",
        "merged:\n  <<: {a: 1}\n  b: 2\n", "empty:\n", "num: 1_000\n", "time: 12:30:45\n",
    ),
    "rmarkdown": (
        "title: \"R `r 1+1`\"\n", "output:\n  html_document:\n    df_print: paged\n  pdf_document: default\n",
        "params:\n  n: 100\n  d: 2020-01-01\n", "date: \"`r Sys.Date()`\"\n", "knit: '(function(x, ...) {\n  y })'\n",
        "vignette: >\n  %\\VignetteIndexEntry{V}\n  %\\VignetteEngine{knitr::rmarkdown}\n",
        "header-includes:\n- \\usepackage{a}\n- \\b\n",
    ),
    "pandoc": (
        "title: 'Grüße – “so”'\n", "author:\n- A\n- B\n", "abstract: |2\n    indented\n", "lang: no\n", "toc:\ttrue\n",
        "geometry: margin=1in\t\n", "nocite: |\n  @*\n", "header: {a: {b: {c: [1, 'x']}}}\n",
        "keywords: [\n  a, # one\n  b\n]\n", "multi: \"a\n  b\\\n  c\"\n", "\u00a0key: 1\n",
    ),
}  # fmt: skip
"""Pieces of front matter by the tool whose users write them."""
OWNED = (
    "", "", "", "", "reviews:\n", "reviews: []\n", "reviews: []   # none yet\n", "reviews: ~\n",
    "reviews:   # by people\n",
    'reviews:\n- attempt: "001"\n  picture: sha256:a\n  verdict: rejected\n  failure: lighting\n',
    "reviews:\n    # by hand\n    -   attempt: '001'\n        picture: x\n        verdict: approved # sure\n"
    "\n    # last\n",
    "reviews:\n    - {attempt: '001', picture: x, verdict: approved}\n    - attempt: '003'\n      picture: y\n"
    "      verdict: approved\n      note: >-\n        long\n        text\n\n",
    "reviews: [{attempt: '001', picture: x, verdict: approved}]\n",
    "reviews:\n  [ {attempt: '001', picture: x,\n  verdict: approved},\n  ]  # odd\n",
    "'reviews':\n  -\n    \"attempt\": '001'\n    'picture': x\n    verdict: approved\n",
    "reviews: &all\n  - attempt: '001'\n    picture: x\n    verdict: approved\n    mood: good # unknown\n",
    "reviews:\n- &one\n  attempt: '001'\n  picture: x\n  verdict: approved\n- <<: *one\n  attempt: '002'\n",
    "reviews:\n  - attempt: '001'\n    picture: x\n    verdict: approved\n    note: |+\n      kept\n\n",
)  # fmt: skip
"""Ways in which the studio's own key may stand there, written by the studio, a person or another tool."""
BODIES = (
    "Body.\n",
    "",
    "No newline at the end",
    "---\nA rule above.\n...\n",
    "Heading\n=======\n\ntext\t \n",
    "\n\n\u2028x\x85\x0c",
)
WORDS = (
    "", " ", "no", "Yes", "y", "~", "null", "012", "1e3", "0x1F", "1:30", ".inf", "2026-11-23", "2026-11-23T10:11:12Z",
    "=", "<<", "isn't #1", "a: b", "- a", "? a", "|", ">", "| a", "[a", "{a: b}", "*a", "&a", "!a", "%a", "@a", "`a`",
    "'", '"', "\\", "---", "...", "#", " a", "a ", "a\n", "\na", "a\n\nb", "\t", "a\tb", "\r", "\r\n", "\x85",
    "\u2028", "\u2029", "\ufeff", "\x1b[31m", "\x7f", "\x9f", "😀", "שלום", "\u202eabc", "e\u0301", "\u00a0", "\u200b",
    "ß", "x" * 200, "<<<<<<< HEAD", "a #b", "a:b", "'a' b", '"a" b', ", a", "a,",
)  # fmt: skip
"""Texts that are hard on YAML."""


@dataclass(frozen=True)
class Foreign:
    """A file of somebody else: what stands before the studio's key, the key, what follows, the fence and the body."""

    before: bytes
    owned: bytes
    after: bytes
    end: bytes

    @property
    def source(self) -> bytes:
        return self.before + self.owned + self.after + self.end


def foreign_file(chance: random.Random) -> Foreign:
    """A file in the manner of one tool, with everything that real files have: line ends, marks, odd fences."""
    pieces = list(KINDS[chance.choice(list(KINDS))])
    chance.shuffle(pieces)
    pieces = pieces[: chance.randrange(len(pieces) + 1)]
    cut = chance.randrange(len(pieces) + 1)
    owned = chance.choice(OWNED)
    if not owned:
        cut = len(pieces)
    ends = chance.choice((("\n",), ("\n",), ("\r\n",), ("\n", "\r\n")))

    def ended(text: str) -> bytes:
        first, *lines = text.split("\n")
        return "".join([first, *(chance.choice(ends) + line for line in lines)]).encode()

    opening = chance.choice(("---\n", "---\n", "--- \t\n"))
    closing = chance.choice(("---", "---", "---  ", "..."))
    body = chance.choice(BODIES)
    before = ended(opening + "".join(pieces[:cut]))
    end = ended(f"{closing}\n{body}" if body or chance.random() < 0.5 else closing)
    return Foreign(
        (b"\xef\xbb\xbf" if chance.random() < 0.1 else b"") + before, ended(owned), ended("".join(pieces[cut:])), end
    )


def hard_text(chance: random.Random) -> str:
    """A text of one to three hard words, or of letters out of all of Unicode that a file can hold."""
    if chance.random() < 0.7:
        return chance.choice(("", " ", "\n")).join(chance.choice(WORDS) for _ in range(chance.randint(1, 3)))
    letters = (
        chance.choice((chance.randrange(1, 0x300), chance.randrange(1, 0x11000))) for _ in range(chance.randrange(40))
    )
    return "".join(chr(code) for code in letters if not 0xD800 <= code < 0xE000)


def any_review(chance: random.Random, attempt: str) -> Review:
    """A verdict with hard texts in every field that takes text."""
    rejected = chance.random() < 0.5

    def some(most: int) -> list[str]:
        return [hard_text(chance) for _ in range(chance.randrange(most))]

    return Review(
        attempt=attempt, picture=hard_text(chance), verdict=Verdict.REJECTED if rejected else Verdict.APPROVED,
        failure=chance.choice(list(FailureClass)) if rejected else None,
        checklist={name: chance.choice(list(Answer)) for name in some(4)},
        notes={name: hard_text(chance) for name in some(3)},
        note=chance.choice((None, hard_text(chance))), reviewer=chance.choice((None, hard_text(chance))),
        reviewed=chance.choice((None, hard_text(chance), "2026-11-23T10:11:12Z")),
    )  # fmt: skip
