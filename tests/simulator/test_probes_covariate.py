"""Covariate shift (claim W1): what the network says of moved inputs, recomputed from the data."""

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.probes.covariate import Covariate, Move
from simulator.run import Run
from tests.simulator.textbook import predicted


def run(steps=100, **settings):
    made = Run(Config(**{"examples": 200, "hidden_units": (6, 5), "mini_batch_size": 16, **settings}))
    made.advance(steps)
    return made


def moved(X, X_train, move):
    """In standard deviations about the middle of the training set: scaled, turned anticlockwise, shifted."""
    middle, sigma = X_train.mean(axis=1, keepdims=True), X_train.std(axis=1, keepdims=True)
    a, (u, v) = np.deg2rad(move.angle), move.scale * (X - middle) / sigma
    turned = np.stack([u * np.cos(a) - v * np.sin(a) + move.du, u * np.sin(a) + v * np.cos(a) + move.dv])
    return middle + sigma * turned


@pytest.mark.parametrize("move", [Move(), Move(1.0, -0.5), Move(angle=60.0), Move(0.2, 0.1, -30.0, 2.5)])
@pytest.mark.parametrize("settings", [{}, {"dataset": "stretched"}, {"normalize_inputs": False}])
def test_claims_w1_accuracies_and_answers_are_those_of_the_moved_inputs(move, settings):
    made = run(**settings)
    dataset, view = made.examples.dataset, made.view(Covariate(move))
    X = moved(dataset.X, dataset.part("train")[0], move)
    y_hat = predicted(made, X)
    right = y_hat.argmax(axis=0) == dataset.y
    np.testing.assert_allclose(view.uv, X, rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(view.right, right)
    np.testing.assert_array_equal(view.y, dataset.y)
    before = predicted(made, dataset.X).argmax(axis=0) == dataset.y
    for place, split in enumerate((0, 1)):
        members = view.split == split
        assert view.accuracy_after[place] == pytest.approx(right[members].mean())
        assert view.accuracy_before[place] == pytest.approx(before[members].mean())


def test_claims_w1_the_picture_holds_both_and_is_the_network_s_answer():
    made = run()
    view = made.view(Covariate(Move(3.0, 0.0, 90.0, 2.0)))
    u0, u1, v0, v1 = view.extent
    for uv in (view.uv, made.examples.dataset.X):
        assert u0 < uv[0].min() < uv[0].max() < u1
        assert v0 < uv[1].min() < uv[1].max() < v1
    size = len(view.winner)
    rng = np.random.default_rng(0)
    for row, column in rng.integers(0, size, (20, 2)):
        place = [[u0 + (u1 - u0) * (column + 0.5) / size], [v0 + (v1 - v0) * (row + 0.5) / size]]
        y_hat = predicted(made, np.array(place))[:, 0]
        assert view.winner[row, column] == y_hat.argmax()
        assert view.confidence[row, column] == pytest.approx(y_hat.max(), rel=1e-5)
    assert (view.winner.dtype, view.confidence.dtype) == (np.uint8, np.float32)
    assert view.axes == ("x₁", "x₂")


def test_claims_w1_what_is_shown_is_what_moving_them_for_good_gives():
    made, move = run(), Move(0.5, 0.0, 45.0, 1.2)
    view = made.view(Covariate(move))
    before = made.accuracy("train"), made.accuracy("dev")
    assert view.accuracy_before == before
    made.move_inputs(move)
    np.testing.assert_allclose(made.examples.dataset.X, view.uv, rtol=1e-12)
    assert view.accuracy_after == (made.accuracy("train"), made.accuracy("dev"))
    back = made.view(Covariate(move.inverse()))
    assert back.accuracy_after == pytest.approx(before)


def test_on_a_plane_of_many_features_what_lies_off_it_stays():
    made = run(dataset="digits")
    plane = made.examples.plane(None)
    made_uv = plane.down(made.examples.dataset.X)
    view = made.view(Covariate(Move(angle=90.0)))
    train = made_uv[:, made.examples.members["train"]]
    np.testing.assert_allclose(view.uv, moved(made_uv, train, Move(angle=90.0)), atol=1e-9)
    X = made.examples.dataset.X + plane.lift @ (view.uv - made_uv)
    np.testing.assert_array_equal(view.right, predicted(made, X).argmax(axis=0) == view.y)


def test_without_a_dev_set_there_is_no_dev_accuracy():
    view = run(5, dev_fraction=0.0).view(Covariate(Move(1.0)))
    assert np.isnan([view.accuracy_before[1], view.accuracy_after[1]]).all()


def test_one_feature_is_scaled_and_shifted_and_has_no_v(tmp_path):
    x = np.random.default_rng(0).standard_normal(60)
    path = tmp_path / "one.csv"
    path.write_text("x,kind\n" + "\n".join(f"{v:.6f},{'ab'[int(v > 0)]}" for v in x), "utf-8")
    made = run(20, dataset="csv", csv_file=str(path))
    X, X_train = made.examples.dataset.X, made.examples.dataset.part("train")[0]
    view = made.view(Covariate(Move(0.5, 9.0, 0.0, 2.0)))
    middle, sigma = X_train.mean(), X_train.std()
    np.testing.assert_allclose(view.uv[0], middle + sigma * (2 * (X[0] - middle) / sigma + 0.5))
    np.testing.assert_array_equal(view.uv[1], 0)
    np.testing.assert_array_equal(view.right, predicted(made, view.uv[:1]).argmax(axis=0) == view.y)
