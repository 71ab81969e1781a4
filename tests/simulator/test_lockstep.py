"""Twins (claims W2, W3, X5): the same seed, data and mini-batches, one thing different, at the same step; and
exactly the run that their config would have been from the start.
"""

import itertools
import pickle

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.lockstep import TWINS, Lockstep
from simulator.probes.covariate import Move
from simulator.probes.drift import Drift
from simulator.probes.hidden import Hidden
from simulator.probes.last_step import LastStep
from simulator.probes.reach import Reach
from simulator.probes.twin import Twin
from simulator.run import Run
from simulator.snapshot import MiniBatch, Parameters, Surface, for_other, is_of_other, of_other

SMALL = {"examples": 100, "hidden_units": (6, 5), "mini_batch_size": 16, "decay_rate": 0.1}
NAMES = pytest.mark.parametrize("name", TWINS)


def together(*names, **settings):
    """A run and its twins."""
    made = Lockstep(Run(Config(**{**SMALL, **settings}), traced=True))
    made.watch(Twin(twin=name) for name in names or TWINS)
    return made


def twin_of(lockstep, name):
    """The twin's run, as far as it is."""
    return lockstep._twin(name).run


def state(of):
    """All that decides the future but the edits, as bytes and plain values."""
    checkpoint = of.checkpoint()
    arrays = {name: array.tobytes() for name, array in checkpoint.arrays.items()}
    epoch, cursor, order, generator = checkpoint.batches
    place = checkpoint.step, epoch, cursor, order.tobytes(), str(generator), str(checkpoint.dropout)
    record = of.record.series()
    data = of.examples.dataset.X.tobytes(), of.examples.dataset.y.tobytes()
    return arrays, place, data, checkpoint.config, record.loss.tobytes(), record.cost_dev.tobytes()


EDITS = (
    lambda r: r.set("learning_rate", 0.05),
    lambda r: r.add_example((0.1, 0.2), 1),
    lambda r: r.set("optimizer", "momentum"),
    lambda r: r.remove_example(int(r.examples.members["train"][0])),
    lambda r: r.move_example(5, (0.3, 0.3)),
    lambda r: r.set("mini_batch_size", 7),
    lambda r: r.set("keep_prob", 0.7),
    lambda r: r.move_inputs(Move(0.2, 0.0, 20.0, 1.1)),
    lambda r: r.set("activation", "tanh"),
    lambda r: r.set("weight_decay", 0.01),
)


def edited(of, advance=None, steps=3, edits=EDITS):
    """Every kind of edit that a twin shares, the first before the first step, with steps in between."""
    for edit in edits:
        edit(of)
        (advance or of.advance)(steps)
    return of


@NAMES
@pytest.mark.parametrize("settings", [{}, {"batch_norm": False, "hidden_units": ()}, {"keep_prob": 0.6}])
def test_one_thing_is_different_and_nothing_else(name, settings):
    made = together(name, **settings)
    made.advance(20)
    run, twin = made.run, twin_of(made, name)
    different = {"batch_norm": "batch_norm", "linear": "hidden_units"}[name]
    assert twin.config == run.config.changed(different, getattr(twin.config, different))
    assert getattr(twin.config, different) != getattr(run.config, different)
    assert (twin.t, twin.epoch, twin.alpha) == (run.t, run.epoch, run.alpha)
    assert twin.examples.dataset is run.examples.dataset
    np.testing.assert_array_equal(twin.batches.order, run.batches.order)


@pytest.mark.parametrize("batch_norm", [True, False])
def test_claims_w3_it_begins_with_the_same_weights(batch_norm):
    made = together("batch_norm", batch_norm=batch_norm)
    made.follow()
    mine, its = made.run.network.parameters, twin_of(made, "batch_norm").network.parameters
    for name in ("W1", "W2", "W3", "b3"):
        np.testing.assert_array_equal(mine[name], its[name])
    assert ("gamma1" in mine) != ("gamma1" in its)


