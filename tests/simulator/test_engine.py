"""The engine as the window meets it: a real process behind a real pipe."""

import multiprocessing
import os
import signal
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.commands import (
    AddExample,
    Adopt,
    Answer,
    Ask,
    Compare,
    Delete,
    GoTo,
    Hold,
    Keep,
    Load,
    MoveExample,
    MoveInputs,
    Open,
    Pause,
    Play,
    Quit,
    Redo,
    Refused,
    RemoveExample,
    Rename,
    Reset,
    Revert,
    Rewind,
    Set,
    SetParameter,
    Speed,
    Step,
    StepBack,
    StepEpoch,
    Undo,
    UndoNormalization,
    Watch,
)
from simulator.engine import coalesced, serve
from simulator.hyperparameters import Config
from simulator.lockstep import Lockstep
from simulator.news import take
from simulator.probes.covariate import Move
from simulator.probes.hidden import Hidden
from simulator.probes.noise import Noise
from simulator.probes.reach import Reach
from simulator.probes.twin import Twin
from simulator.run import Run
from simulator.snapshot import Confusion, MiniBatch, Parameters, Surface
from simulator.tree import Tree

CONFIG = Config(examples=100, hidden_units=(6, 5), mini_batch_size=16, keep_prob=0.8, decay_rate=0.1)
PATIENCE = 30.0  # seconds until a test gives up on an answer
SOON = 2.0  # seconds within which what comes at once has come


class Window:
    """The other end of the pipe."""

    def __init__(self, config=CONFIG):
        context = multiprocessing.get_context("spawn")
        self.connection, child = context.Pipe()
        self.process = context.Process(target=serve, args=(child, config), daemon=True)
        self.process.start()
        child.close()
        self.refused, self.snapshots, self.answers, self.tree = [], [], [], Tree()

    def send(self, *commands):
        for command in commands:
            self.connection.send(command)

    def receive(self, timeout=PATIENCE):
        """The next snapshot, or None if none comes in time; saves and refusals are kept aside."""
        end = time.monotonic() + timeout
        while self.connection.poll(max(0.0, end - time.monotonic())):
            message = self.connection.recv()
            if isinstance(message, Answer):
                return self.taken(message)
            self.refused.append(message)
        return None

    def ask(self, *commands):
        self.send(*commands, Ask())
        return self.receive()

    def ask_until(self, condition):
        """Ask until a snapshot fulfils `condition`; that one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            snapshot = self.ask()
            if condition(snapshot):
                return snapshot
        raise AssertionError(f"It has not come to that in {PATIENCE} s.")

    def taken(self, answer):
        """The answer's snapshot with the past that it and those before it told."""
        self.answers.append(answer)
        take(self.tree, answer.news)
        place = answer.snapshot.place
        series, edits = self.tree.record.until(place.step), self.tree.branch.edits[: place.edits]
        self.snapshots.append(replace(answer.snapshot, series=series, edits=edits))
        return self.snapshots[-1]

    def record(self):
        """What all answers said of the branch one stands on, put together."""
        return self.tree.record.series()

    def go_on(self, other):
        """Continue from what another window was told last."""
        self.tree = other.tree
        return self.ask(Open(other.tree, other.snapshots[-1].place, 1))

    def close(self):
        self.connection.close()
        self.process.join(PATIENCE)
        alive = self.process.is_alive()
        if alive:
            self.process.kill()
            self.process.join()
        self.process.close()
        assert not alive


@pytest.fixture
def window():
    made = Window()
    made.ask()
    yield made
    made.close()


def parameters(snapshot):
    return {name: array.tobytes() for name, array in snapshot.views[Parameters()].arrays.items()}


def parameters_of(run):
    return {name: array.tobytes() for name, array in run.view(Parameters()).arrays.items()}


# Answers ----------------------------------------------------------------------------------------------


def test_the_first_snapshot_is_the_run_before_the_first_step(window):
    first, run = window.snapshots[0], Run(CONFIG)
    assert (first.step, first.state, first.config) == (0, "paused", CONFIG)
    assert first.cost_train == run.cost("train")
    np.testing.assert_array_equal(first.series.at, [0])


