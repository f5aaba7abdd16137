"""What the two halves are made of: products, fonts, words, colours, walls. Nothing is in both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from tests.bench.unseen.art import Label
from tests.bench.unseen.body import Product
from tests.bench.unseen.scenes import Light, Scene, Shot, Stand
from tests.bench.unseen.truth import Half

T = TypeVar("T")


@dataclass(frozen=True)
class Stock:
    """One half's material."""

    kinds: tuple[str, ...]
    fonts: tuple[str, ...]
    brands: tuple[str, ...]
    goods: tuple[str, ...]
    amounts: tuple[str, ...]
    calls: tuple[str, ...]
    """Copy, and text that nobody asked for."""
    colours: tuple[str, ...]
    """Of bodies."""
    accents: tuple[str, ...]
    """Of parts."""
    papers: tuple[tuple[str, str], ...]
    """Ink and ground of labels."""
    walls: tuple[str, ...]
    """Plain ones."""
    photos: tuple[str, ...]
    floors: tuple[tuple[str, str], ...]
    """Colour and material."""
    materials: tuple[str, ...]
    """Of bodies."""


STOCK: dict[Half, Stock] = {
    "tuning": Stock(
        kinds=("tin", "bottle", "pouch", "clock"),
        fonts=("Lato-Bold.ttf", "LiberationSerif-Bold.ttf", "DejaVuSans-Bold.ttf", "Quicksand-Bold.ttf",
               "OpenSans-Semibold.ttf", "C059-Bold.otf"),
        brands=("KELVORN", "TISANDRE", "MOBRIGA", "HALVENIA", "QUINTARA", "Brennick", "Solvaday"),
        goods=("GREEN TEA", "OAT SOAP", "SEA SALT", "FACE BALM", "RED LENTILS", "Wild Honey", "Dark Roast"),
        amounts=("180 g", "250 ml", "No. 12", "24 pieces", "Batch 307", "1.5 kg"),
        calls=("SUMMER SALE", "NEW IN", "Fresh every day", "HANDMADE", "Free delivery"),
        colours=("#b8563a", "#3d6b63", "#d9b25f", "#5a4a78", "#e6e1d6", "#2f3a4a", "#c98ea0"),
        accents=("#2c3e50", "#8c3b2a", "#d8c9a8", "#37613f"),
        papers=(("#20303a", "#efe9dc"), ("#7a1f2b", "#f6f2ea"), ("#f3ead2", "#2b4a3e"), ("#2a2a2a", "#e3c98a")),
        walls=("#d8d2c8", "#7fa0a8", "#a7624c", "#39424e", "#e9d9d2"),
        photos=("coffee", "brick", "grass", "rocket"),
        floors=(("#a08464", "wood"), ("#c9c4ba", "plain"), ("#8d8f92", "stone"), ("#b9a58a", "cloth")),
        materials=("plain", "leather", "metal", "cloth"),
    ),
    "held": Stock(
        kinds=("jar", "carton", "mug", "bag", "car"),
        fonts=("Roboto-Bold.ttf", "EBGaramond12-Bold.otf", "Carlito-Bold.ttf", "NimbusRoman-Bold.otf",
               "Inter-SemiBold.otf", "LeagueSpartan-Bold.otf", "Cabin-Bold.otf", "Comfortaa-Bold.ttf"),
        brands=("ORWENDAL", "PRISTEVA", "LUMIKARA", "DUNFERRY", "VASTMIR", "Cobelline", "Hartsund", "MEZZORA"),
        goods=("RYE FLOUR", "HAND CREAM", "PLUM JAM", "COLD BREW", "BATH SALT", "Garden Mint", "Soft Cotton"),
        amounts=("100 g", "330 ml", "No. 48", "16 sheets", "Lot 952", "2.75 l", "60 tabs"),
        calls=("BLACK FRIDAY", "LAST CHANCE", "Pure and simple", "ORGANIC", "Two for one", "WINTER EDITION"),
        colours=("#7a3648", "#4a7d4f", "#c7783a", "#33557f", "#efeae0", "#46403c", "#8fb3a5", "#d6a1a0"),
        accents=("#3a2f45", "#a34a2f", "#c9d2cf", "#1f5a66"),
        papers=(("#1d2b22", "#f2efe6"), ("#5b2a12", "#f0dfc0"), ("#f7f4ec", "#3b2a4d"), ("#123a5a", "#dfe7ea")),
        walls=("#cfd6d8", "#b59b7a", "#5f7561", "#4a3a44", "#f0e7da"),
        photos=("gravel", "chelsea", "motorcycle", "astronaut"),
        floors=(("#7b5c42", "wood"), ("#d6d2cb", "plain"), ("#77706a", "stone"), ("#9fa8a3", "cloth")),
        materials=("plain", "cloth", "leather", "stone"),
    ),
}  # fmt: skip
"""By half."""


def one(choices: tuple[T, ...], rng: np.random.Generator, *, other: T | None = None) -> T:
    """One of them, and not the one given."""
    left = [choice for choice in choices if choice != other]
    return left[int(rng.integers(len(left)))]


def a_product(stock: Stock, rng: np.random.Generator, kind: str | None = None) -> Product:
    """Some product."""
    kind = kind or one(stock.kinds, rng)
    ink, ground = one(stock.papers, rng)
    words = (one(stock.brands, rng), one(stock.goods, rng), one(stock.amounts, rng))
    short = (words[0], words[2]) if kind in ("clock", "car") else words
    label = Label(short, one(stock.fonts, rng), ink, ground, int(rng.integers(1000)))
    return Product(
        kind, label, one(stock.colours, rng), one(stock.accents, rng), one(stock.materials, rng),
        float(rng.uniform(0.05, 0.4)), int(rng.integers(1000)), int(rng.integers(1000)),
        pitch=float(rng.uniform(0.07, 0.14)),
    )  # fmt: skip


def a_light(rng: np.random.Generator) -> Light:
    """Some light, clearly from one side."""
    side = 1 if rng.random() < 0.5 else -1
    return Light(side * float(rng.uniform(30, 62)), float(rng.uniform(32, 52)), float(rng.choice([0.1, 0.3, 0.8])))


def a_scene(stock: Stock, rng: np.random.Generator, light: Light, *, plain: bool | None = None) -> Scene:
    """Some scene; plain walls only, or photographs only, where that is asked."""
    use_photo = rng.random() < 0.35 if plain is None else not plain
    floor, material = one(stock.floors, rng)
    wall = one(stock.photos if use_photo else stock.walls, rng)
    return Scene(wall, floor, material, light, int(rng.integers(1000)))


def a_stand(kind: str, rng: np.random.Generator) -> Stand:
    """Some good place in a square picture."""
    low, high = {"car": (0.34, 0.40), "bottle": (0.70, 0.80), "mug": (0.48, 0.56)}.get(kind, (0.62, 0.72))
    return Stand(
        tall=float(rng.uniform(low, high)), x=float(rng.uniform(0.46, 0.54)), foot=float(rng.uniform(0.84, 0.9))
    )


def a_shot(half: Half, rng: np.random.Generator, *, kind: str | None = None, plain: bool | None = None) -> Shot:
    """Some product, somewhere."""
    stock = STOCK[half]
    product = a_product(stock, rng, kind)
    return Shot(product, a_scene(stock, rng, a_light(rng), plain=plain), a_stand(product.kind, rng))