@NAMES
def test_claims_w3_every_mini_batch_is_the_same(name):
    made = together(name)
    for edit in EDITS:
        edit(made.run)
        for _ in range(2):
            made.advance(1)
            mine, its = made.run, twin_of(made, name)
            assert mine.t == its.t
            np.testing.assert_array_equal(mine.last[0], its.last[0])
            np.testing.assert_array_equal(mine.view(MiniBatch()).X, its.view(MiniBatch()).X)


@NAMES
@pytest.mark.parametrize("settings", [{}, {"batch_norm": False}, {"hidden_units": (), "dtype": "float32"}])
def test_it_is_bit_for_bit_the_run_of_its_config_from_the_start(name, settings):
    """Whether it keeps pace or is asked for when all is done."""
    config = TWINS[name](Config(**{**SMALL, **settings}))
    alone = edited(Run(config))
    accompanied, late = together(name, **settings), together(name, **settings)
    edited(accompanied.run, accompanied.advance)
    edited(late.run)
    assert late.view(Twin(twin=name)).step == 0
    late.follow()
    for made in (accompanied, late):
        assert state(twin_of(made, name)) == state(alone)
        assert twin_of(made, name).t == made.run.t == 30
    accompanied.advance(300)
    alone.advance(300)
    assert state(twin_of(accompanied, name)) == state(alone)


