"""A workspace keeps its proportions: the window made small and large again, in real windows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QSettings, QSize, Qt, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from simulator.hyperparameters import Config
from ui.engine_process import launch
from ui.main_window import MainWindow
from ui.places import shares_in, shares_of
from ui.workspace_view import WorkspaceView
from ui.workspaces import Row

LARGE, SMALL = (1600, 1000), (1280, 720)
NEAR = 4
"""Pixels."""
Sizes = dict[str, tuple[int, int]]


def opened(settings: QSettings | None = None, size: tuple[int, int] = LARGE) -> MainWindow:
    window = MainWindow(launch(Config(examples=60)), "train", settings)
    window.resize(*size)
    window.show()
    return window


def dismiss(window: MainWindow) -> None:
    window.close()
    shiboken6.delete(window)


@pytest.fixture
def window() -> Iterator[MainWindow]:
    window = opened()
    yield window
    dismiss(window)


def turn_to(qtbot: QtBot, window: MainWindow, key: str) -> WorkspaceView:
    window.workbench.open(key)
    window.view.complete()
    settle(qtbot)
    return window.view


def settle(qtbot: QtBot) -> None:
    """All that is put off until the event loop is idle has been done."""
    for _ in range(3):
        idle: list[bool] = []
        QTimer.singleShot(0, lambda idle=idle: idle.append(True))
        qtbot.waitUntil(lambda idle=idle: bool(idle))


def resize(qtbot: QtBot, window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    settle(qtbot)
    assert window.size().toTuple() == size


def sizes(view: WorkspaceView) -> Sizes:
    """Of the docks that can be seen."""
    return {key: view.docks[key].size().toTuple() for key in sorted(view._in_sight)}


def assert_near(sizes: Sizes, wanted: Sizes) -> None:
    assert sizes.keys() == wanted.keys()
    for key, size in wanted.items():
        assert sizes[key] == pytest.approx(size, abs=NEAR), key


def drag(qtbot: QtBot, view: WorkspaceView, at: QPoint, by: QPoint) -> None:
    """Drag a separator, with a real mouse's events."""
    assert view.childAt(at) is None
    handle = view.window().windowHandle()
    start = view.mapTo(view.window(), at)
    QTest.mouseMove(handle, start)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    for part in (by / 2, by):
        QTest.mouseMove(handle, start + part)
        settle(qtbot)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start + by)
    settle(qtbot)


def right_of(view: WorkspaceView, key: str) -> QPoint:
    """A point on the separator at the right of a dock."""
    place = view.docks[key].geometry()
    return QPoint(place.right() + 4, place.center().y())


def below(view: WorkspaceView, key: str) -> QPoint:
    """A point on the separator under a dock."""
    place = view.docks[key].geometry()
    return QPoint(place.center().x(), place.bottom() + 4)


def shares(view: WorkspaceView, key: str) -> list[float]:
    """What parts of a row the docks have that stand in it with this one, from left to right."""
    tops = view.docks[key].geometry().bottom()
    row = sorted(
        (each.geometry().x(), each.width())
        for each in (view.docks[seen] for seen in view._in_sight)
        if abs(each.geometry().bottom() - tops) <= 1
    )
    total = sum(width for _, width in row)
    return [width / total for _, width in row]


# Sizes ------------------------------------------------------------------------------------------------


def test_small_and_large_again_is_as_it_was(qtbot: QtBot, window: MainWindow) -> None:
    """Workspaces that are out of sight while the window is resized, too."""
    before, first = dict[str, Sizes](), dict[str, list[float]]()
    for key in ("train", "batch_norm", "frameworks"):
        view = turn_to(qtbot, window, key)
        before[key], first[key] = sizes(view), shares(view, next(iter(view.docks)))
    for size in (SMALL, (1400, 800), SMALL):
        resize(qtbot, window, size)
        for key in reversed(before):
            view = turn_to(qtbot, window, key)
            if size == SMALL:
                assert shares(view, next(iter(view.docks))) == pytest.approx(first[key], abs=0.01), key
    resize(qtbot, window, LARGE)
    for key, size in before.items():
        assert_near(sizes(turn_to(qtbot, window, key)), size)