def test_a_command_is_answered_at_once(window):
    """The credit was there already; nothing but the command makes something new."""
    window.send(Ask())
    assert window.receive(0.3) is None
    window.send(Set("learning_rate", 0.5))
    assert window.receive(SOON).config.learning_rate == 0.5


def test_even_while_the_next_step_is_far_away(window):
    window.ask(Speed(0.02), Play())
    window.send(Ask())
    window.receive(0.3)  # the first step, unless the answer above told of it
    window.send(Ask(), Set("learning_rate", 0.5))
    assert window.receive(SOON).config.learning_rate == 0.5
    assert window.snapshots[-1].step == 1
    assert window.ask(Pause()).state == "paused"


def test_one_credit_is_one_snapshot(window):
    assert window.ask(Play()).state == "playing"
    assert window.receive(0.3) is None
    time.sleep(0.1)
    assert window.ask().step > 0
    assert window.receive(0.1) is None


def test_nothing_new_is_not_told_twice(window):
    window.send(Ask())
    assert window.receive(0.3) is None


def test_refused_commands_are_answered_with_a_reason_and_change_nothing(window):
    bad = [
        (Set("learning_rate", -1), "learning_rate must be"), (Set("alpha", 1), "no hyperparameter 'alpha'"),
        (Set("dataset", "csv"), "csv_file must name"), (AddExample(0, 0, 9), "label must be"),
        (MoveExample(100, 0, 0), "index must be"), (RemoveExample(-1), "index must be"),
        (SetParameter("W9", (0, 0), 0), "no parameter 'W9'"), (Step(0), "number of steps"),
        (Speed(0.0), "Speed must be"), (Speed(float("nan")), "Speed must be"),
    ]  # fmt: skip
    for command, words in bad:
        window.send(command, Ask())
        assert window.receive(0.1) is None
        assert words in window.refused[-1].reason
    assert all(isinstance(answer, Refused) for answer in window.refused)
    assert len(window.refused) == len(bad)
    window.ask(Watch(frozenset({Parameters()})))
    assert parameters(window.snapshots[-1]) == parameters_of(Run(CONFIG))


def test_snapshots_hold_what_is_watched_and_nothing_else(window):
    probes = frozenset({Surface(9), Parameters(), MiniBatch(), Confusion()})
    run = Run(CONFIG)
    window.ask(Watch(probes))
    window.ask(Step(5))
    snapshot = (
        window.snapshots[-1] if window.snapshots[-1].step == 5 else window.ask_until(lambda s: s.step == 5)
    )
    run.advance(5)
    assert snapshot.views.keys() == probes
    assert parameters(snapshot) == parameters_of(run)
    np.testing.assert_array_equal(snapshot.views[MiniBatch()].indices, run.view(MiniBatch()).indices)
    assert window.ask(Watch(frozenset())).views == {}


def test_whoever_keeps_every_snapshot_gets_every_view_in_it(window):
    probes = frozenset({Parameters(), MiniBatch(), Surface(60)})
    run = Run(CONFIG)
    window.send(Watch(probes, always=True), Speed(200.0), Play())
    for _ in range(30):
        snapshot = window.ask()
        if snapshot.step > run.t:
            run.advance(snapshot.step - run.t)
            assert snapshot.views.keys() == probes
            np.testing.assert_array_equal(snapshot.views[MiniBatch()].indices, run.view(MiniBatch()).indices)
    assert run.t > 20


# Beside the run ---------------------------------------------------------------------------------------


def test_claims_w3_twins_reach_the_run_s_step_while_it_rests(window):
    """Asked for late, with changes on the way; bit for bit what they are in one process."""
    window.ask(Set("learning_rate", 0.05))
    window.send(Step(150))
    window.ask_until(lambda s: s.step == 150)
    window.ask(AddExample(0.1, 0.2, 1))
    window.send(Step(50))
    window.ask_until(lambda s: s.step == 200)
    probes = [Twin(twin="batch_norm"), Twin(twin="linear"), Parameters(twin="linear")]
    window.send(Watch(frozenset(probes)))
    latest = {}

    def all_there(snapshot):
        latest.update(snapshot.views)
        return [latest[probe].step for probe in probes[:2] if probe in latest] == [200, 200]

    snapshot = window.ask_until(all_there)
    while window.connection.poll(0.3):
        window.receive()
    assert (snapshot.step, snapshot.state) == (200, "paused")
    run = Run(CONFIG)
    run.set("learning_rate", 0.05)
    run.advance(150)
    run.add_example((0.1, 0.2), 1)
    run.advance(50)
    alone = Lockstep(run).snapshot(probes).views
    for probe in probes[:2]:
        np.testing.assert_array_equal(latest[probe].cost_train, alone[probe].cost_train)
        assert latest[probe].config == alone[probe].config
    for name, array in alone[probes[2]].arrays.items():
        np.testing.assert_array_equal(latest[probes[2]].arrays[name], array)