@NAMES
@pytest.mark.parametrize("seed", range(4))
def test_in_step_after_any_mix_of_changes(name, seed):
    rng, made = np.random.default_rng(seed), together(name, seed=seed)
    changes = (
        *EDITS,
        lambda r: r.reset(),
        lambda r: r.set("hidden_units", (4, 4)),
        lambda r: r.set("batch_norm", not r.config.batch_norm),
        lambda r: r.set("examples", 60 + int(rng.integers(40))),
        lambda r: r.rewind(r.t // 2),
        lambda r: r.undo(),
        lambda r: r.redo_undone(),
        lambda r: r.set_parameter("W1", (0, 0), 0.5),
        lambda r: r.set("normalize_inputs", not r.config.normalize_inputs),
    )
    for _ in range(25):
        changes[rng.integers(len(changes))](made.run)
        made.advance(int(rng.integers(0, 9)))
        made.follow()
        run, twin = made.run, twin_of(made, name)
        assert (run.t, run.divergence, twin.divergence) == (twin.t, None, None)
        np.testing.assert_array_equal(run.examples.dataset.X, twin.examples.dataset.X)
        np.testing.assert_array_equal(run.batches.order, twin.batches.order)
        if run.last is not None and run.record.start == 0 and twin.last is not None:
            np.testing.assert_array_equal(run.last[0], twin.last[0])


@NAMES
def test_a_drag_reaches_the_twin_as_it_ended(name):
    made = together(name)
    made.advance(20)
    made.run.gesture = 1
    made.run.set("learning_rate", 0.1)
    made.follow()
    made.run.set("learning_rate", 0.3)
    made.advance(5)
    assert twin_of(made, name).config.learning_rate == 0.3
    made.run.undo()
    made.follow()
    assert twin_of(made, name).config.learning_rate == made.run.config.learning_rate != 0.3


def test_in_slices_it_comes_to_the_same():
    sliced, whole = together(), together()
    edited(sliced.run, steps=40)
    edited(whole.run, steps=40)
    seen = {name: [] for name in TWINS}
    for turn in itertools.count():
        left = sliced.follow(1e-4)
        for name in TWINS:
            seen[name].append(twin_of(sliced, name).t)
        if not left:
            break
        assert turn < 10_000
    assert not sliced.follow(1e-4)
    whole.follow()
    for name in TWINS:
        assert seen[name] == sorted(seen[name])
        assert len(set(seen[name])) > 5
        assert state(twin_of(sliced, name)) == state(twin_of(whole, name))


def test_nothing_waits_for_a_twin_that_never_catches_up():
    """While the run plays on, every twin and the sweep get their share of each slice."""
    made = together()
    made.watch([*made.probes, Reach(steps=10_000)])
    for _ in range(20):
        made.run.advance(200)
        made.follow(1e-3)
    assert all(twin_of(made, name).t > 50 for name in TWINS)
    assert made.view(Reach(steps=10_000)).progress > 0


def test_two_sweeps_do_not_begin_each_other_again():
    made = together()
    probes = [Reach(5, ("he",)), Reach(3, ("small", "zeros"))]
    made.watch(probes)
    made.follow()
    assert [made.view(probe).progress for probe in probes] == [1.0, 1.0]


@NAMES
def test_what_a_twin_has_of_its_own_is_not_changed(name):
    """Weights, γ and β set by hand, and held ones, are the run's."""
    made, plain = together(name), together(name)
    made.advance(10)
    made.run.set_parameter("W1", (0, 0), 5.0)
    made.run.hold(1, None, True)
    made.run.undo_normalization(2)
    made.advance(10)
    plain.advance(20)
    assert state(twin_of(made, name)) == state(twin_of(plain, name))
    assert state(made.run) != state(plain.run)


def test_claims_w3_weights_kept_from_another_network_are_its_first_ones_too():
    made = together("batch_norm")
    made.advance(50)
    made.run.set("batch_norm", False, keep_weights=True)
    made.follow()
    mine, its = made.run.network.parameters, twin_of(made, "batch_norm").network.parameters
    for name in ("W1", "W2", "W3", "b3"):
        np.testing.assert_array_equal(mine[name], its[name])
    twin = twin_of(made, "batch_norm")
    assert twin.record.series().cost_train[0] == pytest.approx(twin.cost("train"), rel=1e-12)


# Views ------------------------------------------------------------------------------------------------


@NAMES
def test_probes_see_the_twin(name):
    made = together(name)
    of_twin = Twin(twin=name), Parameters(twin=name), Surface(9, twin=name), Drift(twin=name)
    probes = [*of_twin, Twin(), Parameters()]
    made.advance(20)
    snapshot = made.snapshot(probes)
    assert snapshot.views.keys() == set(probes)
    twin = twin_of(made, name)
    view, series = snapshot.views[Twin(twin=name)], twin.record.series()
    assert (view.config, view.step, view.diverged, view.message) == (twin.config, 20, False, "")
    for field in ("at", "cost_train", "cost_dev", "accuracy_train", "accuracy_dev"):
        np.testing.assert_array_equal(getattr(view, field), getattr(series, field))
    assert snapshot.views[Twin()].config == made.run.config
    for key, array in snapshot.views[Parameters(twin=name)].arrays.items():
        np.testing.assert_array_equal(array, twin.network.parameters[key][0])
    assert snapshot.views[Drift(twin=name)].batch_norm is twin.config.batch_norm
    assert snapshot.views[Drift(twin=name)].at.size == (20 if twin.config.hidden_units else 0)


def test_the_series_of_a_long_run_is_thinned_and_keeps_its_start():
    made = Run(Config(**SMALL))
    for step in range(1, 5001):
        made.record.mark(step, made.marks())
    made.t = 5000
    view = made.view(Twin())
    assert 1000 < len(view.at) <= 2002
    assert view.at[-1] == 5000
    assert view.at[0] == 0
    assert len(set(np.diff(view.at[:-1]))) == 1


@NAMES
def test_the_stamp_tells_every_change_that_can_be_seen(name):
    made = together(name)
    probe, stamps = Surface(9, twin=name), []
    for change in (
        lambda: None, lambda: made.advance(1), lambda: made.run.add_example((0.0, 0.0), 0),
        lambda: made.run.set("activation", "tanh"), lambda: made.run.reset(),
        lambda: made.run.restore(made.run.checkpoint()), lambda: made.run.set("seed", 5),
    ):  # fmt: skip
        change()
        made.follow()
        stamps.append(made.stamp(probe))
        assert made.stamp(probe) == stamps[-1]
    assert len(set(stamps)) == len(stamps)


def test_only_what_is_watched_is_kept_up():
    made = together("linear")
    made.advance(5)
    twin = twin_of(made, "linear")
    made.watch([Hidden(), LastStep()])
    assert not made.follow()
    made.advance(5)
    assert twin.t == 5
    assert made._twins == {}


# Where there is none ----------------------------------------------------------------------------------


def unknown_start():
    made = together("batch_norm")
    made.advance(10)
    made.run.restore(made.run.checkpoint())
    return made


def test_where_there_can_be_none_it_says_why_and_goes_on():
    made = unknown_start()
    probes = [Twin(twin="batch_norm"), Surface(9, twin="batch_norm"), Surface(9)]
    assert not made.follow()
    made.advance(5)
    snapshot = made.snapshot(probes)
    assert snapshot.views.keys() == {probes[0], probes[2]}
    view = snapshot.views[probes[0]]
    assert view.message == "The start of this run is not known: reset it (R) to see its twin."
    assert (view.step, view.diverged, view.at.size, view.cost_train.size) == (0, False, 0, 0)
    assert made.stamp(probes[1]) == made.stamp(probes[1])
    made.run.reset()
    made.advance(3)
    assert made.view(probes[0]).step == 3


def test_a_setting_that_a_twin_cannot_have_is_its_reason(monkeypatch):
    def refused(_):
        raise ValueError("mini_batch_size must be at least 2 for batch norm, got 1.")

    monkeypatch.setattr("simulator.lockstep.TWINS", {"batch_norm": refused})
    made = together("batch_norm", mini_batch_size=1)
    made.advance(3)
    view = made.view(Twin(twin="batch_norm"))
    assert (view.step, view.message) == (0, "mini_batch_size must be at least 2 for batch norm, got 1.")


@pytest.mark.parametrize("settings", [{"mini_batch_size": 1}, {"hidden_units": (1,)}, {"examples": 10}])
def test_the_smallest_runs_have_twins(settings):
    made = together(**settings)
    made.advance(30)
    assert {name: twin_of(made, name).t for name in TWINS} == dict.fromkeys(TWINS, 30)


DIVERGES = {
    "batch_norm": False, "optimizer": "gradient_descent", "activation": "leaky_relu", "learning_rate": 10.0,
    "dataset": "stretched", "normalize_inputs": False, "decay_rate": 0.0,
}  # fmt: skip


def test_claims_w3_a_diverged_twin_says_so_and_the_run_goes_on():
    """At α = 10 on inputs as they are, the network with batch norm survives and the one without does not."""
    made = together("batch_norm", **{**DIVERGES, "batch_norm": True})
    made.advance(30)
    made.run.set("learning_rate", 0.1)
    made.advance(30)
    twin, view = twin_of(made, "batch_norm"), made.view(Twin(twin="batch_norm"))
    assert (made.run.t, made.run.divergence) == (60, None)
    assert (view.diverged, view.message, view.step) == (True, twin.divergence.message, twin.t)
    assert view.step < 30
    assert not made.follow(0.01)
    assert made.snapshot([Twin(twin="batch_norm"), Drift(twin="batch_norm")]).views


def test_a_diverged_run_waits_for_its_twins():
    made = together("batch_norm", **DIVERGES)
    made.advance(5000)
    assert made.run.divergence
    assert twin_of(made, "batch_norm").t == made.run.t < 30
    made.run.set("learning_rate", 1e-4)
    made.advance(5)
    assert twin_of(made, "batch_norm").t == made.run.t
    assert not made.follow(0.01)


# Restored ---------------------------------------------------------------------------------------------


@NAMES
@pytest.mark.parametrize("crossed", [False, True], ids=["", "crossed"])
@pytest.mark.parametrize("steps", [0, 3])
def test_back_in_the_past_the_twin_is_exact(name, crossed, steps):
    """Also in a process that was sent the tree and knows nothing else."""
    original = together(name)
    edited(original.run, original.advance, steps)
    place = original.run.place
    original.advance(40)
    expected = state(twin_of(original, name))
    other = original
    if crossed:
        other = Lockstep(Run(Config(), traced=True))
        other.watch([Twin(twin=name)])
        other.advance(3)
        tree = pickle.loads(pickle.dumps(original.run.tree))
        tree.key = 1
        other.run.open(tree, place)
    other.run.go(place)
    other.follow()
    assert twin_of(other, name).t == other.run.t == 10 * steps
    other.advance(40)
    assert state(twin_of(other, name)) == expected


@NAMES
def test_on_every_branch_the_twin_is_the_one_of_that_branch(name):
    made, rng = together(name), np.random.default_rng(3)
    edited(made.run, made.advance)
    for edit in EDITS[:4]:
        made.run.rewind(int(rng.integers(1, made.run.t)))
        made.follow()
        edit(made.run)
        made.advance(7)
    for number in made.run.tree.branches:
        made.run.visit(number)
        made.follow()
        alone = Run(TWINS[name](Config(**SMALL)))
        for each in made.run.edits:
            alone.advance(each.step - alone.t)
            alone.redo(each)
        alone.advance(made.run.t - alone.t)
        assert state(twin_of(made, name))[:4] == state(alone)[:4]


# Another branch beside this one -----------------------------------------------------------------------


def compared():
    """Two branches that part at 20; one stands on the second, at 45, and sees the first beside it."""
    made = Lockstep(Run(Config(**SMALL), traced=True))
    made.advance(60)
    made.run.rewind(20)
    made.run.set("learning_rate", 0.3)
    made.advance(25)
    made.compare(0)
    return made


def test_claims_o2_another_branch_is_seen_at_the_same_step():
    made, alone = compared(), Run(Config(**SMALL), traced=True)
    alone.advance(45)
    probes = [for_other(Parameters()), for_other(Drift()), Parameters()]
    snapshot = made.snapshot(probes)
    assert state(made.other.run)[:4] == state(alone)[:4]
    for name, array in alone.view(Parameters()).arrays.items():
        np.testing.assert_array_equal(snapshot.views[probes[0]].arrays[name], array)
    np.testing.assert_array_equal(snapshot.views[probes[1]].bands, alone.view(Drift()).bands)
    assert (
        snapshot.views[probes[2]].arrays["W1"].tobytes() != snapshot.views[probes[0]].arrays["W1"].tobytes()
    )


def test_where_the_other_branch_has_ended_it_is_seen_at_its_end():
    made = compared()
    made.advance(100)
    made.follow()
    assert (made.run.t, made.other.run.t) == (145, 60)
    made.run.rewind(3)
    made.follow()
    assert made.other.run.t == 3


def test_a_twin_of_the_other_branch_can_be_seen():
    made = compared()
    probe = for_other(Twin(twin="linear"))
    made.watch([probe])
    made.follow()
    assert made.view(probe).step == 45
    assert made.view(probe).config.hidden_units == ()
    assert not is_of_other(of_other(probe))
    assert made.stamp(probe) != made.stamp(Twin(twin="linear"))


def test_looking_at_another_branch_changes_neither():
    made, plain = compared(), compared()
    plain.compare(None)
    for each in (made, plain):
        each.advance(30)
        each.run.set("keep_prob", 0.5)
        each.advance(30)
    assert state(made.run) == state(plain.run)
    assert made.run.tree.end(0) == plain.run.tree.end(0) == 60
    made.run.visit(0)
    assert state(made.run)[:4] == state(made.other.run)[:4]


def test_a_branch_that_goes_is_compared_with_no_more():
    made = compared()
    with pytest.raises(ValueError, match="no branch 7"):
        made.compare(7)
    made.run.rewind(30)
    made.run.branch_off()
    bare = made.run.tree.current
    made.run.visit(1)
    made.compare(1)
    assert bare not in made.run.tree.branches
    made.advance(5)
    assert made.other.run.t == made.run.t
