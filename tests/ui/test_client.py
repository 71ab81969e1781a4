"""The client against a real engine process."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator.commands import Pause, Play, Set, Step, Watch
from simulator.hyperparameters import Config
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
