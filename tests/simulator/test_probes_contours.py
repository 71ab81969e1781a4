"""Elongated and round contours (claims N1, N2): costs, minima and walks recomputed in plain NumPy."""

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.probes.contours import Contours
from simulator.run import Run


def run(**settings):
    return Run(Config(**{"dataset": "stretched", "classes": 2, "examples": 200, **settings}))


def parts(made, probe):
    """The two models: (inputs, labels, ridge) raw and normalised, and σ."""
    X, y = made.examples.dataset.part("train")
    X = X[list(probe.features)] * [[1.0], [probe.stretch]]
    chosen = np.flatnonzero(np.isin(y, probe.classes))[:256]
    X, labels = X[:, chosen], (y[chosen] == probe.classes[1]).astype(float)
    sigma = X.std(axis=1, keepdims=True)
    centred = X - X.mean(axis=1, keepdims=True)
    return (centred / sigma.max(), labels), (centred / sigma, labels), sigma[:, 0]


def cost(w, X, y, ridge):
    y_hat = 1 / (1 + np.exp(-(w @ X)))
    return -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)).mean() + 0.5 * (ridge * w**2).sum()


def slope(w, X, y, ridge):
    return X @ (1 / (1 + np.exp(-(w @ X))) - y) / len(y) + ridge * w


PROBES = [
    Contours(1.0), Contours(0.5, stretch=10.0), Contours(3.0, (1, 0), (1, 0), 2.0),
    Contours(0.1, (0, 1), (0, 1), 50.0),
]  # fmt: skip


@pytest.mark.parametrize("probe", PROBES, ids=repr)
def test_claims_n1_n2_both_sides_are_that_model_and_that_walk(probe):
    from simulator.probes.contours import _RIDGE

    made = run()
    view, (raw, normalised, sigma) = made.view(probe), parts(made, probe)
    np.testing.assert_allclose(view.sigma, sigma)
    scale = sigma / sigma.max()
    ridges = _RIDGE * scale**2, np.full(2, _RIDGE)  # of one cost: J_raw(w) = J_normalised(scale w)
    for valley, (X, y), ridge in zip((view.raw, view.normalised), (raw, normalised), ridges, strict=True):
        path, w = [np.zeros(2)], np.zeros(2)
        for _ in range(valley.path.shape[1] - 1):
            w = w - probe.alpha * slope(w, X, y, ridge)
            path.append(w)
        np.testing.assert_allclose(valley.path.T, path, atol=1e-9)
        np.testing.assert_allclose(valley.costs[::50], [cost(w, X, y, ridge) for w in path[::50]], rtol=1e-9)
        assert valley.costs[0] == pytest.approx(np.log(2))
        np.testing.assert_allclose(slope(valley.minimum, X, y, ridge), 0, atol=1e-8)
        reached = np.flatnonzero(valley.costs <= view.target)
        assert valley.steps == (int(reached[0]) if reached.size else None)
        u0, u1, v0, v1 = valley.extent
        size = len(valley.cost)
        for row, column in np.random.default_rng(0).integers(0, size, (10, 2)):
            w = np.array([u0 + (u1 - u0) * (column + 0.5) / size, v0 + (v1 - v0) * (row + 0.5) / size])
            assert valley.cost[row, column] == pytest.approx(cost(w, X, y, ridge), rel=1e-8)
        for w in (np.zeros(2), valley.minimum):
            assert u0 <= w[0] <= u1
            assert v0 <= w[1] <= v1
        assert valley.elongation == pytest.approx(_elongation(valley.minimum, X, y, ridge), rel=1e-4)
    lowest = cost(view.normalised.minimum, *normalised, ridges[1])
    assert cost(view.raw.minimum, *raw, ridges[0]) == pytest.approx(lowest, rel=1e-9)
    assert view.target == pytest.approx(lowest + 0.01 * (np.log(2) - lowest), rel=1e-9)
    names = made.examples.dataset.feature_names
    assert view.features == tuple(names[i] for i in probe.features)
    assert view.reason == ""


def _elongation(w, X, y, ridge, h=1e-4):
    steps = h * np.eye(2)
    hessian = np.array([(slope(w + s, X, y, ridge) - slope(w - s, X, y, ridge)) / (2 * h) for s in steps])
    low, high = np.linalg.eigvalsh((hessian + hessian.T) / 2)
    return np.sqrt(high / low)


def test_claims_n2_normalised_contours_are_rounder():
    view = run().view(Contours())
    assert view.raw.elongation > 20
    assert view.normalised.elongation < 2


def test_a_walk_that_is_lost_is_cut_short():
    view = run().view(Contours(100.0))
    for valley in (view.raw, view.normalised):
        assert valley.diverged
        assert valley.path.shape[1] == len(valley.costs) < 2001
    still = run().view(Contours(0.0))
    np.testing.assert_array_equal(still.raw.path, 0)
    assert (still.raw.steps, still.raw.diverged) == (None, False)


@pytest.mark.parametrize(
    ("probe", "sentence"),
    [
        (Contours(1.0, (0, 0)), "features are needed; the data have 2."),
        (Contours(1.0, (0, 2)), "features are needed; the data have 2."),
        (Contours(1.0, (0, 1), (1, 1)), "classes with training examples are needed; the data have 2."),
        (Contours(1.0, (0, 1), (0, 2)), "classes with training examples are needed; the data have 2."),
    ],
)
def test_what_cannot_be_told_apart_has_a_reason(probe, sentence):
    view = run().view(probe)
    assert (view.raw, view.normalised, view.reason) == (None, None, f"Two different {sentence}")


def test_a_class_that_was_painted_away_has_none():
    made = run(examples=10)
    for index in sorted(np.flatnonzero(made.examples.dataset.y == 1), reverse=True):
        made.remove_example(int(index))
    assert "classes with training examples" in made.view(Contours()).reason


def test_the_landscape_follows_the_data():
    made = run()
    before = made.view(Contours()).raw.cost
    made.add_example((20.0, -0.5), 1)
    assert not np.array_equal(made.view(Contours()).raw.cost, before)


def test_features_too_far_apart_for_a_picture_say_so(tmp_path):
    rows = [
        f"{a:g},{1e9 * b:g},{'xy'[int(b > 0)]}" for a, b in np.random.default_rng(0).standard_normal((40, 2))
    ]
    path = tmp_path / "far.csv"
    path.write_text("\n".join(["a,b,kind", *rows]), "utf-8")
    view = run(dataset="csv", csv_file=str(path)).view(Contours())
    assert view.raw is None
    assert view.reason.endswith("are too far apart for one picture.")


def test_the_network_has_no_part_in_it():
    """Whatever its settings and weights: the probe is of the data alone, as its stamp says."""
    made, other = run(), run(normalize_inputs=False, hidden_units=(3,), dtype="float32")
    stamp = made.stamp(Contours())
    made.advance(20)
    assert made.stamp(Contours()) == stamp
    one, two = made.view(Contours()), other.view(Contours())
    np.testing.assert_array_equal(one.raw.cost, two.raw.cost)
    np.testing.assert_array_equal(one.normalised.path, two.normalised.path)
