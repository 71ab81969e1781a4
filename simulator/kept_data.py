"""Examples in files: how small their arrays can be without losing a bit, and whether they fit together."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator import checked, datasets
from simulator.csv_file import LARGEST, MOST_CLASSES
from simulator.csv_layout import MOST_COLUMNS
from simulator.datasets import Dataset
from simulator.hyperparameters import Config

Array = NDArray[Any]
PARTS: Final = ("X", "y", "split")
MOST_EXAMPLES: Final = 200_000
_SMALLER: Final = {"f": ("i1", "i2", "f4"), "i": ("u1", "u2", "i4"), "u": ("u1", "u2", "u4")}


def smallest(array: Array) -> Array:
    """The same numbers, -0.0 too, in the smallest type that holds each of them; little-endian."""
    for code in _SMALLER[array.dtype.kind]:
        if (
            np.dtype(code).itemsize < array.itemsize
            and _holds(code, array.ravel()[:64])
            and _holds(code, array)
        ):
            return array.astype("<" + code)
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<"))


def _holds(code: str, array: Array) -> bool:
    with np.errstate(all="ignore"):  # what a type does not hold is not the same afterwards
        return array.astype(code).astype(array.dtype).tobytes() == array.tobytes()


def cast(array: Array, wanted: np.dtype[Any], what: str) -> Array:
    """The same numbers in another type; ValueError where whole numbers are too large for it."""
    if wanted.kind != "f" and array.size:
        bounds = np.iinfo(wanted)
        if int(array.min()) < bounds.min or int(array.max()) > bounds.max:
            raise ValueError(f"{what} must hold numbers of {wanted.name}, got larger ones.")
    with np.errstate(all="ignore"):
        return array.astype(wanted, copy=False)


def is_of(dataset: Dataset, config: Config) -> bool:
    """Whether the config says all about the data, and no file of the person's is needed."""
    if config.dataset == "csv":
        return False
    known = datasets.load(config)
    return all(np.array_equal(getattr(dataset, part), getattr(known, part)) for part in PARTS)


def are_same(one: Dataset, other: Dataset) -> bool:
    """Whether two data sets hold the same bits."""
    if one is other:
        return True
    alike = (one.name, one.source, one.feature_names, one.class_names) == (
        other.name, other.source, other.feature_names, other.class_names,
    )  # fmt: skip
    return alike and all(
        getattr(one, part).shape == getattr(other, part).shape
        and getattr(one, part).tobytes() == getattr(other, part).tobytes()
        for part in PARTS
    )


def checked_set(
    name: str,
    source: str,
    features: tuple[str, ...],
    classes: tuple[str, ...],
    X: Array,
    y: Array,
    split: Array,
) -> Dataset:
    """The data set of these parts.

    Raises ValueError: they do not fit together, or hold what no data set may.
    """
    fits = X.ndim == 2 and y.shape == split.shape == X.shape[1:] and X.shape[0] == len(features) and y.size
    if not fits or not (np.abs(X) <= LARGEST).all():
        raise ValueError(
            f"the examples must be finite numbers of at most {LARGEST:g}, as many as there are labels."
        )
    if not 1 <= len(features) <= MOST_COLUMNS or not 1 <= len(classes) <= MOST_CLASSES:
        raise ValueError(
            f"examples have 1 to {MOST_COLUMNS:,} features and 1 to {MOST_CLASSES} classes, "
            f"got {len(features):,} and {len(classes):,}."
        )
    if y.min() < 0 or y.max() >= len(classes) or split.min() < 0 or split.max() > 2 or not (split == 0).any():
        raise ValueError("labels or parts of the examples are out of range.")
    return Dataset(name, X, y, split, features, classes, source)


def names(value: object) -> tuple[str, ...]:
    """The names of features or classes."""
    found = checked.items(value, "names of features or classes", MOST_COLUMNS)
    return tuple(checked.text(name, "a name of a feature or class", 10_000) for name in found)


def check_pair(dataset: Dataset, base: Dataset) -> None:
    """Raises ValueError where data as they are cannot have come from data as they were loaded."""
    if (base.n_x, base.classes) != (dataset.n_x, dataset.classes):
        raise ValueError("the data as they are do not fit the data as they were loaded.")