def test_claims_w3_rates_are_swept_to_the_end_while_the_run_rests(window):
    probe = Reach(20, ("he",))
    window.send(Watch(frozenset({probe})))
    snapshot = window.ask_until(lambda s: probe in s.views and s.views[probe].progress == 1)
    assert (snapshot.step, snapshot.state) == (0, "paused")
    assert np.isfinite(snapshot.views[probe].with_batch_norm).all()


def test_claims_b3_b4_w1_changes_by_hand_are_carried_out(window):
    window.ask(Watch(frozenset({Hidden(1), Parameters()})))
    window.send(Step(20))
    window.ask_until(lambda s: s.step == 20)
    run, move = Run(CONFIG), Move(0.5, 0.0, 30.0, 1.2)
    run.advance(20)
    for command, change in (
        (Hold(1, 2, True), lambda: run.hold(1, 2, True)),
        (Hold(2, None, True), lambda: run.hold(2, None, True)),
        (Hold(2, 1, False), lambda: run.hold(2, 1, False)),
        (UndoNormalization(1), lambda: run.undo_normalization(1)),
        (MoveInputs(move), lambda: run.move_inputs(move)),
    ):
        change()
        snapshot = window.ask(command)
        assert parameters(snapshot) == parameters_of(run)
        np.testing.assert_array_equal(snapshot.views[Hidden(1)].held, run.view(Hidden(1)).held)
    assert [edit.call for edit in window.snapshots[-1].edits] == [edit.call for edit in run.edits]
    window.send(Step(20))
    snapshot = window.ask_until(lambda s: s.step == 40)
    run.advance(20)
    assert parameters(snapshot) == parameters_of(run)


def test_what_cannot_be_held_or_undone_is_refused(window):
    for command, words in (
        (UndoNormalization(1), "no mini-batch yet"),
        (Hold(3, None, True), "A hidden layer must be in [1, 2], got 3"),
        (Hold(1, 6, True), "A unit of layer 1 must be in [0, 5], got 6"),
        (MoveInputs(Move(), (0, 9)), "two different features"),
    ):  # fmt: skip
        window.send(command, Ask())
        assert window.receive(0.1) is None
        assert words in window.refused[-1].reason


def test_a_dear_view_comes_later_and_delays_no_step():
    """It is left out of the answer to a step and follows, although the run rests and nothing is sent."""
    config, probe = Config(hidden_units=(24, 24)), Noise(2, 1)
    window = Window(config)
    window.send(Watch(frozenset({probe})))
    window.ask_until(lambda s: probe in s.views)
    answer = window.ask(Step(1))
    answer = answer if answer.step else window.ask()
    assert answer.step == 1
    assert probe not in answer.views
    window.send(Ask())
    later = window.receive(5 * SOON)
    assert (later.step, later.state) == (1, "paused")
    run = Run(config)
    run.step()
    np.testing.assert_array_equal(later.views[probe].mu, run.view(probe).mu)
    window.close()


# Steps ------------------------------------------------------------------------------------------------


def test_step_n_trains_n_and_pauses(window):
    window.send(Step(7))
    snapshot = window.ask_until(lambda s: s.state == "paused" and s.step)
    assert snapshot.step == 7
    window.send(Ask())
    assert window.receive(0.2) is None


def test_an_epoch_ends_where_the_examples_do(window):
    window.send(Step(2))
    window.ask_until(lambda s: s.step == 2)
    window.send(StepEpoch())
    snapshot = window.ask_until(lambda s: s.state == "paused")
    assert (snapshot.step, snapshot.epoch, snapshot.batch, snapshot.batches) == (4, 1, 4, 4)
    window.send(StepEpoch())
    snapshot = window.ask_until(lambda s: s.state == "paused")
    assert (snapshot.step, snapshot.epoch, snapshot.batch) == (8, 2, 4)


