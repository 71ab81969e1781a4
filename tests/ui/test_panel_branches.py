"""Roads taken: the tree and what can be done with a road, on runs that went there (claims O2, O4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from simulator.commands import Compare, Delete, GoTo, Rename
from tests.ui.branched import LEFT, SMALL, forked, key, numbers_of, panels_on_screen, point, run_of, spot
from ui.panels.branches.row_painter import name_room


@pytest.fixture
def opened(qapp: QApplication) -> Iterator[Callable]:  # noqa: ARG001 - widgets need one
    yield from panels_on_screen()


# The tree -------------------------------------------------------------------------------------------


def test_rows_are_the_roads_under_those_they_left(opened: Callable) -> None:
    run = forked()
    run.rewind(30)
    run.set("momentum", 0.5)
    run.set("mini_batch_size", 16)
    run.advance(5)
    run.visit(0, 40)
    run.set("learning_rate", 0.001)
    run.advance(3)
    faces = opened(run)._frame.canvas.faces
    assert [(face.number, face.lane, face.above) for face in faces] == [
        (0, 0, -1),
        (1, 1, 0),
        (2, 2, 1),
        (3, 1, 0),
    ]
    assert [face.made for face in faces[1:]] == [
        "α 0.01 → 0.1 at step 20", "β 0.9 → 0.5 at step 30", "α 0.01 → 0.001 at step 40",
    ]  # fmt: skip


def test_a_drag_is_one_change_however_many_it_was_made_of(opened: Callable) -> None:
    run = run_of()
    run.advance(10)
    run.rewind(4)
    run.gesture = 7
    for alpha in (0.02, 0.03, 0.05):
        run.set("learning_rate", alpha)
        run.advance(1)
    assert opened(run)._frame.canvas.faces[1].made == "α 0.01 → 0.05 at step 4"


def test_a_network_says_what_it_has_that_the_one_before_had_not(opened: Callable) -> None:
    run = forked()
    run.set("hidden_units", (16,))
    run.advance(4)
    run.set("momentum", 0.5)
    run.reset()
    run.advance(2)
    faces = {face.number: face for face in opened(run)._frame.canvas.faces}
    assert (faces[2].made, faces[2].is_distant, faces[2].above) == ("Hidden units 8 → 16", True, 1)
    assert (faces[3].made, faces[3].name) == ("begun again", "Network 4")


def test_an_adopted_trial_goes_by_its_name(opened: Callable) -> None:
    run = forked()
    run.load(replace(SMALL, learning_rate=0.03), name="Trial 12")
    run.advance(2)
    face = opened(run)._frame.canvas.faces[-1]
    assert (face.name, face.made, face.is_distant) == ("Trial 12", "α 0.1 → 0.03", True)


def test_what_has_nothing_of_its_own_or_is_deleted_is_not_shown(opened: Callable) -> None:
    run = forked()
    run.visit(0, 10)
    run.set("learning_rate", 0.2)
    run.visit(1)
    assert numbers_of(opened(run)) == [0, 1, 2]
    run.delete(2)
    assert numbers_of(opened(run)) == [0, 1]
    bare = replace(run.snapshot().roads[1], number=9, fork=50, end=50, inherited=1)
    whole = run.snapshot()
    assert numbers_of(opened(replace(whole, roads=(*whole.roads, bare)))) == [0, 1]


def test_one_sees_where_one_stands_even_where_nothing_was_done_yet(opened: Callable) -> None:
    run = forked()
    run.keep()
    run.advance(5)
    run.revert()
    panel = opened(run)
    number = run.place.branch
    face = next(face for face in panel._frame.canvas.faces if face.number == number)
    assert face.is_open
    assert face.made == "from step 50, nothing changed yet"
    assert panel._frame.canvas.attention.current == number


def test_a_child_of_a_deleted_branch_keeps_its_whole_way(opened: Callable) -> None:
    run = forked()
    run.rewind(30)
    run.set("momentum", 0.5)
    run.advance(10)
    run.visit(0)
    run.delete(1)
    panel = opened(run)
    assert [(face.number, face.above) for face in panel._frame.canvas.faces] == [(0, -1), (2, 0)]
    line = panel._frame.curves.lines[2]
    assert (line.x[0], line.x[-1]) == (20, 40)


def test_a_ruined_road_is_marked_and_says_how(opened: Callable) -> None:
    run = run_of(batch_norm=False, optimizer="gradient_descent", activation="identity")
    run.advance(30)
    run.rewind(10)
    run.set("learning_rate", 100.0)
    run.set("weight_decay", 100.0)
    run.advance(300)
    assert run.divergence
    panel = opened(run)
    face = panel._frame.canvas.faces[1]
    assert face.is_bad
    assert face.tip == run.divergence.message
    assert panel._frame.canvas.values[1][1] == "diverged"
    assert f"diverged at step {run.t + 1:,}" in panel._frame.sentence.text
    run.set("learning_rate", 0.01)
    panel.update(run.snapshot())
    assert not any(face.is_bad for face in panel._frame.canvas.faces)


def test_rows_tell_the_last_and_the_best_j(opened: Callable) -> None:
    run = forked()
    panel = opened(run)
    road = run.snapshot().roads[0]
    end, last, best = panel._frame.canvas.values[0]
    assert (end, float(last), float(best)) == (
        "60", pytest.approx(road.cost_dev[-1], rel=1e-3), pytest.approx(road.cost_dev.min(), rel=1e-3),
    )  # fmt: skip
    panel._frame.train.click()
    assert float(panel._frame.canvas.values[0][1]) == pytest.approx(road.cost_train[-1], rel=1e-3)
    assert panel._frame.canvas.heads[1] == "J train"


# What can be done with a road -----------------------------------------------------------------------


def test_a_click_or_enter_goes_there(opened: Callable) -> None:
    panel = opened(forked())
    QTest.mouseClick(panel._frame.canvas, LEFT, pos=spot(panel, 1))
    assert panel.sent == []
    QTest.mouseClick(panel._frame.canvas, LEFT, pos=spot(panel, 0))
    key(panel, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return)
    assert panel.sent == [GoTo(0), GoTo(0)]


def test_a_road_that_one_went_back_on_leads_to_its_end(opened: Callable) -> None:
    run = forked()
    run.rewind(40)
    panel = opened(run)
    key(panel, Qt.Key.Key_Return)
    assert panel.sent == [GoTo(1)]


def test_compare_is_asked_for_and_ended(opened: Callable) -> None:
    panel, run = opened(forked()), forked()
    key(panel, Qt.Key.Key_C)
    assert panel.sent == []
    point(panel, 0)
    QTest.mouseClick(panel._frame.tools.buttons["compare"], LEFT)
    assert panel.sent == [Compare(0)]
    shown = run.snapshot()
    other = replace(shown, place=replace(shown.place, branch=0))
    panel.update(replace(shown, other=other))
    assert panel._frame.canvas.attention.compared == 0
    QTest.mouseClick(panel._frame.tools.buttons["compare"], LEFT)
    assert panel.sent[1:] == [Compare(None)]


def test_delete_is_offered_for_all_but_the_first(opened: Callable) -> None:
    panel = opened(forked())
    key(panel, Qt.Key.Key_Delete)
    point(panel, 0)
    assert not panel._frame.tools.buttons["delete"].isVisible()
    panel._do("delete", 0)
    point(panel, 1)
    assert panel._frame.tools.buttons["delete"].isVisible()
    assert panel.sent == [Delete(1)]


def test_a_name_is_written_in_its_place(opened: Callable) -> None:
    panel = opened(forked())
    canvas = panel._frame.canvas
    editor = canvas.findChild(QLineEdit)
    key(panel, Qt.Key.Key_F2)
    assert editor.isVisible()
    assert editor.text() == "Branch 2"
    QTest.keyClicks(editor, "too hot")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert panel.sent == []
    name = name_room(canvas.row(1), canvas.faces[1]).center().toPoint()
    QTest.mouseDClick(canvas, LEFT, pos=name)
    QTest.keyClicks(editor, "too hot")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert panel.sent == [Rename(1, "too hot")]
    assert not editor.isVisible()


def test_numbers_are_the_marks_of_every_road(opened: Callable) -> None:
    run = forked()
    table = opened(run).numbers()
    rows = list(table.rows())
    expected = [
        (name, step, train, dev)
        for name, road in zip(("Network 1", "Branch 2"), run.snapshot().roads, strict=True)
        for step, train, dev in zip(
            road.at.tolist(), road.cost_train.tolist(), road.cost_dev.tolist(), strict=True
        )
    ]
    assert rows == expected
    assert table.headers == ("branch", "step t", "cost J train (nats)", "cost J dev (nats)")


def test_the_cached_past_is_the_one_worked_out_anew(opened: Callable) -> None:
    """After any way through the tree the panel shows what a new one would show of the same snapshot."""
    run, panel = forked(), None
    for act in (
        lambda: run.advance(7), lambda: run.rewind(30), lambda: run.set("momentum", 0.5),
        lambda: run.advance(9), lambda: run.visit(0), lambda: run.rename(0, "first"), lambda: run.delete(1),
        run.undo, run.keep,
        lambda: run.advance(4), run.revert, lambda: run.set("hidden_units", (4,)), lambda: run.advance(3),
        lambda: run.visit(1),
    ):  # fmt: skip
        act()
        shown = run.snapshot()
        panel = panel or opened(shown)
        panel.update(shown)
        fresh = opened(shown)
        assert panel._frame.canvas.faces == fresh._frame.canvas.faces
        assert panel._frame.canvas.values == fresh._frame.canvas.values
        assert panel._frame.sentence.text == fresh._frame.sentence.text
        lines, others = panel._frame.curves.lines, fresh._frame.curves.lines
        assert lines.keys() == others.keys()
        for number, line in lines.items():
            np.testing.assert_array_equal(line.y, others[number].y)
