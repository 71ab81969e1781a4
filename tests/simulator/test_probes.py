"""What holds for every learning panel's probe: it is answered whatever the run is, in arrays nobody can write
to, and asking changes nothing (claims B, W, E, X, H need a picture that is of the network itself).
"""

import dataclasses
import pickle
from collections.abc import Mapping

import numpy as np
import pytest

from simulator.hyperparameters import TABLE, Config
from simulator.lockstep import Lockstep
from simulator.probes.averages import Averages
from simulator.probes.bias import Bias
from simulator.probes.company import Company
from simulator.probes.contours import Contours
from simulator.probes.covariate import Covariate, Move
from simulator.probes.drift import Drift
from simulator.probes.example import Example
from simulator.probes.hidden import Hidden
from simulator.probes.last_step import LastStep
from simulator.probes.lines import Lines
from simulator.probes.noise import Noise
from simulator.probes.reach import Reach
from simulator.probes.twin import Twin
from simulator.probes.warm_up import WarmUp
from simulator.run import Run
from simulator.views import _ANSWERS

SMALL = {"examples": 100, "hidden_units": (6, 5), "mini_batch_size": 16}
PROBES = (
    Hidden(), Hidden(2), Bias(1, 2, 0.5), Noise(2, 1), Covariate(Move(0.5, 0.0, 30.0, 1.5)), Contours(),
    Averages(2, 3), Company(7), WarmUp(), Drift(2, 3), Example(7), Lines(), Twin(), LastStep(1), LastStep(3),
)  # fmt: skip
OUTSIDE = (
    Hidden(0), Hidden(99), Bias(-1, -1, 1e6), Bias(99, 999, -1e6), Noise(99, 999), Noise(-1, -1), Company(-5),
    Company(10**9), Averages(99, 999), Averages(-1, -1), Drift(99, 999), Drift(-1, -1), Example(-5),
    Example(10**9), LastStep(-1), LastStep(99), Contours(1.0, (0, 99)),
    Contours(1.0, (0, 0)), Contours(1.0, (0, 1), (0, 99)), Contours(1.0, (0, 1), (1, 1)),
    Covariate(Move(1e4, -1e4, 1e4, 100.0)), Covariate(Move(0, 0, 0, 0.01)),
)  # fmt: skip
ALL = (*PROBES, *OUTSIDE)
OF_THE_NETWORK = tuple(probe for probe in ALL if not isinstance(probe, Contours))
MAY_BE_UNKNOWN = {"ContoursView", "BiasView", "ExampleView", "TwinView"}
"""Numbers are NaN without a pair of classes, a mini-batch or a dev set; t = e^z may be infinite."""


def run(steps=0, traced=True, **settings):
    made = Run(Config(**{**SMALL, **settings}), traced=traced)
    made.advance(steps)
    return made


def one_feature(folder):
    """The settings of a data set with a single feature."""
    x = np.random.default_rng(0).standard_normal(60)
    lines = [f"{value:.4f},{'high' if value > 0.2 else 'low'}" for value in x]
    path = folder / "one.csv"
    path.write_text("\n".join(["x,kind", *lines]), "utf-8")
    return {"dataset": "csv", "csv_file": str(path)}


def arrays_of(thing):
    """Every array in a record, however deep."""
    if isinstance(thing, np.ndarray):
        yield thing
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from arrays_of(getattr(thing, field.name))
    elif isinstance(thing, Mapping):
        for value in thing.values():
            yield from arrays_of(value)
    elif isinstance(thing, tuple):
        for value in thing:
            yield from arrays_of(value)


def state(of):
    """All that decides the future, as bytes and plain values."""
    checkpoint = of.checkpoint()
    arrays = {name: array.tobytes() for name, array in checkpoint.arrays.items()}
    epoch, cursor, order, generator = checkpoint.batches
    place = (checkpoint.step, epoch, cursor, order.tobytes(), str(generator), str(checkpoint.dropout))
    last = None if of.last is None else (of.last[0].tobytes(), of.last[1].head.y_hat.tobytes())
    data = of.examples.dataset.X.tobytes(), of.examples.dataset.y.tobytes()
    statistics = of.network.statistics.tobytes(), of.network.grad.tobytes()
    marks = of.record.series()
    return (
        arrays, place, data, checkpoint.config, checkpoint.edits, checkpoint.held, of.run_id, last,
        statistics, marks.loss.tobytes(), marks.cost_dev.tobytes(),
    )  # fmt: skip