def test_losses_told_in_many_pieces_are_those_of_a_plain_run(window):
    window.send(Play())
    window.ask_until(lambda s: s.step > 600)
    last = window.ask(Pause())
    run, told = Run(CONFIG), window.record()
    run.advance(last.step)
    series = run.record.series()
    assert len([a for a in window.answers if any(s.loss.size for s in a.news.rows.values())]) > 5
    for name in ("loss", "at", "cost_train", "cost_dev", "accuracy_train", "accuracy_dev"):
        np.testing.assert_array_equal(getattr(told, name), getattr(series, name), err_msg=name)
    assert (last.cost_train, last.accuracy_dev) == (run.cost("train"), run.accuracy("dev"))


def test_edits_are_told_once(window):
    window.ask(Set("learning_rate", 0.5))
    window.send(Step(1))
    window.ask_until(lambda s: s.state == "paused")
    window.ask(SetParameter("W1", (0, 0), 0.5))
    told = [e.name for answer in window.answers for branch, _ in answer.news.branches for e in branch.edits]
    assert told == ["learning_rate", "W1[0,0]"]


def test_a_new_run_is_told_from_its_start(window):
    window.send(Step(5))
    window.ask_until(lambda s: s.step == 5)
    snapshot = window.ask(Set("seed", 5))
    assert snapshot.step == 0
    assert snapshot.run_id != window.snapshots[0].run_id
    window.send(Step(5))
    window.ask_until(lambda s: s.step == 5)
    run = Run(CONFIG.changed("seed", 5))
    run.advance(5)
    np.testing.assert_array_equal(window.record().loss, run.record.series().loss)


def test_the_pace_is_kept(window):
    pace = 40.0
    window.send(Speed(pace), Play())
    first, began = window.ask_until(lambda s: s.step >= 1), time.perf_counter()
    time.sleep(1.0)
    elapsed, later = time.perf_counter() - began, window.ask(Pause())
    assert 0.5 * pace * elapsed - 2 <= later.step - first.step <= 1.2 * pace * elapsed + 2


def test_a_diverged_run_stops_playing():
    window = Window(Config(examples=60, hidden_units=(6,), batch_norm=False, optimizer="gradient_descent",
                           learning_rate=10.0, weight_decay=100.0))  # fmt: skip
    window.send(Play())
    snapshot = window.ask_until(lambda s: s.state == "diverged")
    assert snapshot.message.startswith(f"Diverged at step {snapshot.step + 1}: ")
    assert window.ask(Play()).state == "diverged"
    assert window.ask(Reset()).state == "paused"
    window.close()


def test_another_config_is_loaded(window):
    snapshot = window.ask(Load(Config(dataset="iris")))
    assert (snapshot.data.name, snapshot.step, snapshot.data.features[0] != "") == ("Iris", 0, True)


def test_a_trial_is_adopted_with_its_past_bit_for_bit(window):
    config = CONFIG.changed("seed", 5)
    alone = Run(config)
    base = alone.examples.dataset
    painted = base.with_example([0.3, 0.4], 1)
    alone = Run(config, painted, base)
    alone.advance(20)
    alone.set("learning_rate", 0.2)
    alone.advance(10)
    alone.set("keep_prob", 0.5)
    alone.advance(5)
    changes = ((30, "keep_prob", 0.5), (20, "learning_rate", 0.2))
    window.send(Speed(1.0), Adopt(config, painted, base, 35, changes))
    snapshot = window.ask_until(lambda s: s.step == 35 and s.state == "paused")
    assert snapshot.config == alone.config
    assert [(e.step, e.name, e.new) for e in alone.edits] == [
        (20, "learning_rate", 0.2),
        (30, "keep_prob", 0.5),
    ]
    window.send(Watch(frozenset({Parameters()})), Step(3))
    snapshot = window.ask_until(lambda s: s.step == 38 and s.state == "paused")
    alone.advance(3)
    assert parameters(snapshot) == parameters_of(alone)


