"""Two-dimensional sets drawn from a recipe, about within [-1, 1]: clean at noise 0, blurred at noise 1.

A recipe places examples of given classes. Along its curves examples are spread evenly, not at random:
the eye takes random gaps for structure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Draw = Callable[[np.random.Generator, Labels, int, float], Floats]
"""(random numbers, y (m,), C, noise) -> X (2, m)."""


@dataclass(frozen=True)
class Recipe:
    """How to draw a set, in code and in words; `classes` is C where it cannot be chosen, else None."""

    draw: Draw
    words: str
    classes: int | None = None


def generate(name: str, *, examples: int, classes: int, noise: float, seed: int) -> tuple[Floats, Labels]:
    """X (2, m) and y (m,) of the set `name`, in random order; class sizes differ by one at most."""
    recipe, rng = RECIPES[name], np.random.default_rng([seed, 0])
    classes = recipe.classes or classes
    y = rng.permutation(np.arange(examples) % classes)
    return recipe.draw(rng, y, classes, noise), y


def _evenly(rng: np.random.Generator, y: Labels) -> Floats:
    """t (m,) in [0, 1), spread evenly over each class: its i-th of n examples falls in [i/n, (i+1)/n)."""
    t = np.empty(y.size)
    for label in np.flatnonzero(np.bincount(y)):
        (members,) = np.nonzero(y == label)
        t[members] = (np.arange(members.size) + rng.random(members.size)) / members.size
    return t


def _polar(radius: Floats, angle: Floats) -> Floats:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)])


def _blurred(rng: np.random.Generator, X: Floats, sigma: float) -> Floats:
    return np.asarray(X + sigma * rng.standard_normal(X.shape))


def _blobs(rng: np.random.Generator, y: Labels, classes: int, noise: float) -> Floats:
    """Discs about centres on a circle, blurred in proportion to the distance of neighbours."""
    first = np.pi / 2 if classes % 2 else np.pi / 4
    centres = _polar(np.full(y.size, 0.7), first + 2 * np.pi * y / classes)
    distance = min(1.4 * np.sin(np.pi / classes), 1.0)
    disc = _polar(0.25 * distance * np.sqrt(rng.random(y.size)), 2 * np.pi * rng.random(y.size))
    return _blurred(rng, centres + disc, 0.4 * noise * distance)


def _moons(rng: np.random.Generator, y: Labels, _: int, noise: float) -> Floats:
    """Two half circles, each reaching into the other."""
    side = 1 - 2 * y  # the lower moon is the upper one turned about 0
    arc = _polar(np.full(y.size, 0.62), np.pi * _evenly(rng, y))
    return _blurred(rng, side * (arc - np.array([[0.31], [0.155]])), 0.25 * noise)


def _circles(rng: np.random.Generator, y: Labels, classes: int, noise: float) -> Floats:
    """Rings about 0 with equal gaps between them."""
    radius = (y + 1 + 0.55 * noise * rng.standard_normal(y.size)) / classes
    return _polar(radius, 2 * np.pi * _evenly(rng, y))


def _xor(rng: np.random.Generator, y: Labels, _: int, noise: float) -> Floats:
    """Quadrants: class 0 where x₁ and x₂ have one sign, class 1 where they have not."""
    size = rng.uniform(0.08, 1.0, (2, y.size))
    sign = rng.choice([-1.0, 1.0], y.size)
    corners = np.stack([sign, np.where(y == 0, sign, -sign)])
    return _blurred(rng, size * corners, 0.35 * noise)


def _spirals(rng: np.random.Generator, y: Labels, classes: int, noise: float) -> Floats:
    """Arms r ∝ θ from near 0 outwards, blurred in angle, so that they are as clear inside as outside."""
    along = np.sqrt(_evenly(rng, y))  # equal lengths of an arm hold equally many
    gap = 2 * np.pi / classes
    angle = 1.4 * np.pi * along + gap * (y + 0.5 * noise * rng.standard_normal(y.size))
    return _polar(0.08 + 0.92 * along, angle)


def _checkerboard(rng: np.random.Generator, y: Labels, classes: int, noise: float) -> Floats:
    """Square (i, j) has colour (i + s j) mod C: neighbours differ with s = 2, but for two colours s = 1."""
    side = 4 if classes <= 4 else 6
    i, j = np.divmod(np.arange(side * side), side)
    colour = (i + (1 if classes == 2 else 2) * j) % classes
    square = np.empty(y.size, dtype=np.int64)
    for label in range(classes):
        (members,) = np.nonzero(y == label)
        squares = rng.permutation(np.nonzero(colour == label)[0])
        square[members] = squares[np.arange(members.size) % squares.size]
    X = np.stack([i[square], j[square]]) + rng.uniform(0.08, 0.92, (2, y.size))
    return _blurred(rng, X * 2 / side - 1, 0.8 * noise / side)


def _stretched(rng: np.random.Generator, y: Labels, classes: int, noise: float) -> Floats:
    """Blobs, each feature scaled to the range it has: 1 for x₂ and 50 for x₁."""
    X = _blobs(rng, y, classes, noise)
    return np.asarray(np.array([[50.0], [1.0]]) * X / np.abs(X).max(axis=1, keepdims=True))


RECIPES: Final[Mapping[str, Recipe]] = MappingProxyType(
    {
        "blobs": Recipe(_blobs, "round clusters on a circle, one a class"),
        "moons": Recipe(_moons, "two half circles that reach into each other", classes=2),
        "circles": Recipe(_circles, "rings about one centre, one a class"),
        "xor": Recipe(_xor, "four quadrants, opposite ones of one class", classes=2),
        "spirals": Recipe(_spirals, "spiral arms from one centre, one a class"),
        "checkerboard": Recipe(_checkerboard, "a checkerboard of as many colours as classes"),
        "stretched": Recipe(_stretched, "round clusters with x₁ stretched to 50 times the range of x₂"),
    }
)
"""The sets by the name that `Config.dataset` has for them."""