def look(at, probes=PROBES):
    return [at.view(probe) for probe in probes]


def test_every_probe_of_a_learning_panel_is_tried_here():
    tried = {type(probe) for probe in ALL}
    asked = {probe for probe in _ANSWERS if probe.__module__.startswith("simulator.probes")}
    assert tried == asked


# Whatever the run is ----------------------------------------------------------------------------------

KINDS = {
    "plain": {}, "no hidden layers": {"hidden_units": ()}, "one unit": {"hidden_units": (1,)},
    "m = 1": {"mini_batch_size": 1}, "10 classes": {"classes": 10, "hidden_units": (12,)},
    "2 classes": {"classes": 2}, "64 units": {"hidden_units": (64, 64)}, "without": {"batch_norm": False},
    "dropout": {"keep_prob": 0.5}, "L2": {"weight_decay": 0.1}, "float32": {"dtype": "float32"},
    "deep": {"hidden_units": (3,) * 10}, "inputs as they are": {"normalize_inputs": False},
    "no dev or test": {"dev_fraction": 0.0, "test_fraction": 0.0}, "ten examples": {"examples": 10},
    "batch of all": {"mini_batch_size": 1_000_000}, "digits": {"dataset": "digits"},
    "no hidden layers, float32": {"hidden_units": (), "dtype": "float32"},
    "decay": {"decay_rate": 1.0, "mini_batch_size": 50}, "zeros": {"initialization": "zeros"},
    **{optimizer: {"optimizer": optimizer} for optimizer in TABLE["optimizer"].choices},
    **{activation: {"activation": activation} for activation in TABLE["activation"].choices},
}  # fmt: skip


@pytest.mark.parametrize("traced", [True, False], ids=["traced", ""])
@pytest.mark.parametrize("kind", KINDS)
def test_every_run_can_be_seen_from_before_its_first_step_on(kind, traced):
    made = run(traced=traced, **KINDS[kind])
    for steps in (0, 1, 12):
        made.advance(steps)
        everything = steps == 0 and not traced  # valleys are of the data alone
        for view in look(made, ALL if everything else OF_THE_NETWORK):
            name = type(view).__name__
            for array in arrays_of(view):
                assert not array.flags.writeable, name
                assert np.isfinite(array).all() or name in MAY_BE_UNKNOWN, name


@pytest.mark.parametrize("hidden", [(), (4,)])
def test_a_single_feature_is_enough(tmp_path, hidden):
    made = run(5, **one_feature(tmp_path), hidden_units=hidden)
    for view in look(made, ALL):
        pickle.dumps(view)
    contours = made.view(Contours())
    assert (contours.raw, contours.normalised) == (None, None)
    assert contours.reason == "Two different features are needed; the data have 1."
    assert made.view(Example(3)).X.shape == (1,)
    made.move_inputs(Move(0.5))
    made.advance(3)
    look(made)


def test_features_of_any_size_can_be_seen(tmp_path):
    """A constant one, and two so far apart that the square of their ratio is 0."""
    rng = np.random.default_rng(0)
    for name, scales in (("constant", (0.0, 1.0)), ("far", (1e-90, 1e90)), ("both", (0.0, 0.0))):
        path = tmp_path / f"{name}.csv"
        pairs = rng.standard_normal((40, 2))
        rows = [f"{scales[0] * a:g},{scales[1] * b:g},{'xy'[int(b > 0)]}" for a, b in pairs]
        path.write_text("\n".join(["a,b,kind", *rows]), "utf-8")
        look(run(3, dataset="csv", csv_file=str(path), hidden_units=(3,)), ALL)


def diverged():
    made = run(
        5000, batch_norm=False, hidden_units=(6,), optimizer="gradient_descent", learning_rate=10.0,
        weight_decay=100.0,
    )  # fmt: skip
    assert made.divergence
    return made


def test_a_diverged_run_can_be_seen():
    made = diverged()
    before = state(made)
    look(made, ALL)
    assert state(made) == before
    twin = made.view(Twin())
    assert (twin.diverged, twin.message) == (True, made.divergence.message)
    made.set("learning_rate", 0.001)
    look(made)


@pytest.mark.parametrize("value", [1e300, np.nan, np.inf])
def test_numbers_that_are_none_can_be_seen(value):
    made = run(3)
    made.network.theta[...] = value
    look(made, ALL)