def test_a_plane_of_features_that_other_data_have_not_is_left_out(window):
    plane = Surface(plane=(2, 1))
    shown = window.ask(Watch(frozenset({plane, Confusion()})), Load(Config(dataset="iris")))
    assert plane in shown.views
    shown = window.ask(Set("dataset", "blobs"))
    assert shown.config.dataset == "blobs"
    assert shown.views.keys() == {Confusion()}


def test_data_of_one_s_own_are_loaded(window):
    dataset = Run(Config(dataset="wine")).examples.dataset
    assert window.ask(Load(CONFIG, dataset)).data.m == tuple(np.bincount(dataset.split))


# Time travel ------------------------------------------------------------------------------------------


def trained(window, steps):
    window.send(Step(steps))
    return window.ask_until(lambda s: s.state == "paused")


def test_claims_o2_back_changed_and_back_again_by_command(window):
    window.send(Watch(frozenset({Parameters()})))
    first = trained(window, 60)
    back = window.ask(Rewind(20))
    assert (back.step, back.state, len(back.series.loss)) == (20, "paused", 20)
    assert window.ask(StepBack(), StepBack()).step == 18
    changed = window.ask(Set("learning_rate", 0.3))
    assert (changed.place.branch, changed.undo.edit.new) == (1, 0.3)
    other = trained(window, 10)
    assert parameters(window.ask(GoTo(0))) == parameters(first)
    assert parameters(window.ask(GoTo(1))) == parameters(other)
    assert window.ask(GoTo(1, 20)).step == 20
    run = Run(CONFIG)
    run.advance(18)
    run.set("learning_rate", 0.3)
    run.advance(2)
    assert parameters(window.snapshots[-1]) == parameters_of(run)


def test_claims_o2_better_and_worse_by_command(window):
    window.send(Watch(frozenset({Parameters()})))
    kept = trained(window, 30)
    window.ask(Keep())
    window.ask(Set("learning_rate", 5.0))
    trained(window, 20)
    worse = window.ask(Revert())
    assert (worse.step, parameters(worse)) == (30, parameters(kept))
    assert [k.place.step for k in window.tree.kept] == [30]


def test_undo_and_redo_by_command_while_it_plays_on(window):
    window.ask(Set("learning_rate", 0.3, gesture=1))
    window.ask(Set("learning_rate", 0.4, gesture=1))
    window.ask(Set("keep_prob", 0.5, gesture=2))
    undone = window.ask(Undo())
    assert (undone.config.keep_prob, undone.redo.edit.new) == (CONFIG.keep_prob, 0.5)
    assert window.ask(Undo()).config.learning_rate == CONFIG.learning_rate
    assert window.ask(Redo()).config.learning_rate == 0.4
    window.ask(Play())
    window.ask_until(lambda s: s.step > 100)
    again = window.ask(Undo())
    assert again.config.learning_rate == CONFIG.learning_rate
    assert window.ask_until(lambda s: s.step > 150).state == "playing"


def test_branches_are_named_deleted_and_compared_by_command(window):
    trained(window, 30)
    window.ask(Rewind(10))
    window.ask(Set("learning_rate", 0.3))
    window.ask(Rename(1, "  bolder  "))
    assert window.tree.branches[1].name == "bolder"
    beside = window.ask(Compare(0))
    assert (beside.compared, beside.other.step, beside.step) == (0, 10, 10)
    assert window.ask(Compare(None)).other is None
    window.ask(Delete(1))
    assert window.tree.branches[1].deleted
    window.ask(Undo())
    assert not window.tree.branches[1].deleted
    window.send(GoTo(9), Delete(0), Rename(9, "x"), Compare(9))
    trained(window, 1)
    assert len(window.refused) == 4


# Life and death ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [Pause(), Play()])
def test_it_ends_when_the_window_is_gone(command):
    window = Window()
    window.ask(command)
    window.connection.close()
    window.process.join(PATIENCE)
    assert window.process.exitcode == 0


def test_it_ends_when_told_to():
    window = Window()
    window.send(Play(), Quit())
    window.process.join(PATIENCE)
    assert window.process.exitcode == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_in_the_terminal_is_the_window_s_to_handle(window):
    os.kill(window.process.pid, signal.SIGINT)
    assert window.ask(Set("learning_rate", 0.5)).config.learning_rate == 0.5