def test_a_row_and_a_column_have_the_shares_of_the_workspace(qtbot: QtBot, window: MainWindow) -> None:
    for size in (SMALL, LARGE, (1200, 900)):
        resize(qtbot, window, size)
        view = turn_to(qtbot, window, "train")
        assert shares(view, "boundary") == pytest.approx([0.5, 0.5], abs=0.01)
        high = view.docks["boundary"].height() / view.height()
        assert high == pytest.approx(0.58, abs=0.01)
        code = turn_to(qtbot, window, "frameworks").docks["code"].width()
        wanted = shares_of(window.view.workspace.rows)["code"][0]
        assert code / window.view.width() == pytest.approx(wanted, abs=0.01)


def test_what_a_person_dragged_is_kept(qtbot: QtBot, window: MainWindow) -> None:
    view = turn_to(qtbot, window, "train")
    before = sizes(view)
    drag(qtbot, view, right_of(view, "boundary"), QPoint(-150, 0))
    drag(qtbot, view, below(view, "boundary"), QPoint(0, 60))
    dragged = sizes(view)
    assert dragged["boundary"][0] == pytest.approx(before["boundary"][0] - 150, abs=NEAR)
    assert dragged["boundary"][1] == pytest.approx(before["boundary"][1] + 60, abs=NEAR)
    part = shares(view, "boundary")
    resize(qtbot, window, SMALL)
    assert shares(view, "boundary") == pytest.approx(part, abs=0.01)
    turn_to(qtbot, window, "frameworks")
    resize(qtbot, window, LARGE)
    assert_near(sizes(turn_to(qtbot, window, "train")), dragged)


def test_a_few_pixels_that_a_person_dragged_are_kept(qtbot: QtBot, window: MainWindow) -> None:
    view = turn_to(qtbot, window, "train")
    drag(qtbot, view, right_of(view, "cost"), QPoint(7, 0))
    shared = dict(view.places.shares)
    assert shared["cost"][0] == view.docks["cost"].width() / view.width()
    view.docks["branches"].raise_()  # nothing of this is a person's change of places
    view.docks["network"].resize(view.docks["network"].size() - QSize(5, 5))
    view.places.look_soon()
    settle(qtbot)
    assert view.places.shares == shared
    resize(qtbot, window, SMALL)
    assert view.places.shares == shared


@pytest.mark.thorough
def test_what_was_dragged_in_a_small_window_is_kept_and_the_rest_is_not_cut(
    qtbot: QtBot, window: MainWindow
) -> None:
    view = turn_to(qtbot, window, "train")
    before = sizes(view)
    resize(qtbot, window, (900, 560))  # all of the lower row is cut to what it needs
    drag(qtbot, view, right_of(view, "boundary"), QPoint(40, 0))
    part = shares(view, "boundary")
    resize(qtbot, window, LARGE)
    assert shares(view, "boundary") == pytest.approx(part, abs=0.01)
    assert shares(view, "boundary")[0] > 0.55
    for key in ("cost", "accuracy", "mini_batch"):
        assert sizes(view)[key] == pytest.approx(before[key], abs=NEAR)


def test_a_closed_panel_and_one_behind_a_tab(qtbot: QtBot, window: MainWindow) -> None:
    view = turn_to(qtbot, window, "train")
    view.docks["network"].close()
    settle(qtbot)
    closed = sizes(view)
    assert "network" not in closed
    resize(qtbot, window, SMALL)
    view.docks["confusion"].raise_()
    settle(qtbot)
    resize(qtbot, window, LARGE)
    closed["confusion"] = closed.pop("accuracy")
    assert_near(sizes(view), closed)
    view.docks["network"].show()
    settle(qtbot)
    opened = sizes(view)
    resize(qtbot, window, SMALL)
    resize(qtbot, window, LARGE)
    assert_near(sizes(view), opened)


