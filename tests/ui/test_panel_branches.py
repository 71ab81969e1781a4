"""Roads taken: the tree, its curves, and better or worse, on runs that really went there (claims O2, O4)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from simulator.commands import Compare, Delete, GoTo, Keep, Rename, Revert
from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.snapshot import Snapshot
from tests.ui.snapshots import docked
from ui.drawing.numerals import apart, four_digits
from ui.drawing.road_words import made_by
from ui.panels.branches import forest, ranges
from ui.panels.branches.forest import at_step, grown
from ui.panels.branches.panel import BranchesPanel
from ui.panels.branches.row_painter import name_room
from ui.panels.branches.since import back, judged, since

LEFT = Qt.MouseButton.LeftButton
SMALL = Config(examples=120, mini_batch_size=32, hidden_units=(8,))


def run_of(**settings: object) -> Run:
    return Run(replace(SMALL, **settings))


def forked() -> Run:
    """0: 60 steps. 1: from step 20 with another α, to 50. One stands at its end."""
    run = run_of()
    run.advance(60)
    run.rewind(20)
    run.set("learning_rate", 0.1)
    run.advance(30)
    return run


@pytest.fixture
def opened(qapp: QApplication) -> Iterator[Callable[..., BranchesPanel]]:  # noqa: ARG001 - widgets need one
    windows = []

    def open_panel(shown: Run | Snapshot, size: tuple[int, int] = (600, 424)) -> BranchesPanel:
        panel = BranchesPanel()
        windows.append(docked(panel))
        windows[-1].resize(*size)
        windows[-1].show()
        panel.update(shown.snapshot() if isinstance(shown, Run) else shown)
        QApplication.processEvents()
        panel.sent = []
        panel.command.connect(panel.sent.append)
        return panel

    yield open_panel
    for window in windows:
        shiboken6.delete(window)


def spot(panel: BranchesPanel, number: int) -> QPoint:
    """In the words of a row, beside its name and its buttons."""
    canvas = panel._frame.canvas
    room = canvas.row(canvas.index(number))
    return QPoint(80, round(room.bottom()) - 8)


def point(panel: BranchesPanel, number: int) -> None:
    """Move onto a row, from beside it: a cursor that is there already does not move."""
    for beside in (QPoint(9, 0), QPoint(0, 0)):
        QTest.mouseMove(panel._frame.canvas, spot(panel, number) + beside)


def key(panel: BranchesPanel, *keys: Qt.Key) -> None:
    panel._frame.canvas.setFocus()
    for each in keys:
        QTest.keyClick(panel._frame.canvas, each)


def numbers_of(panel: BranchesPanel) -> list[int]:
    return [face.number for face in panel._frame.canvas.faces]


def said(run: Run) -> str:
    snapshot = run.snapshot()
    known = {road.number: road for road in snapshot.roads}
    told = since(snapshot, known, back(snapshot, known))
    return f"{told.text} {told.beside}".strip()


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


# The curves -----------------------------------------------------------------------------------------


def test_curves_are_the_records_of_the_run_from_their_forks_on(opened: Callable) -> None:
    run = forked()
    panel = opened(run)
    series, lines = run.snapshot().series, panel._frame.curves.lines
    assert lines[1].x.tolist() == series.at.tolist()
    assert lines[1].y.tolist() == series.cost_dev.tolist()
    run.visit(0, 35)
    panel.update(run.snapshot())
    lines, old = panel._frame.curves.lines, run.snapshot().roads[0]
    assert lines[0].x[-1] == 60
    assert (lines[1].x[0], lines[1].x[1]) == (20, 21)
    assert lines[1].y[0] == pytest.approx(old.cost_dev[old.at == 20][0])
    assert panel._frame.curves._here.place == 35


def test_roads_of_other_networks_are_drawn_on_request_and_dashed(opened: Callable) -> None:
    run = forked()
    run.set("hidden_units", (4,))
    run.advance(12)
    panel = opened(run)
    assert set(panel._frame.curves.lines) == {2}
    panel._frame.every.click()
    lines = panel._frame.curves.lines
    assert {number: line.distant for number, line in lines.items()} == {0: True, 1: True, 2: False}
    assert lines[0].x[0] == 0


def test_no_number_that_is_not_finite_reaches_a_curve(opened: Callable) -> None:
    whole = forked().snapshot()
    roads = [replace(road, cost_dev=road.cost_dev.copy()) for road in whole.roads]
    for road in roads:
        road.cost_dev[3::4] = np.nan
        road.cost_dev[5::9] = np.inf
        road.cost_dev[7::9] = 1e200
    panel = opened(replace(whole, roads=tuple(roads), cost_dev=math.nan))
    for log in (False, True):
        panel._frame.log.setChecked(log)
        QApplication.processEvents()
        assert np.isfinite(panel._frame.curves._curve.getData()[1]).all()
    nothing = [replace(road, cost_dev=np.full(len(road.at), np.nan)) for road in roads]
    panel.update(replace(whole, roads=tuple(nothing), cost_dev=math.nan))
    panel.widget.grab()
    assert panel._frame.canvas.values[0][1:] == ("–", "–")


def test_hovering_reads_every_road_at_the_step_and_lights_up_its_row(opened: Callable) -> None:
    run = forked()
    panel = opened(run)
    curves = panel._frame.curves
    curves._point(40.0, float(curves._up(np.float64(curves.value(0, 40.0)))))
    road = run.snapshot().roads[0]
    value = at_step(road.at, road.cost_dev, 40)
    assert panel._frame.canvas.heads[1] == "at 40"
    assert float(panel._frame.canvas.values[0][1]) == pytest.approx(value, rel=1e-3)
    assert panel._frame.canvas.attention.pointed == 0
    assert curves.readout.text.startswith("step 40")
    assert "Network 1" in curves.readout.text
    curves._leave()
    assert panel._frame.canvas.heads[1] == "J dev"


def test_hovering_a_row_lights_up_its_curve(opened: Callable) -> None:
    panel = opened(forked())
    point(panel, 0)
    assert panel._frame.curves._others._strong == (0, None)
    assert "Network 1" in panel._frame.curves.readout.text


def test_one_road_that_flew_off_does_not_flatten_the_others() -> None:
    steps, calm = np.arange(100.0), np.linspace(1.0, 0.1, 100)
    lines = [(steps, calm, None, False), (steps[50:], np.full(50, 1e6), 50.0, False)]
    _, (low, high) = ranges.fitted(lines, (steps, calm), log=False)
    assert 0 <= low < 0.1
    assert high < 2
    tall = [(x, np.log10(y), fork, distant) for x, y, fork, distant in lines]
    assert ranges.fitted(tall, (steps, np.log10(calm)), log=True)[1][1] < 1.5
    assert ranges.fitted(tall, None, log=True)[1][1] >= 6


def test_ranges_rest_while_a_road_grows_a_little() -> None:
    def of(end: int) -> tuple:
        return ranges.fitted(
            [(np.arange(end + 1.0), np.linspace(1, 0.1, end + 1), None, False)], None, log=True
        )

    assert ranges.still_fits(of(1000), of(1040))
    assert not ranges.still_fits(of(1000), of(1200))
    assert not ranges.still_fits(of(1000), of(100))


# Better, worse --------------------------------------------------------------------------------------


def test_the_sentence_tells_what_was_done_and_what_came_of_it() -> None:
    run = run_of()
    run.advance(40)
    run.keep()
    kept = run.cost("dev")
    assert said(run).startswith("Here you kept step 40, J dev ")
    run.set("learning_rate", 1.0)
    assert said(run) == "Since step 40: α 0.01 → 1. Train on to see whether that was for the better."
    run.advance(5)
    old, new = apart(kept, run.cost("dev"))
    word = {"better": "better", "worse": "worse", "same": "about the same"}[judged(kept, run.cost("dev"))]
    assert said(run).startswith(f"Since step 40: α 0.01 → 1, J dev {old} → {new}: {word}.")
    run.set("momentum", 0.5)
    run.set("learning_rate", 0.01)
    run.advance(1)
    assert said(run).startswith("Since step 40: β 0.9 → 0.5, J dev")
    run.rewind(60)
    run.rewind(43)
    assert "of this road lie ahead" in said(run)


def test_better_is_lower_and_a_hair_is_neither() -> None:
    assert [judged(0.5, new) for new in (0.4, 0.6, 0.5, 0.5004, 0.0)] == [
        "better",
        "worse",
        "same",
        "same",
        "better",
    ]
    assert judged(0.0, 0.0) == "same"


def test_the_sentence_tells_what_the_road_left_had_at_this_step() -> None:
    run = forked()
    run.rewind(45)
    road = run.snapshot().roads[0]
    value = at_step(road.at, road.cost_dev, 45)
    assert said(run).endswith(f"Network 1, which this road left, had {four_digits(value)} at this step.")


def test_without_a_dev_set_the_training_set_decides() -> None:
    run = run_of(dev_fraction=0.0)
    run.advance(20)
    run.keep()
    run.advance(30)
    assert said(run).startswith("Since step 20: 30 steps, nothing changed, J train (no dev set) ")
    assert "nan" not in said(run)


def test_a_run_of_one_road_tells_how_branches_grow(opened: Callable) -> None:
    run = run_of()
    assert "Nothing is kept yet." in said(run)
    run.advance(10)
    panel = opened(run)
    assert numbers_of(panel) == [0]
    assert panel._frame.sentence.text.endswith("change something: the old future stays.")


@pytest.mark.parametrize("seed", range(6))
def test_worse_goes_where_the_run_says(seed: int) -> None:
    """Planted programs of keeping, going back and changing: the panel names the place `revert` goes to."""
    random, run = np.random.default_rng(seed), run_of()
    for _ in range(25):
        match random.integers(6):
            case 0 | 1:
                run.advance(int(random.integers(1, 9)))
            case 2:
                run.keep()
            case 3:
                run.set("learning_rate", float(random.choice([0.001, 0.01, 0.02, 0.05])))
            case 4:
                run.rewind(int(random.integers(0, run.record.end + 1)))
            case _:
                run.visit(int(random.choice(list(run.tree.branches))))
        snapshot, wanted = run.snapshot(), run.last_kept()
        found = back(snapshot, {road.number: road for road in snapshot.roads})
        assert (found.place.step, found.place.edits) == (wanted.step, wanted.edits)


def test_buttons_keep_and_go_back(opened: Callable, qtbot: QtBot) -> None:
    run = run_of()
    run.advance(30)
    run.keep()
    panel = opened(run)
    assert not panel._frame.revert.isEnabled()
    run.advance(10)
    panel.update(run.snapshot())
    assert "step 30, J dev " in panel._frame.revert.toolTip()
    QTest.mouseClick(panel._frame.keep, LEFT)
    QTest.mouseClick(panel._frame.revert, LEFT)
    assert panel.sent == [Keep(), Revert()]
    panel.widget.window().activateWindow()
    assert QTest.qWaitForWindowActive(panel.widget.window())
    QTest.keyClick(panel.widget, Qt.Key.Key_K)
    QTest.keyClick(panel.widget, Qt.Key.Key_Backspace)
    qtbot.waitUntil(
        lambda: panel.sent[2:] == [Keep(), Revert()]
    )  # a button pressed by a key stays down a while


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
    object.__setattr__(shown, "compared", 0)
    panel.update(shown)
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


def test_a_place_on_the_plot_is_the_one_on_the_road(opened: Callable) -> None:
    """The curve passes through the ring where one stands: J of the very step, not of the last mark."""
    run = run_of()
    run.advance(131)
    panel = opened(run)
    assert panel._frame.curves.lines[0].x[-1] == 131
    assert panel._frame.curves.value(0, 131.0) == pytest.approx(run.cost("dev"))
    view = panel._frame.curves.plot.getViewBox()
    height = math.log10(run.cost("dev"))
    assert view.viewRect().contains(QPointF(131, height))


def test_a_made_up_snapshot_without_roads_is_empty() -> None:
    assert grown((), 0) == ()
    assert made_by(replace(forked().snapshot().roads[0]), {}) == "where it all began, at step 0"
    assert forest.SPLITS[0] == "cost_dev"