def test_killed_it_is_continued_from_what_was_saved_bit_for_bit():
    """Edits by hand and painted data included."""
    first = Window()
    first.ask(Set("learning_rate", 0.05), AddExample(0.1, 0.2, 1))
    first.send(Play())
    first.ask_until(lambda s: s.step > 2000)
    first.process.kill()
    first.process.join()
    first.connection.close()

    second = Window()
    snapshot = second.go_on(first)
    step = snapshot.step
    assert step == first.snapshots[-1].step > 2000
    assert len(second.tree.pasts[0]) > 1
    assert snapshot.config.learning_rate == 0.05
    assert [edit.name for edit in snapshot.edits] == ["learning_rate", "example"]
    second.ask(Watch(frozenset({Parameters()})))
    second.send(Step(50))
    last = second.ask_until(lambda s: s.step == step + 50)

    run = Run(CONFIG)
    run.set("learning_rate", 0.05)
    run.add_example((0.1, 0.2), 1)
    run.advance(step + 50)
    assert parameters(last) == parameters_of(run)
    told = second.record()
    np.testing.assert_array_equal(told.loss, run.record.series().loss)
    second.close()


def test_data_cross_once(window):
    for command in (Set("learning_rate", 0.5), AddExample(0.0, 0.0, 0), Set("learning_rate", 0.7)):
        window.ask(command)
    assert [len(answer.news.origins) for answer in window.answers] == [1, 0, 0, 0]
    sent = [c for answer in window.answers for _, _, c in answer.news.checkpoints]
    assert sent
    assert all(checkpoint.dataset is checkpoint.base is None for checkpoint in sent)


# Coalescing -------------------------------------------------------------------------------------------

VALUES = st.integers(0, 3)
COMMANDS = st.one_of(
    st.builds(Set, st.sampled_from(["a", "b"]), VALUES, st.booleans()),
    st.builds(MoveExample, VALUES, VALUES, VALUES),
    st.builds(SetParameter, st.just("W1"), st.tuples(VALUES, VALUES), VALUES),
    st.builds(Speed, VALUES),
    st.builds(Step, VALUES),
    st.sampled_from([Play(), Pause(), Reset(), StepEpoch()]),
    st.builds(AddExample, VALUES, VALUES, VALUES),
    st.builds(RemoveExample, VALUES),
)


def effect(commands):
    """What commands lead to: what cannot be overwritten stays, of what can the latest before the next."""
    story, pending = [], {}
    for command in commands:
        match command:
            case Set(name, value, keep):
                pending["set", name] = value, keep
            case MoveExample(index, u, v):
                pending["move", index] = u, v
            case SetParameter(name, index, value):
                pending["parameter", name, index] = value
            case Speed(pace):
                pending["speed"] = pace
            case _:
                story += [dict(pending), command]
                pending = {}
    return [*story, pending]


@given(st.lists(COMMANDS, max_size=12))
def test_coalesced_commands_have_the_same_effect(commands):
    assert effect(coalesced(commands)) == effect(commands)


@given(st.lists(COMMANDS, max_size=12))
def test_what_is_left_is_in_order_and_ends_with_the_last(commands):
    kept = coalesced(commands)
    rest = iter(commands)
    assert all(any(command is other for other in rest) for command in kept)
    assert kept[-1:] == commands[-1:]
    assert coalesced(kept) == kept


def test_a_drag_is_its_last_place():
    drag = [Set("learning_rate", i / 10) for i in range(10)]
    assert coalesced(drag) == [Set("learning_rate", 0.9)]
    assert coalesced([*drag, Step(1), *drag]) == [drag[-1], Step(1), drag[-1]]


@pytest.mark.parametrize("command", [Step(1), StepEpoch(), Reset(), AddExample(0, 0, 0), RemoveExample(3)])
def test_what_adds_up_is_never_dropped(command):
    assert coalesced([command, command]) == [command, command]


def test_claims_w3_a_twin_keeps_pace_with_a_run_that_plays_flat_out(window):
    """Twice as dear as the run it may be, and is still beside it."""
    probe = Twin(twin="batch_norm")
    window.ask(Set("batch_norm", False))
    window.ask(Watch(frozenset({probe})))
    window.send(Play())
    snapshot = window.ask_until(lambda seen: seen.step > 3000 and probe in seen.views)
    assert snapshot.views[probe].step > 0.8 * snapshot.step