def test_a_panel_on_the_whole_screen_comes_back_to_its_place(qtbot: QtBot, window: MainWindow) -> None:
    view = turn_to(qtbot, window, "train")
    before = sizes(view)
    view.show_full_screen(view.panels["boundary"])
    resize(qtbot, window, SMALL)
    view.leave_full_screen()
    settle(qtbot)
    resize(qtbot, window, LARGE)
    assert_near(sizes(view), before)


@pytest.mark.thorough
def test_a_panel_dragged_to_tabs_and_one_that_floats(qtbot: QtBot, window: MainWindow) -> None:
    view = turn_to(qtbot, window, "train")
    view.tabifyDockWidget(view.docks["network"], view.docks["mini_batch"])
    view.docks["cost"].setFloating(True)
    settle(qtbot)
    before = sizes(view)
    assert "cost" in before  # of its own size: it floats
    assert view.tabifiedDockWidgets(view.docks["network"]) == [view.docks["mini_batch"]]
    resize(qtbot, window, SMALL)
    resize(qtbot, window, LARGE)
    assert_near(sizes(view), before)


@pytest.mark.thorough
def test_the_equations_have_their_width_again(qtbot: QtBot, window: MainWindow) -> None:
    view = turn_to(qtbot, window, "train")
    window.side.open(True)
    settle(qtbot)
    wide, before = window.side.dock.width(), sizes(view)
    resize(qtbot, window, (1100, 720))
    assert window.side.dock.width() < wide
    resize(qtbot, window, LARGE)
    assert window.side.dock.width() == wide
    assert_near(sizes(view), before)


# Between sessions -------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_the_proportions_are_remembered_with_the_layout(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    window = opened(settings)
    view = turn_to(qtbot, window, "train")
    drag(qtbot, view, right_of(view, "boundary"), QPoint(-150, 0))
    dragged = sizes(view)
    resize(qtbot, window, SMALL)
    dismiss(window)
    settings.sync()
    again = opened(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert_near(sizes(turn_to(qtbot, again, "train")), dragged)
    again.view.restore_default()
    settle(qtbot)
    assert shares(again.view, "boundary") == pytest.approx([0.5, 0.5], abs=0.01)
    dismiss(again)


@pytest.mark.thorough
def test_a_layout_of_an_older_version_keeps_its_own(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    window = opened(settings)
    view = turn_to(qtbot, window, "train")
    drag(qtbot, view, right_of(view, "boundary"), QPoint(-150, 0))
    dragged = sizes(view)
    dismiss(window)
    settings.remove("shares/train")
    again = opened(settings)
    view = turn_to(qtbot, again, "train")
    qtbot.waitUntil(lambda: bool(view.places.shares), timeout=5000)
    assert_near(sizes(view), dragged)
    resize(qtbot, again, SMALL)
    resize(qtbot, again, LARGE)
    assert_near(sizes(view), dragged)
    dismiss(again)


@pytest.mark.parametrize("kept", ["", "no shares", "{}", '{"boundary": [7, 0.5]}', '{"boundary": 1}', "[3]"])
def test_what_is_no_shares_is_passed_over(kept: str) -> None:
    assert shares_in(kept) is None


def test_the_shares_of_a_workspace_are_those_of_its_rows() -> None:
    rows = Row(60, (("a", "b"), ("c",)), (30, 70)), Row(20, (("d",),), (5,))
    shares = {"a": (0.3, 0.75), "b": (0.3, 0.75), "c": (0.7, 0.75), "d": (1.0, 0.25)}
    assert shares_of(rows) == shares
    assert shares_in(json.dumps(shares)) == shares
