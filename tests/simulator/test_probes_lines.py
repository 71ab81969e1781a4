"""Straight boundaries without hidden layers (claim X5): on each line two classes are equally probable."""

import itertools

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.probes.lines import Lines
from simulator.run import Run
from tests.simulator.textbook import predicted


def run(**settings):
    made = Run(Config(**{"examples": 200, "hidden_units": (), "learning_rate": 0.1, **settings}))
    made.advance(60)
    return made


@pytest.mark.parametrize("normalize", [True, False])
@pytest.mark.parametrize(
    ("dataset", "choice"),
    [("blobs", None), ("stretched", None), ("iris", (0, 2)), ("wine", None), ("digits", None)],
)
def test_claims_x5_on_the_line_the_two_are_equally_probable_and_beside_it_not(dataset, choice, normalize):
    made = run(dataset=dataset, normalize_inputs=normalize)
    view, plane = made.view(Lines(choice)), made.examples.plane(choice)
    classes = made.network.sizes[-1]
    assert [tuple(pair) for pair in view.pairs] == list(itertools.combinations(range(classes), 2))
    assert view.coefficients.shape == (len(view.pairs), 3)
    for (i, j), (a, b, c) in zip(view.pairs, view.coefficients, strict=True):
        foot = -c * np.array([a, b]) / (a * a + b * b)
        along, normal = np.array([-b, a]) / np.hypot(a, b), np.array([a, b]) / (a * a + b * b)
        on = (foot[:, None] + along[:, None] * np.linspace(-1, 1, 5)).reshape(2, -1)
        y_hat = predicted(
            made, plane.up(np.hstack([on, on + 0.5 * normal[:, None], on - 0.5 * normal[:, None]]))
        )
        ratio = np.log(y_hat[i] / y_hat[j]).reshape(3, 5)
        np.testing.assert_allclose(ratio, [[0.0] * 5, [0.5] * 5, [-0.5] * 5], atol=1e-6)


def test_claims_x5_a_network_with_hidden_layers_has_none():
    view = run(hidden_units=(4,)).view(Lines())
    assert (view.pairs.shape, view.coefficients.shape) == ((0, 2), (0, 3))


def test_of_one_feature_the_lines_are_upright(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("x,kind\n" + "\n".join(f"{v},{'abc'[v % 3]}" for v in range(60)), "utf-8")
    view = run(dataset="csv", csv_file=str(path)).view(Lines())
    assert view.coefficients.shape == (3, 3)
    np.testing.assert_array_equal(view.coefficients[:, 1], 0)
