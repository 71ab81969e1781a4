"""Roads taken: the curves, and better or worse, on runs that really went there (claims O2, O4)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator.commands import Keep, Revert
from tests.ui.branched import LEFT, forked, numbers_of, panels_on_screen, point, run_of, said
from ui.drawing.numerals import apart, four_digits
from ui.panels.branches import ranges
from ui.panels.branches.forest import at_step
from ui.panels.branches.since import back, judged


@pytest.fixture
def opened(qapp: QApplication) -> Iterator[Callable]:  # noqa: ARG001 - widgets need one
    yield from panels_on_screen()


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


def test_the_place_one_stands_at_is_in_view(opened: Callable) -> None:
    run = run_of()
    run.advance(200)
    run.rewind(190)
    run.set("learning_rate", 0.1)
    run.advance(20)
    panel = opened(run)
    view = panel._frame.curves.plot.getViewBox().viewRange()[0]
    assert 150 < view[0] < 190
    run.rewind(5)
    panel.update(run.snapshot())
    panel._frame.curves.fit()
    assert panel._frame.curves.plot.getViewBox().viewRange()[0][0] <= 5


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


def test_what_was_kept_on_the_road_that_was_left_is_not_where_worse_goes() -> None:
    run = run_of()
    run.advance(30)
    run.keep()
    run.rewind(20)
    run.set("learning_rate", 0.5)
    run.advance(20)
    found = back(run.snapshot(), {road.number: road for road in run.snapshot().roads})
    assert (found.place.step, found.was_kept) == (0, False)
    assert run.last_kept().step == 0


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


def test_a_place_on_the_plot_is_the_one_on_the_road(opened: Callable) -> None:
    """The curve passes through the ring where one stands: J of the very step, not of the last mark."""
    run = run_of()
    run.advance(160)
    run.rewind(131)
    panel = opened(run)
    assert 131 in panel._frame.curves.lines[0].x
    assert panel._frame.curves.value(0, 131.0) == pytest.approx(run.cost("dev"))
    assert four_digits(run.cost("dev")) in panel._frame.curves.readout.text
    view = panel._frame.curves.plot.getViewBox()
    height = math.log10(run.cost("dev"))
    assert view.viewRect().contains(QPointF(131, height))
