"""Another branch beside the one that one stands on: one real window with its engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QLabel, QSplitter
from pytestqt.qtbot import QtBot

from simulator.commands import Compare, Rewind, Set, Step
from simulator.hyperparameters import Config
from simulator.snapshot import Snapshot, is_of_other
from tests.ui.windows import until
from ui.engine_process import launch
from ui.main_window import MainWindow


@pytest.fixture(scope="module")
def window(qapp: object) -> Iterator[MainWindow]:  # noqa: ARG001
    window = MainWindow(launch(Config(examples=60, hidden_units=(4,))), "train")
    window.resize(1600, 1000)
    window.show()
    yield window
    window.close()
    shiboken6.delete(window)


def do(qtbot: QtBot, window: MainWindow, command: object, wanted: Callable[[Snapshot], bool]) -> Snapshot:
    window.send(command)
    return until(qtbot, window, wanted)


def test_the_other_branch_stands_beside_at_the_same_step_until_that_ends(
    qtbot: QtBot, window: MainWindow
) -> None:
    until(qtbot, window, lambda s: s.step == 0)
    qtbot.waitUntil(lambda: window.workbench.is_complete)
    do(qtbot, window, Step(20), lambda s: s.step == 20)
    do(qtbot, window, Rewind(10), lambda s: s.step == 10)
    do(qtbot, window, Set("learning_rate", 0.5), lambda s: s.place.branch == 1)
    do(qtbot, window, Step(8), lambda s: s.step == 18)
    dock = window.view.docks["boundary"]
    own = dock.panel.widget

    shown = do(qtbot, window, Compare(0), lambda s: s.compared == 0 and s.other.step == 18)
    assert isinstance(dock.widget(), QSplitter)
    assert dock.widget().isAncestorOf(own)
    both = until(qtbot, window, lambda s: bool(s.other.views))
    assert both.other.config.learning_rate == Config().learning_rate
    assert both.other.series.loss.tobytes() != shown.series.loss.tobytes()
    assert both.other.series.loss[:10].tobytes() == shown.series.loss[:10].tobytes()
    names = [label.text() for label in dock.widget().findChildren(QLabel) if ", step 18" in label.text()]
    assert len(set(names)) == 2

    later = do(qtbot, window, Step(5), lambda s: s.step == 23 and s.state == "paused")
    assert later.other.step == 20  # its end
    back = do(qtbot, window, Rewind(12), lambda s: s.step == 12)
    assert back.other.step == 12

    window.view.docks["cost"].compare.setChecked(True)
    assert isinstance(window.view.docks["cost"].widget(), QSplitter)
    do(qtbot, window, Compare(None), lambda s: s.other is None)
    assert dock.widget() is own
    assert own.isVisible()
    assert not any(is_of_other(probe) for probe in window.view.probes())
    assert dock.compare.isHidden()


def test_a_comparison_goes_on_in_the_engine_after_one_that_died(qtbot: QtBot, window: MainWindow) -> None:
    import os
    import signal

    until(qtbot, window, lambda s: s.state == "paused")
    qtbot.waitUntil(lambda: window.workbench.is_complete)
    step = window.snapshot.step
    old = do(qtbot, window, Step(4), lambda s: s.step == step + 4).place.branch
    do(qtbot, window, Rewind(step + 2), lambda s: s.step == step + 2)
    do(qtbot, window, Set("momentum", 0.5 + step / 1000), lambda s: s.place.branch != old)
    do(qtbot, window, Compare(old), lambda s: s.compared == old)
    with qtbot.waitSignal(window.client.restarted, timeout=20_000):
        os.kill(window.client.process_id, signal.SIGKILL)
    step = window.snapshot.step
    do(qtbot, window, Step(1), lambda s: s.step == step + 1)
    until(qtbot, window, lambda s: s.compared == old and bool(s.other.views))
