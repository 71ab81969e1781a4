"""Parallel coordinates: every line where its trial is, and brushes that a hand draws (claims T1, T4)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.search.objectives import OBJECTIVES
from tests.ui.labs import CASES, lab, mirror
from tests.ui.snapshots import docked
from ui.drawing.search_words import say_value
from ui.panels.lab import Lab
from ui.panels.parallel.brushes import Brushes
from ui.panels.parallel.goal import goal
from ui.panels.parallel.lines import Places
from ui.panels.parallel.panel import ParallelPanel, agreed
from ui.panels.parallel.words import sentence, stretch

SIZE = (640, 480)


@pytest.fixture
def opened(qapp: QApplication) -> Iterator:  # noqa: ARG001 - widgets need one
    windows = []

    def open_panel(case: str | None = "four axes") -> tuple[ParallelPanel, Lab]:
        panel, shared = ParallelPanel(), lab(case)
        windows.append(docked(panel))
        windows[-1].resize(*SIZE)
        windows[-1].show()
        panel.join(shared)
        QApplication.processEvents()
        return panel, shared

    yield open_panel
    for window in windows:
        shiboken6.delete(window)


def point(panel: ParallelPanel, axis: int, u: float, beside: int = 0) -> QPoint:
    frame = panel.canvas.frame
    return QPointF(frame.x[axis] + beside, float(frame.y(np.float64(u)))).toPoint()


def drag(panel: ParallelPanel, axis: int, start: float, end: float) -> None:
    canvas = panel.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=point(panel, axis, start))
    for u in np.linspace(start, end, 4):
        QTest.mouseMove(canvas, point(panel, axis, float(u)))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=point(panel, axis, end))


def click(panel: ParallelPanel, at: QPoint) -> None:
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=at)


def within(case: str, axis: int, low: float, high: float) -> frozenset[int]:
    space = mirror(case).study.space
    trials = mirror(case).study.trials
    return frozenset(t.number for t in trials if low <= space.place(t.config)[axis] <= high)


# States ---------------------------------------------------------------------------------------------


def test_survives_every_study_after_any_other(opened) -> None:
    panel, shared = opened(None)
    assert "No search yet" in panel._presence.missing
    cases = [case for case in CASES if case not in ("many", "digits")]
    for before, after in [*list(permutations(cases, 2))[::13], ("many", "digits"), ("digits", "many")]:
        for case in (before, after):
            shared.look_at(mirror(case))
            panel.look()
            shared.choose(0)
            panel.widget.grab()
            panel.numbers().to_csv()


def test_a_search_without_trials_says_so(opened) -> None:
    panel, _ = opened("nothing yet")
    assert panel._presence.missing == "The search has not begun its first trial."


def test_trials_that_diverged_end_under_the_axis(opened) -> None:
    panel, _ = opened("some diverged")
    panel.widget.grab()
    lines, frame = panel.canvas.lines, panel.canvas.frame
    ends = panel.canvas._strokes.y[:, -1]
    assert lines.diverged.any()
    assert (ends[lines.diverged] > frame.room.bottom()).all()
    assert (ends[~lines.diverged] <= frame.room.bottom()).all()
    states = dict(zip(panel.numbers().columns[0], panel.numbers().columns[-2], strict=True))
    assert {n for n, state in states.items() if state == "diverged"} == set(
        lines.numbers[lines.diverged].tolist()
    )


# Where lines are ------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["usual", "four axes", "grid", "digits", "no dev set"])
def test_places_are_those_of_the_space(case: str) -> None:
    study = mirror(case).study
    lines = Places().lines(mirror(case))
    assert lines.places[:, :-1] == pytest.approx(
        np.clip([study.space.place(t.config) for t in study.trials], 0, 1)
    )
    assert lines.values == pytest.approx([study.objective.value(t) for t in study.trials])


@pytest.mark.parametrize("key", list(OBJECTIVES))
def test_the_best_is_up(key: str) -> None:
    values = np.array([0.2, 0.5, np.nan, 0.9])
    places = goal(OBJECTIVES[key], values).places(values)
    assert (places[3] > places[1] > places[0]) == OBJECTIVES[key].more_is_better
    assert np.isnan(places[2])
    assert ((places[[0, 1, 3]] >= 0) & (places[[0, 1, 3]] <= 1)).all()


def test_costs_of_many_decades_are_on_a_log_scale() -> None:
    values = np.array([0.01, 0.1, 1.0, 10.0])
    found = goal(OBJECTIVES["dev_cost"], values)
    assert np.diff(found.places(values)) == pytest.approx([-1 / 3] * 3)
    assert [text for _, text in found.ticks] == ["0.01", "0.1", "1", "10"]


@pytest.mark.parametrize("values", [[], [np.nan], [0.0], [1.0], [0.5, 0.5], [1e-300, 1e300], [0.0, 1e-12]])
@pytest.mark.parametrize("key", list(OBJECTIVES))
def test_any_values_have_an_axis(values: list[float], key: str) -> None:
    found = goal(OBJECTIVES[key], np.array(values))
    assert all(0 <= u <= 1 for u, _ in found.ticks)
    known = np.array([v for v in values if np.isfinite(v)])
    assert ((found.places(known) >= 0) & (found.places(known) <= 1)).all()


# The hand -------------------------------------------------------------------------------------------


def test_a_drag_along_an_axis_keeps_what_passes_there(opened) -> None:
    panel, shared = opened()
    drag(panel, 0, 0.2, 0.6)
    (low, high) = panel.canvas.brushes.ranges[0]
    assert (low, high) == pytest.approx((0.2, 0.6), abs=0.01)
    assert shared.brushed == within("four axes", 0, low, high)
    assert 0 < len(shared.brushed) < 24
    assert panel.finding.headline == f"{len(shared.brushed)} of 24 trials"


def test_brushes_of_several_axes_combine(opened) -> None:
    panel, shared = opened()
    drag(panel, 0, 0.9, 0.3)
    first = shared.brushed
    drag(panel, 4, 0.4, 1.0)
    study = mirror("four axes").study
    low = panel.canvas.lines.goal.value(panel.canvas.brushes.ranges[4][0])
    good = {t.number for t in study.trials if study.objective.value(t) >= low}
    assert shared.brushed == first & good
    assert shared.brushed < first


def test_a_brush_is_moved_resized_and_removed(opened) -> None:
    panel, shared = opened()
    drag(panel, 1, 0.2, 0.4)
    drag(panel, 1, 0.3, 0.6)
    assert panel.canvas.brushes.ranges[1] == pytest.approx((0.5, 0.7), abs=0.01)
    drag(panel, 1, 0.7, 0.9)
    assert panel.canvas.brushes.ranges[1] == pytest.approx((0.5, 0.9), abs=0.01)
    drag(panel, 1, 0.5, 0.1)
    assert panel.canvas.brushes.ranges[1] == pytest.approx((0.1, 0.9), abs=0.01)
    click(panel, point(panel, 1, 0.5))
    assert panel.canvas.brushes.ranges == {}
    assert shared.brushed is None


def test_a_moved_brush_stays_on_its_axis() -> None:
    brushes = Brushes()
    brushes.ranges[0] = (0.6, 0.9)
    brushes.press(0, 0.7, 0.01)
    brushes.drag(2.0)
    assert brushes.ranges[0] == pytest.approx((0.7, 1.0))
    brushes.drag(-2.0)
    assert brushes.ranges[0] == pytest.approx((0.0, 0.3))


def test_the_button_takes_all_brushes_away(opened) -> None:
    panel, shared = opened()
    assert not panel.clear_button.isEnabled()
    drag(panel, 0, 0.2, 0.6)
    assert panel.clear_button.isEnabled()
    QTest.mouseClick(panel.clear_button, Qt.MouseButton.LeftButton)
    assert shared.brushed is None
    assert panel.canvas.brushes.ranges == {}
    assert not panel.clear_button.isEnabled()


def test_what_another_panel_brushes_takes_these_brushes_away(opened) -> None:
    panel, shared = opened()
    drag(panel, 0, 0.2, 0.6)
    shared.brush(frozenset({1, 2}))
    assert panel.canvas.brushes.ranges == {}
    assert panel.canvas._kept.sum() == 2
    inside = panel.numbers().columns[-1].tolist()
    assert [i for i, word in enumerate(inside) if word == "yes"] == [1, 2]


def test_another_study_has_no_brush(opened) -> None:
    panel, shared = opened()
    drag(panel, 0, 0.2, 0.6)
    shared.look_at(mirror("many"))
    panel.look()
    assert shared.brushed is None
    assert panel.canvas._kept.all()


def test_the_keyboard_brushes(opened) -> None:
    panel, shared = opened()
    panel.canvas.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(panel.canvas, key)
    assert panel.canvas.brushes.ranges == {1: (0.5, 1.0)}
    assert shared.brushed == within("four axes", 1, 0.5, 1.0)
    QTest.keyClick(panel.canvas, Qt.Key.Key_Down)
    assert panel.canvas.brushes.ranges[1] == pytest.approx((0.45, 0.95))
    QTest.keyClicks(panel.canvas, "-")
    assert panel.canvas.brushes.ranges[1] == pytest.approx((0.475, 0.925))
    QTest.keyClick(panel.canvas, Qt.Key.Key_Delete)
    assert shared.brushed is None


def test_keys_choose_the_best_and_then_the_next(opened) -> None:
    panel, shared = opened()
    ranked = [trial.number for trial in mirror("four axes").study.ranked]
    for expected in ranked[:3]:
        QTest.keyClicks(panel.canvas, "]")
        assert shared.chosen == expected
    QTest.keyClicks(panel.canvas, "[")
    assert shared.chosen == ranked[1]


def test_pointing_reads_the_nearest_line_and_a_click_chooses_it(opened) -> None:
    panel, shared = opened()
    panel.widget.grab()
    lines, frame = panel.canvas.lines, panel.canvas.frame
    best = mirror("four axes").study.best
    row = lines.row(best.number)
    before, end = panel.canvas._strokes.y[row, 3:]
    at = QPoint(round(frame.x[4]) - 16, round(end + (before - end) * 16 / frame.step))
    QTest.mouseMove(panel.canvas, at)
    assert shared.pointed == best.number
    said = say_value(mirror("four axes").study.objective, best.accuracy_dev)
    assert panel.note.text.startswith(f"trial {best.number}: dev accuracy {said}")
    click(panel, at)
    assert shared.chosen == best.number


def test_what_is_not_kept_cannot_be_pointed_at(opened) -> None:
    panel, shared = opened()
    panel.widget.grab()
    best = mirror("four axes").study.best
    shared.brush(frozenset(t.number for t in mirror("four axes").study.trials) - {best.number})
    row, frame = panel.canvas.lines.row(best.number), panel.canvas.frame
    x = frame.x[4] - 1
    assert panel.canvas._number_at(frame, QPointF(x, panel.canvas._strokes.y[row, 4])) != best.number


def test_a_chosen_trial_stands_out(opened) -> None:
    panel, shared = opened()
    before = panel.canvas.grab().toImage()
    shared.choose(3)
    assert panel.canvas.grab().toImage() != before
    assert panel.note.text.startswith("trial 3:")


# What it says ---------------------------------------------------------------------------------------


def test_t1_the_best_crowd_on_one_axis_and_not_on_the_other() -> None:
    """A thousand trials: the best lie in a small stretch of α, and anywhere else on the others."""
    lines = Places().lines(mirror("many"))
    found = agreed(lines)
    assert found[0].axis.name == "learning_rate"
    assert found[0].share < found[1].share
    head, words = sentence(found, 1024)
    assert head == f"{100 * found[0].share:.0f} %"
    assert f"α {stretch(found[0])}" in words


def test_the_stretch_of_the_best_is_what_it_says() -> None:
    lines = Places().lines(mirror("many"))
    first = next(each for each in agreed(lines) if each.axis.name == "learning_rate")
    best = np.argsort(-lines.values, kind="stable")[:8]
    u = lines.places[:, 0]
    inside = (u >= u[best].min()) & (u <= u[best].max())
    assert first.share == pytest.approx(inside.mean())


def test_few_trials_claim_nothing(opened) -> None:
    panel, _ = opened("usual")
    best = mirror("usual").study.best
    assert panel.finding.headline == f"Best {100 * best.accuracy_dev:.1f} %"
    assert agreed(panel.canvas.lines) == []


def test_numbers_are_the_trials(opened) -> None:
    panel, _ = opened("usual")
    study, table = mirror("usual").study, panel.numbers()
    assert table.headers[1] == "Learning rate α (no unit)"
    assert table.columns[1].tolist() == [t.config.learning_rate for t in study.trials]
    assert table.columns[3].tolist() == [t.accuracy_dev for t in study.trials]
