"""Gradient descent on two parameters, features as they are and normalised (claims N1, N2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.preprocessing import Standardizer
from simulator.projection import Extent, cells
from simulator.snapshot import Probe, View

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]
_STEPS, _NEWTON = 2000, 40  # of the walk, and to the minimum
_SIZE, _MOST = 64, 256  # of the grid of costs, and examples that make them
_RIDGE = 0.05  # of the normalised model
_DRAWN = 6.0  # times as long as wide is the longest valley drawn to scale
_WITHIN = 0.01  # of the way down is left at the target
_FLATTEST = 1e-6  # σ against the other: beyond, the Hessian's eigenvalues are lost in rounding
_LOST = 10.0  # times the first cost: the walk has diverged


@dataclass(frozen=True)
class Contours(Probe):
    """The model ŷ = σ(w₁x₁ + w₂x₂) that tells two classes of the training set apart by two features,
    and gradient descent on its cost from the same start, with the same learning rate -> ContoursView.

    Both sides take the mean off the features, so that no b is needed. One then divides each feature by
    its own σ; the other divides both by the larger σ, a change of unit that leaves their ratio. The second
    feature is first taken in a unit `stretch` times smaller, as metres become millimetres with 1000.
    """

    alpha: float = 1.0
    features: tuple[int, int] = (0, 1)
    classes: tuple[int, int] = (0, 1)
    stretch: float = 1.0


@dataclass(frozen=True)
class Valley:
    """One side: its cost J over (w₁, w₂) and the walk down.

    cost (size, size): row w₂, column w₁, cell centres over `extent`; path (2, t + 1) and costs (t + 1,)
    of the walk, cut short where it left for infinity (`diverged`); steps: how many to reach `target`,
    None where it does not within the walk; minimum (2,); elongation: √ of the ratio of the Hessian's
    eigenvalues at the minimum, 1 for round contours.
    """

    cost: Array
    extent: Extent
    path: Array
    costs: Array
    steps: int | None
    diverged: bool
    minimum: Array
    elongation: float


@dataclass(frozen=True)
class ContoursView(View):
    """`raw` has the features as they are, `normalised` divided each by its σ.

    sigma (2,) of the two features as they are taken, the second stretched; `features` and `classes` are
    their names; `target` is the cost to reach: within 1 % of the way from the start to the minimum.
    `reason` says in a sentence why there is nothing to see (fewer than two features or classes, or σ too
    far apart): both sides are None then.
    """

    raw: Valley | None
    normalised: Valley | None
    target: float
    sigma: Array
    features: tuple[str, str]
    classes: tuple[str, str]
    reason: str


class Logistic:
    """ŷ = σ(w₁x₁ + w₂x₂) with mean cross-entropy in nats over X (2, m) and y (m,) of 0 and 1, and an L2
    term that keeps the minimum finite where a line tells the classes apart.
    """

    def __init__(self, X: Array, y: Array, ridge: Array) -> None:
        self.X, self.y, self.ridge = X, y, ridge

    def cost(self, w: Array) -> Array:
        """J (k,) at w (2, k)."""
        z = w.T @ self.X
        total = np.log1p(np.exp(-np.abs(z))).sum(axis=1) + np.maximum(z, 0.0).sum(axis=1) - z @ self.y
        return np.asarray(total / len(self.y) + 0.5 * self.ridge @ np.square(w))

    def gradient(self, w: Array) -> Array:
        """∂J/∂w (2,) at w (2,)."""
        return np.asarray(self.X @ (_sigmoid(w @ self.X) - self.y) / len(self.y) + self.ridge * w)

    def hessian(self, w: Array) -> Array:
        """(2, 2) at w (2,)."""
        y_hat = _sigmoid(w @ self.X)
        return np.asarray((self.X * (y_hat * (1 - y_hat))) @ self.X.T / len(self.y) + np.diag(self.ridge))

    def minimum(self) -> Array:
        """w (2,) by Newton's method, halved where a step would climb."""
        w = np.zeros(2)
        for _ in range(_NEWTON):
            step = np.linalg.solve(self.hessian(w), self.gradient(w))
            while self.cost((w - step)[:, None])[0] > self.cost(w[:, None])[0] and np.abs(step).max() > 1e-12:
                step = step / 2
            w = w - step
        return w


@dataclass(frozen=True)
class Landscape:
    """A model's cost around its minimum, which no walk changes."""

    model: Logistic
    minimum: Array
    elongation: float
    extent: Extent
    cost: Array

    @classmethod
    def of(cls, model: Logistic) -> Landscape:
        """Around the start, 0, and the minimum."""
        w = model.minimum()
        steepness = np.linalg.eigvalsh(model.hessian(w))
        elongation = float(np.sqrt(steepness[1] / steepness[0]))
        extent = _around(w, elongation)
        cost = model.cost(cells(extent, _SIZE)).reshape(_SIZE, _SIZE)
        return cls(model, w, elongation, extent, cost)

    def walked(self, alpha: float, target: float) -> Valley:
        """With gradient descent on it from w = 0."""
        path, costs, diverged = _walk(self.model, alpha)
        reached = np.flatnonzero(costs <= target)
        steps = int(reached[0]) if reached.size else None
        return Valley(self.cost, self.extent, path, costs, steps, diverged, self.minimum, self.elongation)


