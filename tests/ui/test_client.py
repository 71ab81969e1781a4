"""The client against a real engine process."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator import datasets
from simulator.commands import AddExample, Adopt, Pause, Play, Set, Step, Watch
from simulator.hyperparameters import Config
from simulator.recipe import recipe_of, text_of
from simulator.run import Run
from simulator.snapshot import Parameters, Snapshot
from ui.client import Client
from ui.engine_process import launch


@pytest.fixture
def client(qapp: QApplication) -> Iterator[Client]:  # noqa: ARG001  # the signals need one
    client = Client()
    client.start(launch(Config()))
    yield client
    client.close()


def last(qtbot: QtBot, client: Client, wanted: object) -> Snapshot:
    """The first snapshot for which `wanted` holds; each one seen is answered with a wish for the next."""
    seen: list[Snapshot] = []

    def take(snapshot: Snapshot) -> None:
        seen.append(snapshot)
        QTimer.singleShot(5, client.ask)

    client.snapshot.connect(take)
    client.ask()
    qtbot.waitUntil(lambda: bool(seen) and wanted(seen[-1]), timeout=20_000)
    client.snapshot.disconnect(take)
    return seen[-1]


def test_the_series_put_together_is_the_run_s_own(qtbot: QtBot, client: Client) -> None:
    client.send(Step(700))
    shown = last(qtbot, client, lambda s: s.step == 700)
    alone = Run(Config())
    alone.advance(700)
    np.testing.assert_array_equal(shown.series.loss, alone.record.series().loss)
    np.testing.assert_array_equal(shown.series.at, alone.record.series().at)


def test_a_refused_command_is_said_and_changes_nothing(qtbot: QtBot, client: Client) -> None:
    with qtbot.waitSignal(client.refused, timeout=20_000) as refused:
        client.send(Set("learning_rate", -1.0))
    assert "[0, 100]" in refused.args[0]
    client.send(Step(1))
    assert last(qtbot, client, lambda s: s.step == 1).config == Config()


def test_a_killed_engine_goes_on_from_its_last_checkpoint(qtbot: QtBot, client: Client) -> None:
    probes = frozenset({Parameters()})
    client.send(Watch(probes))
    client.send(Step(300))
    before = last(qtbot, client, lambda s: s.step == 300)
    client.send(Set("learning_rate", 0.02))
    last(qtbot, client, lambda s: s.config.learning_rate == 0.02)
    with qtbot.waitSignal(client.restarted, timeout=20_000) as restarted:
        os.kill(client.process_id, signal.SIGKILL)
    assert "from step 300" in restarted.args[0]
    after = last(qtbot, client, lambda s: s.step == 300 and Parameters() in s.views)
    assert after.run_id == before.run_id
    np.testing.assert_array_equal(after.series.loss, before.series.loss)
    for name, array in before.views[Parameters()].arrays.items():
        np.testing.assert_array_equal(after.views[Parameters()].arrays[name], array)
    client.send(Step(50))
    went_on = last(qtbot, client, lambda s: s.step == 350)
    alone = Run(Config())
    alone.advance(300)
    alone.set("learning_rate", 0.02)
    alone.advance(50)
    np.testing.assert_array_equal(went_on.series.loss, alone.record.series().loss)
    assert [edit.name for edit in went_on.edits] == ["learning_rate"]


def test_a_trial_that_was_being_adopted_is_adopted_to_its_end(qtbot: QtBot, client: Client) -> None:
    """With the changes that it had yet to come to."""
    last(qtbot, client, lambda s: s.step == 0)
    config = Config(learning_rate=0.005)
    dataset = datasets.load(config)
    changes = ((2500, "learning_rate", 0.02), (3900, "optimizer", "momentum"))
    client.send(Adopt(config, dataset, dataset, 4000, changes, "trial 7"))
    last(qtbot, client, lambda s: 0 < s.step < 2000)
    os.kill(client.process_id, signal.SIGKILL)
    after = last(qtbot, client, lambda s: s.step == 4000)
    alone = Run(config)
    for step, name, value in changes:
        alone.advance(step - alone.t)
        alone.set(name, value)
    alone.advance(4000 - alone.t)
    assert [edit.call for edit in after.edits] == [edit.call for edit in alone.edits]
    np.testing.assert_array_equal(after.series.loss, alone.record.series().loss)


def test_what_was_paused_is_not_gone_on_with(qtbot: QtBot, client: Client) -> None:
    client.send(Step(100_000))
    last(qtbot, client, lambda s: s.step > 100)
    client.send(Pause())
    os.kill(client.process_id, signal.SIGKILL)
    step = last(qtbot, client, lambda s: s.state == "paused").step
    assert 100 < step < 100_000
    client.send(Step(1))
    assert last(qtbot, client, lambda s: s.state == "paused").step == step + 1


def test_a_spare_engine_goes_on_where_another_died(qtbot: QtBot, client: Client) -> None:
    client.send(Step(40))
    before = last(qtbot, client, lambda s: s.step == 40)
    client.keep_spare()
    waiting = client._spare._engine.process.pid
    os.kill(client.process_id, signal.SIGKILL)
    client.send(Step(5))
    after = last(qtbot, client, lambda s: s.step == 45)
    assert client.process_id == waiting
    np.testing.assert_array_equal(after.series.loss[:40], before.series.loss)
    qtbot.waitUntil(lambda: client._spare._engine is not None, timeout=20_000)  # and another waits


def test_a_dead_spare_is_not_gone_on_with(qtbot: QtBot, client: Client) -> None:
    last(qtbot, client, lambda s: s.step == 0)
    client.keep_spare()
    dead = client._spare._engine.process
    dead.kill()
    dead.join()
    os.kill(client.process_id, signal.SIGKILL)
    client.send(Step(5))
    assert last(qtbot, client, lambda s: s.step == 5)
    assert client.process_id != dead.pid


def test_closing_ends_the_spare(qtbot: QtBot) -> None:
    client = Client()
    client.start(launch(Config()))
    last(qtbot, client, lambda s: s.step == 0)
    client.keep_spare()
    waiting = client._spare._engine.process
    client.close()
    assert not waiting.is_alive()


def test_a_killed_engine_that_was_playing_plays_on(qtbot: QtBot, client: Client) -> None:
    client.send(Play())
    last(qtbot, client, lambda s: s.step > 50)
    os.kill(client.process_id, signal.SIGKILL)
    with qtbot.waitSignal(client.restarted, timeout=20_000):
        pass
    assert last(qtbot, client, lambda s: s.step > 500).state == "playing"
    client.send(Pause())
    last(qtbot, client, lambda s: s.state == "paused")


def test_closing_ends_the_process(qtbot: QtBot) -> None:
    client = Client()
    client.start(launch(Config()))
    client.send(Play())
    last(qtbot, client, lambda s: s.step > 0)
    process = client.process_id
    client.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_what_a_killed_engine_had_not_answered_is_done_once_by_the_next(qtbot: QtBot, client: Client) -> None:
    client.send(Step(20))
    last(qtbot, client, lambda s: s.step == 20)
    os.kill(client.process_id, signal.SIGSTOP)
    client.send(Set("learning_rate", 0.02))
    client.send(AddExample(0.1, 0.2, 1))
    client.send(Step(5))
    os.kill(client.process_id, signal.SIGKILL)
    after = last(qtbot, client, lambda s: s.step == 25)
    alone = Run(Config())
    alone.advance(20)
    alone.set("learning_rate", 0.02)
    alone.add_example((0.1, 0.2), 1)
    alone.advance(5)
    assert [edit.call for edit in after.edits] == [edit.call for edit in alone.edits]
    np.testing.assert_array_equal(after.series.loss, alone.record.series().loss)
    assert after.data.m == alone.snapshot().data.m


def test_what_two_engines_died_of_is_not_tried_a_third_time(qtbot: QtBot, client: Client) -> None:
    client.send(Step(20))
    last(qtbot, client, lambda s: s.step == 20)
    os.kill(client.process_id, signal.SIGSTOP)
    client.send(Set("learning_rate", 0.02))
    for _ in range(2):
        with qtbot.waitSignal(client.restarted, timeout=20_000):
            os.kill(client.process_id, signal.SIGKILL)
    assert last(qtbot, client, lambda s: s.step == 20).config.learning_rate == Config().learning_rate


def test_a_play_that_crosses_an_answer_goes_on_after_a_death(qtbot: QtBot, client: Client) -> None:
    last(qtbot, client, lambda s: s.step == 0)
    answered = threading.Event()
    client._received.connect(lambda *_: answered.set(), Qt.ConnectionType.DirectConnection)
    client.send(Set("learning_rate", 0.02))
    assert answered.wait(20)
    client.send(Play())
    last(qtbot, client, lambda s: s.step > 20)
    assert client.plays
    client.send(Pause())
    assert not last(qtbot, client, lambda s: s.state == "paused").message
    assert not client.plays


def test_engines_that_do_not_start_are_given_up_until_something_is_wished_for(
    qtbot: QtBot, client: Client
) -> None:
    client.send(Step(20))
    last(qtbot, client, lambda s: s.step == 20)
    said: list[str] = []
    client.restarted.connect(said.append)
    while not said or "does not start" not in said[-1]:
        with qtbot.waitSignal(client.restarted, timeout=20_000):
            os.kill(client.process_id, signal.SIGKILL)
    assert len(said) == 4
    client.send(Step(1))
    assert last(qtbot, client, lambda s: s.step == 21).step == 21


def test_a_recipe_s_changes_before_the_first_step_are_made_at_once(qtbot: QtBot, client: Client) -> None:
    run = Run(Config(examples=60), traced=True)
    run.set("learning_rate", 0.5)
    client.follow(recipe_of(text_of(run.tree, run.place)))
    shown = last(qtbot, client, lambda s: s.config.examples == 60)
    assert (shown.step, shown.config.learning_rate, len(shown.edits)) == (0, 0.5, 1)
