"""Trials in the space: points, rugs, the next box, and an earlier search (T2, T4, T5, O1)."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QToolButton
from pytestqt.qtbot import QtBot

from simulator.hyperparameters import Config
from simulator.search.board import Mirror, Opened
from simulator.search.commands import UndoGeneration, Zoom
from simulator.search.samplers import Box
from simulator.search.space import Axis
from simulator.search.study import Removed, Study
from tests.ui.labs import CASES, lab, mirror, plan
from tests.ui.snapshots import docked
from ui.drawing.space_marks import BROKEN, LEVELS, UNKNOWN
from ui.panels.lab import Lab
from ui.panels.scatter.box_choice import whole_values
from ui.panels.scatter.earlier import earlier_of
from ui.panels.scatter.panel import ScatterPanel
from ui.panels.scatter.sides import LEAST, Sides

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def panel(qapp: QApplication) -> Iterator[ScatterPanel]:  # noqa: ARG001 - widgets need one
    made = ScatterPanel()
    window = docked(made)
    window.resize(640, 520)
    window.show()
    QApplication.processEvents()
    yield made
    shiboken6.delete(window)


def shown(panel: ScatterPanel, of: Lab) -> Lab:
    panel.join(of)
    QApplication.processEvents()
    return of


def wishes(of: Lab) -> list[object]:
    said: list[object] = []
    of.wish.connect(said.append)
    return said


def pixel(panel: ScatterPanel, x: float, y: float) -> QPoint:
    """Where a place of the unit square is in the viewport."""
    plot = panel._plot
    return plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(x, y)))


def drag(panel: ScatterPanel, start: tuple[float, float], end: tuple[float, float], button=LEFT) -> None:
    view = panel._plot.viewport()
    QTest.mousePress(view, button, pos=pixel(panel, *start))
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    for place in (middle, end):
        QTest.mouseMove(view, pixel(panel, *place))
        QApplication.processEvents()
    QTest.mouseRelease(view, button, pos=pixel(panel, *end))
    QApplication.processEvents()


def sides(panel: ScatterPanel) -> Sides:
    assert panel._plot.box.sides is not None
    return panel._plot.box.sides


def button(panel: ScatterPanel, text: str) -> QToolButton:
    return next(each for each in panel.widget.findChildren(QToolButton) if each.text() == text)


def click(panel: ScatterPanel, text: str) -> None:
    QTest.mouseClick(button(panel, text), LEFT)
    QApplication.processEvents()


# Every state ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", [*(case for case in CASES if case != "many"), None])
def test_survives(panel: ScatterPanel, case: str | None) -> None:
    shown(panel, lab(case))
    for size in ((640, 480), (150, 90)):
        panel.widget.window().resize(*size)
        QApplication.processEvents()
        panel.widget.grab()
    assert bool(panel._presence.missing) == (case is None)
    assert len(list(panel.numbers().rows())) == (0 if case is None else len(mirror(case).study.trials))


def test_follows_any_study_after_any_other(panel: ScatterPanel) -> None:
    of = shown(panel, lab(None))
    for case in ("usual", "four axes", "one axis", "some diverged", "nothing yet", "four axes", "digits"):
        of.look_at(mirror(case))
        panel.look()
        panel._suggest()
        panel.widget.grab()


def test_says_what_to_do_where_there_is_no_search(panel: ScatterPanel) -> None:
    shown(panel, lab(None))
    assert "press Start" in panel._presence.missing
    assert not panel._tools.isEnabled()


# What is drawn --------------------------------------------------------------------------------------


def test_t2_rugs_count_distinct_values(panel: ScatterPanel) -> None:
    shown(panel, lab("grid"))
    assert panel._plot.counts == (5, 5)
    assert panel._finding.text.startswith("5 and 5 values of α and m in 25 trials")
    other = ScatterPanel()
    other.join(lab("usual"))
    assert other._plot.counts[0] == 16
    assert "16 and 9 values of α and m in 16 trials; a grid tries 4 and 4" in other._finding.text


def test_points_lie_at_the_settings_of_their_trials(panel: ScatterPanel) -> None:
    shown(panel, lab("usual"))
    trials, points = mirror("usual").study.trials, panel._plot.points
    np.testing.assert_allclose(points.x, [(np.log10(t.config.learning_rate) + 4) / 4 for t in trials])
    np.testing.assert_allclose(points.y, [np.log2(t.config.mini_batch_size) / 9 for t in trials])


def test_the_best_is_the_strongest_and_those_that_diverged_are_crossed(panel: ScatterPanel) -> None:
    shown(panel, lab("some diverged"))
    study, points = mirror("some diverged").study, panel._plot.points
    assert study.best is not None
    assert points.level[list(points.numbers).index(study.best.number)] == LEVELS - 1
    broken = [t.number for t in study.trials if t.state == "diverged"]
    assert broken
    assert points.numbers[points.level == BROKEN].tolist() == broken
    assert any(sign.name == "diverged" for sign in panel._key.legend.signs)


def test_trials_without_a_result_are_hollow(panel: ScatterPanel) -> None:
    shown(panel, lab("begun"))
    level, known = panel._plot.points.level, np.isfinite(panel._view.values)
    assert ((level == UNKNOWN) == ~known).all()


def test_of_one_axis_the_objective_goes_up(panel: ScatterPanel) -> None:
    shown(panel, lab("one axis"))
    values = panel._view.values
    assert np.corrcoef(panel._plot.points.y, values)[0, 1] == pytest.approx(1.0)
    assert panel._plot.counts == (16, 0)
    assert not panel._tools.y.isEnabled()
    drag(panel, (0.5, 0.3), (0.8, 0.6))
    assert (sides(panel).low, sides(panel).high) == (0.0, 1.0)


def test_generations_have_boxes_and_shapes(panel: ScatterPanel) -> None:
    """T5: a finer generation lies denser in a smaller part."""
    shown(panel, lab("coarse to fine"))
    study = mirror("coarse to fine").study
    assert [box.left for box in panel._generations.boxes] == [g.box.low[0] for g in study.generations]
    assert set(panel._plot.points.generation.tolist()) == {0, 1, 2}
    assert panel._plot.points.newest.sum() == len(study.generations[-1].trials)
    share = np.prod(np.subtract(study.generations[-1].box.high, study.generations[-1].box.low))
    said = re.search(r"in ([\d.]+) % of the space, (\d+)× as dense", panel._finding.text)
    assert said
    assert float(said[1]) == pytest.approx(100 * share, rel=0.05)
    assert float(said[2]) == pytest.approx(1 / share, rel=0.06)


def test_brushed_out_trials_fade(panel: ScatterPanel) -> None:
    of = shown(panel, lab("usual"))
    of.brush(frozenset({2, 3}))
    assert panel._plot.points.numbers[~panel._plot.points.faded].tolist() == [2, 3]
    of.brush(None)
    assert not panel._plot.points.faded.any()


# Axes -----------------------------------------------------------------------------------------------


def test_axes_are_chosen_and_swapped(panel: ScatterPanel) -> None:
    of = shown(panel, lab("four axes"))
    y: QComboBox = panel._tools.y
    y.setCurrentIndex(y.findData("beta_1"))
    y.activated.emit(y.currentIndex())
    assert of.axes == ("learning_rate", "beta_1")
    assert "β₁" in panel._finding.text
    y.setCurrentIndex(y.findData("learning_rate"))
    y.activated.emit(y.currentIndex())
    assert of.axes == ("beta_1", "learning_rate")
    assert panel._tools.x.currentData() == "beta_1"


# Pointing and choosing ------------------------------------------------------------------------------


def test_hovering_points_and_clicking_chooses(panel: ScatterPanel) -> None:
    of, points = shown(panel, lab("usual")), panel._plot.points
    place = pixel(panel, points.x[3], points.y[3])
    QTest.mouseMove(panel._plot.viewport(), place)
    QApplication.processEvents()
    assert of.pointed == 3
    assert panel._note.text.startswith("Trial 3: α ")
    QTest.mouseClick(panel._plot.viewport(), LEFT, pos=place)
    assert of.chosen == 3
    assert panel._plot.rings.places[0] == (points.x[3], points.y[3])
    QTest.mouseClick(panel._plot.viewport(), LEFT, pos=pixel(panel, 0.99, 0.02))
    assert of.chosen is None


def test_a_double_click_adopts(panel: ScatterPanel) -> None:
    of, points = shown(panel, lab("usual")), panel._plot.points
    adopted: list[int] = []
    of.adopted.connect(adopted.append)
    QTest.mouseDClick(panel._plot.viewport(), LEFT, pos=pixel(panel, points.x[5], points.y[5]))
    assert adopted == [5]


def test_brackets_choose_neighbours_round_the_ends(panel: ScatterPanel, qtbot: QtBot) -> None:
    of = shown(panel, lab("usual"))
    for key, number in (("]", 0), ("]", 1), ("[", 0), ("[", 15), ("]", 0)):
        qtbot.keyClicks(panel._plot, key)
        assert of.chosen == number


# The box --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", [LEFT, RIGHT])
def test_t5_a_drag_makes_a_box_and_zoom_samples_in_it(panel: ScatterPanel, which: Qt.MouseButton) -> None:
    of = shown(panel, lab("usual"))
    said = wishes(of)
    assert not button(panel, "Zoom in").isEnabled()
    drag(panel, (0.4, 0.3), (0.8, 0.7), which)
    assert dataclasses.astuple(sides(panel)) == pytest.approx((0.4, 0.8, 0.3, 0.7), abs=0.02)
    panel._tools.count.setValue(9)
    click(panel, "Zoom in")
    wish = said[0]
    assert isinstance(wish, Zoom)
    assert wish.count == 9
    assert wish.box.low == pytest.approx((0.4, 0.3), abs=0.02)
    assert wish.box.high == pytest.approx((0.8, 0.7), abs=0.02)
    assert panel._plot.box.sides is None


def test_the_box_is_moved_resized_and_let_go(panel: ScatterPanel, qtbot: QtBot) -> None:
    shown(panel, lab("usual"))
    panel._take_sides(Sides(0.4, 0.8, 0.3, 0.7))
    drag(panel, (0.6, 0.4), (0.7, 0.5))
    assert dataclasses.astuple(sides(panel)) == pytest.approx((0.5, 0.9, 0.4, 0.8), abs=0.02)
    drag(panel, (0.9, 0.6), (0.7, 0.6))
    assert dataclasses.astuple(sides(panel)) == pytest.approx((0.5, 0.7, 0.4, 0.8), abs=0.02)
    drag(panel, (0.5, 0.4), (0.2, 0.1))
    assert dataclasses.astuple(sides(panel)) == pytest.approx((0.2, 0.7, 0.1, 0.8), abs=0.02)
    qtbot.keyClick(panel._plot, Qt.Key.Key_Escape)
    assert panel._plot.box.sides is None
    assert not button(panel, "Zoom in").isEnabled()


def test_arrow_keys_move_and_resize_the_box(panel: ScatterPanel, qtbot: QtBot) -> None:
    shown(panel, lab("usual"))
    panel._take_sides(Sides(0.4, 0.8, 0.3, 0.7))
    qtbot.keyClick(panel._plot, Qt.Key.Key_Right)
    qtbot.keyClick(panel._plot, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert dataclasses.astuple(sides(panel)) == pytest.approx((0.42, 0.82, 0.3, 0.72))


def test_the_suggested_box_is_the_studys(panel: ScatterPanel) -> None:
    of = shown(panel, lab("four axes"))
    said = wishes(of)
    click(panel, "Suggest")
    click(panel, "Zoom in")
    assert said[0].box == mirror("four axes").study.suggested_box()


def test_axes_out_of_sight_keep_the_last_generations_range(panel: ScatterPanel) -> None:
    of = lab(None)
    of.look_at(zoomed(mirror("four axes"), Box((0.1, 0.2, 0.3, 0.0), (0.9, 0.8, 0.7, 0.4))))
    said = wishes(shown(panel, of))
    drag(panel, (0.4, 0.4), (0.6, 0.6))
    click(panel, "Zoom in")
    assert (said[0].box.low[2:], said[0].box.high[2:]) == ((0.3, 0.0), (0.7, 0.4))
    assert said[0].box.low[:2] == pytest.approx((0.4, 0.4), abs=0.02)


def zoomed(known: Mirror, box: Box) -> Mirror:
    """A mirror of the same study with one more generation, not trained yet."""
    study = known.study
    made = Mirror(Opened(9, study.plan, study.dataset, study.base))
    made.study.records = []
    for record in study.records:
        made.study.append(record)
    made.study.zoom(box, 8)
    return made


def test_undo_takes_a_generation_back(panel: ScatterPanel) -> None:
    of = lab(None)
    shown(panel, of)
    of.look_at(mirror("usual"))
    panel.look()
    assert not button(panel, "Undo").isEnabled()
    twice = zoomed(mirror("usual"), Box((0.2, 0.2), (0.4, 0.4)))
    of.look_at(twice)
    panel.look()
    said = wishes(of)
    click(panel, "Undo")
    assert said == [UndoGeneration()]
    twice.study.append(Removed(1))
    panel.look()
    assert len(panel._plot.points.x) == 16
    assert panel._generations.boxes == ()


def test_a_box_of_a_choice_holds_whole_values() -> None:
    axis = Axis.of("activation")
    assert whole_values(axis, 0.25, 0.55) == pytest.approx((0.2, 0.6))
    for low, high in ((0.99, 1.0), (0.0, 0.01), (0.5, 0.5), (-1.0, 2.0)):
        first, last = whole_values(axis, low, high)
        assert 0 <= first < last <= 1


@pytest.mark.parametrize("grip", [{"left"}, {"right", "high"}, {"left", "right", "low", "high"}, {"low"}])
def test_no_pull_leaves_the_square_or_turns_a_box_over(grip: set[str]) -> None:
    rng = np.random.default_rng(0)
    for dx, dy in rng.uniform(-2, 2, (50, 2)):
        made = Sides(0.4, 0.6, 0.3, 0.7).pulled(frozenset(grip), dx, dy)
        assert 0 <= made.left < made.right <= 1
        assert 0 <= made.low < made.high <= 1
        assert min(made.right - made.left, made.high - made.low) >= LEAST - 1e-12


def test_a_box_between_equal_corners_has_a_size() -> None:
    for at in (0.0, 0.5, 1.0, 2.0):
        made = Sides.between(at, at, at, at)
        assert 0 <= made.left < made.right <= 1


# An earlier search (claim O1) -----------------------------------------------------------------------


def on_other_data(best: float) -> Mirror:
    """The usual search on other data, where the trial nearest to α = `best` won."""
    other = plan(base=Config(examples=120, dataset="moons", classes=2, hidden_units=(8,)))
    study = Study(other)
    made = Mirror(Opened(7, other, study.dataset, study.base))
    for trial in made.study.propose():
        away = abs(np.log10(trial.config.learning_rate / best))
        made.study.append(dataclasses.replace(trial, state="done", made=40, accuracy_dev=1 / (1 + away)))
    return made


def test_o1_an_earlier_search_is_laid_over_and_the_best_has_moved(panel: ScatterPanel) -> None:
    of = lab(None)
    of.look_at(mirror("usual"))
    shown(panel, of)
    assert panel._tools.over.isHidden()
    of.look_at(on_other_data(0.001))
    panel.look()
    assert panel._tools.over.text() == "Lay over: Spirals (earlier)"
    assert not panel._tools.over.isHidden()
    panel._tools.over.click()
    before, now = mirror("usual").study.best, of.mirror.study.best
    alphas = [f"{trial.config.learning_rate:.3g}" for trial in (before, now)]
    assert panel._finding.headline == " → ".join(alphas)
    assert f"best α moved from {alphas[0]} to {alphas[1]}" in panel._finding.sentence
    earlier = panel._winners.earlier
    assert len(earlier.x) == 16
    assert earlier.best[0] == pytest.approx((np.log10(before.config.learning_rate) + 4) / 4)
    panel.widget.grab()
    panel._tools.over.click()
    assert panel._winners.earlier is None


def test_o1_only_the_same_search_on_other_data_is_an_earlier_one() -> None:
    other, same = on_other_data(0.001), mirror("usual")
    assert earlier_of(other, [same, other]) is same
    assert earlier_of(same, [same, other]) is None  # later
    assert earlier_of(other, [mirror("one axis"), other]) is None
    assert earlier_of(other, [mirror("nothing yet"), other]) is None


# Numbers --------------------------------------------------------------------------------------------


def test_numbers_are_the_trials(panel: ScatterPanel) -> None:
    shown(panel, lab("some diverged"))
    table, study = panel.numbers(), mirror("some diverged").study
    columns = dict(zip(table.headers, (column.tolist() for column in table.columns), strict=True))
    assert columns["learning_rate"] == [trial.config.learning_rate for trial in study.trials]
    assert columns["dev accuracy (share)"] == [
        None if trial.state == "diverged" else trial.accuracy_dev for trial in study.trials
    ]