def answer(run: Run, probe: Contours) -> ContoursView:
    """See `Contours`."""
    examples, dataset = run.examples, run.examples.dataset
    y = examples.y["train"]
    reason = _missing(probe, dataset.n_x, dataset.classes, np.isin(probe.classes, y).all())
    if reason:
        return ContoursView(None, None, math.nan, np.ones(2), ("", ""), ("", ""), reason)
    key = probe.features, probe.classes, probe.stretch
    if key not in examples.kept:
        examples.kept[key] = _landscapes(_features(run, probe), y, probe.classes)
    landscapes, sigma = examples.kept[key]
    if landscapes is None:
        reason = f"σ₁ = {sigma[0]:.3g} and σ₂ = {sigma[1]:.3g} are too far apart for one picture."
        return ContoursView(None, None, math.nan, sigma, ("", ""), ("", ""), reason)
    raw, normalised = landscapes
    lowest = float(normalised.model.cost(normalised.minimum[:, None])[0])
    target = lowest + _WITHIN * (math.log(2.0) - lowest)
    valleys = [each.walked(probe.alpha, target) for each in (raw, normalised)]
    (i, j), (first, second) = probe.features, probe.classes
    names = (dataset.feature_names[i], dataset.feature_names[j])
    classes = (dataset.class_names[first], dataset.class_names[second])
    return ContoursView(valleys[0], valleys[1], target, sigma, names, classes, "")


def _around(w: Array, elongation: float) -> Extent:
    """A place for the start and the minimum; a long valley is drawn wider than it is, or it were a hair."""
    reach = max(float(np.abs(w).max()), 1e-3)
    narrow = reach / max(1.0, elongation / _DRAWN)
    halves = [reach if abs(each) == np.abs(w).max() else max(narrow, 0.8 * abs(each)) for each in w]
    u, v = (float(middle) for middle in w / 2)
    return u - halves[0], u + halves[0], v - halves[1], v + halves[1]


def _features(run: Run, probe: Contours) -> Array:
    """The two features (2, m) of the training set, the second stretched."""
    X = run.examples.dataset.part("train")[0][list(probe.features)]
    return np.asarray(X * [[1.0], [probe.stretch]])


def _landscapes(
    X: Array, y: Array, classes: tuple[int, int]
) -> tuple[tuple[Landscape, Landscape] | None, Array]:
    """As the features X (2, m) are, and normalised, None where they are too far apart; and their σ (2,)."""
    chosen = np.flatnonzero((y == classes[0]) | (y == classes[1]))[:_MOST]
    fitted = Standardizer.fit(X[:, chosen])
    x_norm, labels = fitted.apply(X[:, chosen]), (y[chosen] == classes[1]).astype(np.float64)
    scale = (fitted.sigma / fitted.sigma.max())[:, 0]  # of the features as they are, in the larger one's σ
    if scale.min() < _FLATTEST:
        return None, fitted.sigma[:, 0]
    normalised = Logistic(x_norm, labels, np.full(2, _RIDGE))
    raw = Logistic(scale[:, None] * x_norm, labels, _RIDGE * np.square(scale))  # J(w) = J_norm(scale w)
    return (Landscape.of(raw), Landscape.of(normalised)), fitted.sigma[:, 0]


def _walk(model: Logistic, alpha: float) -> tuple[Array, Array, bool]:
    """Path (2, t + 1) and costs (t + 1,) of w := w − α ∂J/∂w, as far as it stays near."""
    path, w = np.zeros((_STEPS + 1, 2)), np.zeros(2)
    for t in range(1, _STEPS + 1):
        w = path[t] = w - alpha * model.gradient(w)
    costs = model.cost(path.T)
    lost = np.flatnonzero(~(costs <= _LOST * costs[0]))
    end = int(lost[0]) + 1 if lost.size else _STEPS + 1
    return path[:end].T, costs[:end], bool(lost.size) or bool(costs[-1] > costs[0])


def _missing(probe: Contours, features: int, classes: int, present: object) -> str:
    if features < 2 or len(set(probe.features)) < 2 or max(probe.features) >= features:
        return f"Two different features are needed; the data have {features}."
    if len(set(probe.classes)) < 2 or max(probe.classes) >= classes or not present:
        return f"Two different classes with training examples are needed; the data have {classes}."
    return ""


def _sigmoid(z: Array) -> Array:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * z)))
