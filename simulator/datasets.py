"""The examples to learn: a set drawn from a recipe, one that comes with the app, or a CSV file."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator import csv_file, generated
from simulator.csv_file import LARGEST
from simulator.hyperparameters import TABLE, Config
from simulator.specs import Choice

SPLITS: Final = ("train", "dev", "test")
"""The parts of a data set; `Dataset.split` holds their places in this tuple."""

_TRAIN, _DEV, _TEST = range(3)
_TITLES = cast(Choice, TABLE["dataset"]).labels


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples as columns, with their classes and the part each belongs to. Its arrays are read-only.

    X (n_x, m) float64; y (m,) int64 in 0..C-1; split (m,) uint8: 0 train, 1 dev, 2 test. `source` says
    in a line where the examples come from.
    """

    name: str
    X: NDArray[np.float64]
    y: NDArray[np.int64]
    split: NDArray[np.uint8]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    source: str

    def __post_init__(self) -> None:
        for name, dtype in (("X", np.float64), ("y", np.int64), ("split", np.uint8)):
            array = np.array(getattr(self, name), dtype=dtype, order="C")
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    @property
    def n_x(self) -> int:
        """Features of an example."""
        return int(self.X.shape[0])

    @property
    def m(self) -> int:
        """Examples of all parts."""
        return int(self.X.shape[1])

    @property
    def classes(self) -> int:
        """C."""
        return len(self.class_names)

    def part(self, split_name: str) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """X (n_x, m) and y (m,) of "train", "dev" or "test"; m may be 0, but not of "train"."""
        if split_name not in SPLITS:
            raise ValueError(f"A part of a data set is one of {', '.join(SPLITS)}, got {split_name!r}.")
        members = self.split == SPLITS.index(split_name)
        return self.X[:, members], self.y[members]

    def with_example(self, x: ArrayLike, label: int) -> Dataset:
        """This set and one more training example at the end, x (n_x,) of class `label`.

        Raises ValueError: x hasn't n_x finite numbers, or there is no such class.
        """
        if not (label == int(label) and 0 <= label < self.classes):
            raise ValueError(f"label must be a whole number in [0, {self.classes - 1}], got {label!r}.")
        return dataclasses.replace(
            self,
            X=np.hstack([self.X, self._column(x)]),
            y=np.append(self.y, int(label)),
            split=np.append(self.split, _TRAIN),
        )

    def moved(self, index: int, x: ArrayLike) -> Dataset:
        """This set with example `index` at x (n_x,).

        Raises ValueError: there is no such example, or x hasn't n_x finite numbers.
        """
        X = self.X.copy()
        X[:, [self._index(index)]] = self._column(x)
        return dataclasses.replace(self, X=X)

    def without(self, index: int) -> Dataset:
        """This set without example `index`; those after it move up by one.

        Raises ValueError: there is no such example, or no training example would be left.
        """
        index = self._index(index)
        if self.split[index] == _TRAIN and np.count_nonzero(self.split == _TRAIN) == 1:
            raise ValueError(f"Example {index} is the last training example and cannot be removed.")
        keep = np.arange(self.m) != index
        return dataclasses.replace(self, X=self.X[:, keep], y=self.y[keep], split=self.split[keep])

    def _index(self, index: int) -> int:
        if not 0 <= index < self.m:
            raise ValueError(f"An example's index must be in [0, {self.m - 1}], got {index}.")
        return index

    def _column(self, x: ArrayLike) -> NDArray[np.float64]:
        column = np.asarray(x, dtype=np.float64).reshape(-1, 1)
        if len(column) != self.n_x or not np.all(np.abs(column) <= LARGEST):
            got = column.ravel().tolist()
            raise ValueError(
                f"x must be {self.n_x} finite numbers in [{-LARGEST:g}, {LARGEST:g}], got {got}."
            )
        return column


def load(config: Config) -> Dataset:
    """The data set that `config` asks for, split; the same for the same config and file.

    Raises ValueError: the CSV file can't be read as examples; see `csv_file.read`.
    """
    return SOURCES[config.dataset](config)


def split(y: NDArray[Any], dev: float, test: float, seed: int) -> NDArray[np.uint8]:
    """split (m,): shares `dev` and `test` of every class, drawn at random, and the rest for training.

    What rounding leaves over in one class goes to the next, so the totals hold too. Every class keeps
    a training example.
    """
    rng, parts = np.random.default_rng([seed, 1]), np.full(y.size, _TRAIN, dtype=np.uint8)
    due = np.zeros(2)
    for label in np.flatnonzero(np.bincount(y)):  # np.unique, but that loads numpy.ma at each start
        members = rng.permutation(np.nonzero(y == label)[0])
        due += members.size * np.array([dev, test])
        n_dev = min(_whole(due[0]), members.size - 1)
        n_test = min(_whole(due[1]), members.size - 1 - n_dev)
        parts[members[:n_dev]] = _DEV
        parts[members[n_dev : n_dev + n_test]] = _TEST
        due = np.minimum(due - [n_dev, n_test], 1.0)  # else many tiny classes would empty a large one
    return parts


def _whole(due: float) -> int:
    return int(due + 1e-9)  # 50 examples due may add up to 49.999999999999


def _generated(config: Config) -> Dataset:
    recipe = generated.RECIPES[config.dataset]
    X, y = generated.generate(
        config.dataset,
        examples=config.examples,
        classes=config.classes,
        noise=config.noise,
        seed=config.seed,
    )
    class_names = tuple(str(label) for label in range(recipe.classes or config.classes))
    table = csv_file.Table(X, y, ("x₁", "x₂"), class_names)
    source = f"Generated: {recipe.words}; noise {config.noise:g}, seed {config.seed}."
    return _dataset(config, _TITLES[config.dataset], table, source)


def _bundled(source: str) -> Callable[[Config], Dataset]:
    def load_bundled(config: Config) -> Dataset:
        asset = resources.files("assets") / "datasets" / f"{config.dataset}.csv"
        with resources.as_file(asset) as path:
            return _dataset(config, _TITLES[config.dataset], csv_file.read(path), source)

    return load_bundled


def _own(config: Config) -> Dataset:
    if not config.csv_file:
        raise ValueError("csv_file must name a CSV file, got ''.")
    table = csv_file.read(config.csv_file, config.label)
    return _dataset(config, Path(config.csv_file).name, table, config.csv_file)


def _dataset(config: Config, name: str, table: csv_file.Table, source: str) -> Dataset:
    parts = split(table.y, config.dev_fraction, config.test_fraction, config.seed)
    return Dataset(name, table.X, table.y, parts, table.feature_names, table.class_names, source)


SOURCES: Final[Mapping[str, Callable[[Config], Dataset]]] = MappingProxyType(
    dict.fromkeys(generated.RECIPES, _generated)
    | {
        "iris": _bundled(
            "R. A. Fisher, Iris (1936), UCI Machine Learning Repository, doi:10.24432/C56C76, CC BY 4.0."
        ),
        "digits": _bundled(
            "E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), test set, "
            "UCI Machine Learning Repository, doi:10.24432/C50P49, CC BY 4.0."
        ),
        "wine": _bundled(
            "S. Aeberhard and M. Forina, Wine (1992), UCI Machine Learning Repository, "
            "doi:10.24432/C5PC7J, CC BY 4.0."
        ),
        "csv": _own,
    }
)
"""Where each choice of `Config.dataset` comes from."""