EDITS = {
    "remove": lambda r: r.remove_example(int(r.view(Hidden()).indices[0])),
    "remove another": lambda r: r.remove_example(
        next(int(i) for i in r.examples.members["train"] if i not in r.view(Hidden()).indices)
    ),
    "remove of dev": lambda r: r.remove_example(int(r.examples.members["dev"][0])),
    "move": lambda r: r.move_example(3, (2.0, -2.0)),
    "add": lambda r: r.add_example((0.1, 0.1), 2),
    "inputs": lambda r: r.move_inputs(Move(1.0, 0.5, 45.0, 2.0)),
    "hold": lambda r: r.hold(1, None, True),
    "undo": lambda r: r.undo_normalization(2),
    "weights": lambda r: r.set_parameter("W1", (0, 0), 3.0),
    "optimiser": lambda r: r.set("optimizer", "momentum"),
    "activation": lambda r: r.set("activation", "tanh"),
    "m": lambda r: r.set("mini_batch_size", 3),
    "rebuild": lambda r: r.set("hidden_units", (3, 3, 3)),
    "no hidden layers": lambda r: r.set("hidden_units", ()),
    "no batch norm": lambda r: r.set("batch_norm", False),
    "other data": lambda r: r.set("dataset", "iris"),
    "reset": lambda r: r.reset(),
}


@pytest.mark.parametrize("edit", EDITS)
def test_after_every_edit_it_can_be_seen_and_goes_on(edit):
    made = run(20)
    look(made, OF_THE_NETWORK)
    EDITS[edit](made)
    look(made, ALL)
    for steps in (1, 20):
        made.advance(steps)
        look(made, OF_THE_NETWORK)
    hidden, step = made.view(Hidden()), made.view(LastStep(1))
    assert hidden.layer == 0 or np.array_equal(hidden.indices, step.indices)


def test_a_checkpoint_from_before_a_rebuild_brings_no_other_past_with_it():
    """Batch norm off and on again by going back: what is remembered is of this run, or nothing is."""
    made, plain = run(20), run(20)
    back = made.checkpoint()
    made.set("batch_norm", False)
    made.advance(40)
    made.restore(back)
    assert made.view(Drift()).at.size in (0, plain.view(Drift()).at.size)
    if made.view(Drift()).at.size:
        np.testing.assert_array_equal(made.view(Drift()).bands, plain.view(Drift()).bands)
    look(made)
    made.advance(5)
    np.testing.assert_array_equal(made.view(Averages(2, 3)).step[-5:], np.arange(21, 26))


# Looking changes nothing ------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [{}, {"keep_prob": 0.6, "weight_decay": 0.01}, {"batch_norm": False}])
def test_looking_never_changes_the_future(settings):
    """Parameters after n steps are bit-identical, looked at or not, traced or not, with twins or without."""
    looked_at, alone, untraced = (run(traced=traced, **settings) for traced in (True, True, False))
    accompanied = run(**settings)
    together = Lockstep(accompanied)
    together.watch([Twin(twin="batch_norm"), Drift(twin="linear"), Reach(3)])
    for steps in (1, 1, 5, 13, 30):
        looked_at.advance(steps)
        before = state(looked_at)
        look(looked_at, ALL if steps == 5 else OF_THE_NETWORK)
        assert state(looked_at) == before
        together.advance(steps)
        alone.advance(steps)
        untraced.advance(steps)
        assert state(looked_at) == state(alone) == state(untraced) == state(accompanied)
    assert looked_at.t == 50


@pytest.mark.parametrize("probe", ALL, ids=repr)
def test_what_was_seen_stays_as_it_was(probe):
    made = run(10)
    view = made.view(probe)
    before = [array.copy() for array in arrays_of(view)]
    made.advance(5)
    made.add_example((0.0, 0.0), 0)
    made.hold(1, 0, True)
    for array, old in zip(arrays_of(view), before, strict=True):
        np.testing.assert_array_equal(array, old)


def test_what_is_seen_twice_is_the_same():
    made = run(30, keep_prob=0.8)
    for probe in PROBES:
        one, other = (list(arrays_of(made.view(probe))) for _ in range(2))
        for first, second in zip(one, other, strict=True):
            np.testing.assert_array_equal(first, second, err_msg=repr(probe))


@pytest.mark.parametrize("probe", PROBES, ids=repr)
def test_a_view_crosses_to_another_process(probe):
    view = run(10).view(probe)
    for array, other in zip(arrays_of(view), arrays_of(pickle.loads(pickle.dumps(view))), strict=True):
        np.testing.assert_array_equal(array, other)
