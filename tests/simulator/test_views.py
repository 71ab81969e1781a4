"""What each probe is answered with is what the run has, in arrays nobody can write to."""

import dataclasses

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.snapshot import Confusion, MiniBatch, Parameters, Points, Surface, UnitMaps

PROBES = (Points(), Surface(9), UnitMaps(5), Parameters(), MiniBatch(), Confusion("train"), Confusion("dev"))


@pytest.fixture
def made():
    run = Run(Config(examples=100, hidden_units=(6, 5), mini_batch_size=16))
    run.advance(10)
    return run


def arrays_of(thing):
    """Every array in a record, however deep."""
    if isinstance(thing, np.ndarray):
        yield thing
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from arrays_of(getattr(thing, field.name))
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from arrays_of(value)
    elif isinstance(thing, tuple):
        for value in thing:
            yield from arrays_of(value)


def inputs_on_a_grid(extent, size):
    u0, u1, v0, v1 = extent
    centres = (np.arange(size) + 0.5) / size
    return [(u0 + (u1 - u0) * c, v0 + (v1 - v0) * r) for r in centres for c in centres]


@pytest.mark.parametrize("steps", [0, 3])
@pytest.mark.parametrize("probe", PROBES)
def test_nobody_can_write_to_what_they_see(probe, steps):
    run = Run(Config(examples=100))
    run.advance(steps)
    view = run.view(probe)
    assert list(arrays_of(view))
    for array in arrays_of(view):
        assert not array.flags.writeable


@pytest.mark.parametrize("probe", PROBES)
def test_what_was_seen_stays_as_it_was(made, probe):
    view = made.view(probe)
    before = [array.copy() for array in arrays_of(view)]
    made.advance(5)
    made.add_example((0.0, 0.0), 0)
    for array, old in zip(arrays_of(view), before, strict=True):
        np.testing.assert_array_equal(array, old)


def test_points_are_the_examples(made):
    view, dataset = made.view(Points()), made.examples.dataset
    np.testing.assert_allclose(view.uv, dataset.X)
    np.testing.assert_array_equal(view.y, dataset.y)
    np.testing.assert_array_equal(view.split, dataset.split)
    u0, u1, v0, v1 = view.extent
    assert u0 < view.uv[0].min() < view.uv[0].max() < u1
    assert v0 < view.uv[1].min() < view.uv[1].max() < v1
    assert view.held == ""


def test_the_surface_is_what_predict_says_there(made):
    view = made.view(Surface(9))
    y_hat = made.predict(np.transpose(inputs_on_a_grid(view.extent, 9)))
    np.testing.assert_array_equal(view.winner.ravel(), y_hat.argmax(axis=0))
    np.testing.assert_allclose(view.confidence.ravel(), y_hat.max(axis=0), rtol=1e-5)
    assert (view.winner.dtype, view.confidence.dtype) == (np.uint8, np.float32)


def test_unit_maps_go_from_the_inputs_to_the_probabilities(made):
    view = made.view(UnitMaps(5))
    assert [layer.shape for layer in view.layers] == [(2, 5, 5), (6, 5, 5), (5, 5, 5), (4, 5, 5)]
    y_hat = made.predict(np.transpose(inputs_on_a_grid(view.extent, 5)))
    np.testing.assert_allclose(view.layers[-1].reshape(4, -1), y_hat, rtol=1e-4, atol=1e-6)
    assert all(np.all(layer >= 0) for layer in view.layers[1:])  # ReLU, then softmax


def test_parameters_have_no_model_axis(made):
    view = made.view(Parameters())
    assert view.sizes == (2, 6, 5, 4)
    assert view.arrays["W1"].shape == (6, 2)
    for name, array in view.arrays.items():
        np.testing.assert_array_equal(array, made.network.parameters[name][0])


def test_before_the_first_step_there_is_no_mini_batch():
    view = Run(Config(examples=100)).view(MiniBatch())
    assert view.indices.shape == view.y.shape == view.loss.shape == (0,)
    assert view.X.shape == (2, 0)
    assert view.y_hat.shape == (4, 0)


def test_the_mini_batch_is_the_one_the_last_step_took(made):
    order, start = made.batches.order, made.batches.cursor
    view_before = made.view(MiniBatch())
    made.step()
    view = made.view(MiniBatch())
    assert not np.array_equal(view.indices, view_before.indices)
    dataset = made.examples.dataset
    np.testing.assert_allclose(view.X, dataset.X[:, view.indices], rtol=1e-12)
    np.testing.assert_array_equal(view.y, dataset.y[view.indices])
    np.testing.assert_array_equal(view.indices, made.examples.members["train"][order[start : start + 16]])
    assert view.loss.mean() == pytest.approx(made.record.series().loss[-1])
    chosen = view.y_hat[view.y, np.arange(view.y.size)]
    np.testing.assert_allclose(view.loss, -np.log(chosen), rtol=1e-9)


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_the_confusion_matrix_is_of_the_split(made, split):
    view = made.view(Confusion(split))
    _, y = made.examples.dataset.part(split)
    np.testing.assert_array_equal(view.matrix.sum(axis=1), np.bincount(y, minlength=4))
    assert np.trace(view.matrix) / y.size == pytest.approx(made.accuracy(split))
    assert view.split == split


def test_an_empty_split_has_an_empty_matrix():
    run = Run(Config(examples=100, dev_fraction=0.0))
    np.testing.assert_array_equal(run.view(Confusion("dev")).matrix, np.zeros((4, 4)))


@pytest.mark.parametrize("dataset", ["iris", "digits", "wine"])
def test_sets_of_many_features_are_seen_on_a_plane(dataset):
    run = Run(Config(dataset=dataset, hidden_units=(4,)))
    points = run.view(Points())
    assert points.uv.shape == (2, run.examples.dataset.m)
    assert points.held
    assert run.view(Surface(7)).winner.shape == (7, 7)
    assert run.view(Surface(7, (0, 1))).extent != run.view(Surface(7)).extent


def test_a_network_on_its_way_to_infinity_can_be_seen(made):
    made.network.theta[...] = 1e300
    for probe in PROBES:
        made.view(probe)
