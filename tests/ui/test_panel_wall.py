"""The wall of learning curves: every state of a study, what it says of it, and what a hand does to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator.search.board import Mirror, Opened, Update
from simulator.search.study import Study
from simulator.search.trial import CURVE_COLUMNS
from tests.ui.labs import CASES, lab, mirror, plan
from ui import theme
from ui.drawing.search_words import say_value
from ui.panels.lab import Lab
from ui.panels.wall import strokes
from ui.panels.wall.crowd import DIVERGED, FLOOR, STOPPED, Crowd
from ui.panels.wall.panel import WallPanel

LEFT = Qt.MouseButton.LeftButton
Shown = Callable[..., WallPanel]


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[Shown]:  # noqa: ARG001 - widgets need one
    panels: list[WallPanel] = []

    def show(
        case: str | None = "usual", view: str = "curves", size: tuple[int, int] = (640, 480)
    ) -> WallPanel:
        panel = WallPanel()
        panels.append(panel)
        panel.join(lab(case))
        panel.widget.resize(*size)
        panel.widget.show()
        panel._choice.buttons[view].click()
        panel.told = []
        panel.lab.adopted.connect(panel.told.append)
        QApplication.processEvents()
        return panel

    yield show
    for panel in panels:
        shiboken6.delete(panel.widget)


def pixels(panel: WallPanel) -> np.ndarray:
    image = panel.widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
    return flat[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)[..., 2::-1].copy()


def end_of(panel: WallPanel, number: int) -> QPoint:
    """The pixel of the plot's viewport where a trial's curve ends."""
    view, crowd = panel._curves, panel._crowd
    row = crowd.rows[number]
    last = crowd.lengths[row] - 1
    at = QPointF(crowd.x[row, last], crowd.y[row, last])
    return view.mapFromScene(view.getViewBox().mapViewToScene(at))


def middle_of_tile(panel: WallPanel, place: int) -> QPoint:
    return panel._tiles.room_of(place).center().toPoint()


# Every state of a study -----------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["curves", "tiles"])
def test_survives_every_study_after_every_other(shown: Shown, view: str) -> None:
    panel = shown(None, view)
    for case in (*CASES, "one trial", None, "many", "nothing yet", "all diverged", "usual"):
        other = lab(case)
        panel.lab = other
        panel.look()
        panel.widget.grab()
        panel.numbers().to_csv()
        assert bool(panel._presence.missing) == (case in (None, "nothing yet"))


@pytest.mark.parametrize("size", [(150, 90), (30, 20), (1400, 900)])
def test_survives_every_size(shown: Shown, size: tuple[int, int]) -> None:
    for view in ("curves", "tiles"):
        shown("some diverged", view, size).widget.grab()


def test_says_what_is_missing(shown: Shown) -> None:
    panel = shown(None)
    assert "press Start" in panel._presence.missing
    panel.lab.look_at(mirror("nothing yet"))
    panel.look()
    assert panel._presence.missing.startswith("No trial is left in this study")


# O3: the curves, the leader, and what the others cost -----------------------------------------------


@pytest.mark.parametrize("case", ["usual", "no dev set", "some diverged", "halved", "begun", "grid"])
def test_curves_are_those_of_the_study(case: str) -> None:
    """Claim O3."""
    crowd, told = Crowd(), mirror(case)
    crowd.follow(told)
    column = CURVE_COLUMNS.index(told.study.objective.column)
    for i, trial in enumerate(told.study.trials):
        curve = told.curves.get(trial.number, np.empty((0, 4)))
        curve = curve[np.abs(curve[:, column]) < 1e30]
        value = np.log10(np.maximum(curve[:, column], FLOOR)) if crowd.is_log else 100 * curve[:, column]
        np.testing.assert_array_equal(crowd.x[i, : crowd.lengths[i]], curve[:, 0])
        np.testing.assert_allclose(crowd.y[i, : crowd.lengths[i]], value)


@pytest.mark.parametrize("case", ["usual", "no dev set", "some diverged", "halved", "coarse to fine"])
def test_the_leader_is_the_best(case: str) -> None:
    crowd = Crowd()
    crowd.follow(mirror(case))
    assert crowd.leader is not None
    assert crowd.trials[crowd.leader].number == mirror(case).study.best.number


def test_who_was_stopped_does_not_lead() -> None:
    study = Study(plan(trials=3))
    for trial, state, right in zip(
        study.propose(), ("stopped", "done", "done"), (0.9, 0.5, 0.7), strict=True
    ):
        study.append(replace(trial, state=state, accuracy_dev=right))
    told, crowd = Mirror(Opened(1, study.plan, study.dataset, study.base)), Crowd()
    told.take(Update(1, "ended", records=tuple(study.records)))
    crowd.follow(told)
    assert crowd.leader == 2 == told.study.best.number


def test_there_is_no_leader_where_all_diverged(shown: Shown) -> None:
    panel = shown("all diverged")
    assert panel._crowd.leader is None
    assert panel._finding.headline == "all diverged"
    assert (panel._crowd.ends == DIVERGED).all()


@pytest.mark.parametrize("case", ["usual", "halved", "some diverged"])
def test_says_who_leads_and_what_the_worse_half_cost(shown: Shown, case: str) -> None:
    """Claim O3: the share of the work that was spent on the worse half."""
    panel, study = shown(case), mirror(case).study
    assert panel._finding.headline == f"{100 * study.wasted():.0f} %"
    assert "of the work went to the worse half" in panel._finding.sentence
    assert f"Trial {study.best.number} leads" in panel._finding.sentence
    assert (f"saved {study.saved():,} steps" in panel._finding.sentence) == (study.saved() > 0)


def test_says_how_far_a_search_has_come(shown: Shown) -> None:
    panel = shown("begun")
    leader = panel._crowd.trials[panel._crowd.leader]
    assert panel._finding.headline == say_value(panel._crowd.objective, mirror("begun").value(leader))
    assert "64 trials at once" in panel._finding.sentence


def test_early_ends_are_counted_and_marked(shown: Shown) -> None:
    panel = shown("halved")
    stopped = sum(trial.state == "stopped" for trial in mirror("halved").study.trials)
    assert (panel._crowd.ends == STOPPED).sum() == stopped > 0
    assert f"{stopped} stopped early" in panel._key.text


def test_divergence_is_marked_where_it_happened(shown: Shown) -> None:
    panel = shown("some diverged")
    ends = panel._crowd.ends
    number = panel._crowd.trials[
        int(np.flatnonzero((ends == DIVERGED) & (panel._crowd.lengths > 1))[0])
    ].number
    at = panel._curves.mapTo(panel.widget, end_of(panel, number))
    warning = np.array(theme.current().colour("warning").getRgb()[:3])
    around = pixels(panel)[at.y() - 4 : at.y() + 5, at.x() - 4 : at.x() + 5].astype(int)
    assert (np.abs(around - warning).sum(axis=-1) < 30).any()


def test_costs_are_logarithmic_and_accuracies_percent(shown: Shown) -> None:
    axis = shown("no dev set")._curves.getAxis("left")
    (ticks,) = axis._tickLevels
    assert len(ticks) >= 2
    assert [float(text) for _, text in ticks] == pytest.approx([10**at for at, _ in ticks])
    assert axis.labelText == "mini-batch loss (nats)"
    panel = shown("usual")
    assert panel._curves.getAxis("left")._tickLevels is None
    assert panel._curves.getAxis("left").labelText == "dev accuracy (%)"


def test_numbers_are_all_curves(shown: Shown) -> None:
    panel, told = shown("usual"), mirror("usual")
    table = panel.numbers()
    assert table.headers == ("trial", "step", "Dev accuracy (%)")
    rows = [row for row in table.rows() if row[0] == 3]
    assert [row[1] for row in rows] == told.curves[3][:, 0].tolist()
    np.testing.assert_allclose([row[2] for row in rows], 100 * told.curves[3][:, 3])


# Hands ----------------------------------------------------------------------------------------------


def test_a_curve_is_pointed_chosen_and_adopted(shown: Shown) -> None:
    panel = shown("usual")
    best = mirror("usual").study.best.number
    at, viewport = end_of(panel, best), panel._curves.viewport()
    QTest.mouseMove(viewport, at)
    assert panel.lab.pointed == best
    assert panel._key.text.startswith(f"Trial {best} · ")
    QTest.mouseClick(viewport, LEFT, pos=at)
    assert panel.lab.chosen == best
    QTest.mouseDClick(viewport, LEFT, pos=at)
    assert panel.told == [best]
    QTest.mouseMove(viewport, QPoint(at.x(), viewport.height() - 2))
    assert panel.lab.pointed is None


def test_a_tile_is_pointed_chosen_and_adopted(shown: Shown) -> None:
    panel = shown("usual", "tiles")
    ranked = [trial.number for trial in mirror("usual").study.ranked]
    assert panel._tiles.numbers == ranked
    QTest.mouseMove(panel._tiles, middle_of_tile(panel, 2))
    assert panel.lab.pointed == ranked[2]
    QTest.mouseClick(panel._tiles, LEFT, pos=middle_of_tile(panel, 1))
    assert panel.lab.chosen == ranked[1]
    QTest.mouseDClick(panel._tiles, LEFT, pos=middle_of_tile(panel, 1))
    QTest.keyClick(panel._tiles, Qt.Key.Key_Right)
    QTest.keyClick(panel._tiles, Qt.Key.Key_Return)
    assert panel.told == [ranked[1], ranked[2]]


def test_keys_walk_from_the_best_to_the_worst(shown: Shown) -> None:
    panel = shown("usual")
    ranked = [trial.number for trial in mirror("usual").study.ranked]
    for number in (ranked[0], ranked[1], ranked[2]):
        QTest.keyClick(panel._curves, Qt.Key.Key_Down)
        assert panel.lab.chosen == number
    QTest.keyClick(panel._curves, Qt.Key.Key_Up)
    QTest.keyClick(panel._curves, Qt.Key.Key_Return)
    assert panel.told == [ranked[1]]


def test_tiles_by_number(shown: Shown) -> None:
    panel = shown("usual", "tiles")
    panel._order.buttons["number"].click()
    assert panel._tiles.numbers == list(range(16))


def test_many_tiles_scroll_to_the_chosen_one(shown: Shown) -> None:
    panel = shown("many", "tiles")
    assert panel._bar.isVisible()
    worst = panel._tiles.numbers[-1]
    panel.lab.choose(worst)
    assert panel._tiles.rect().contains(middle_of_tile(panel, 1023))
    assert panel._bar.value() == panel._tiles.first > 0
    panel._bar.setValue(0)
    assert panel._tiles.first == 0


def test_what_is_brushed_away_is_faint_and_out_of_reach(shown: Shown) -> None:
    panel = shown("usual")
    best = mirror("usual").study.best.number
    before = pixels(panel)
    panel.lab.brush(frozenset({best}))
    QApplication.processEvents()
    assert (pixels(panel) != before).any()
    ends = [end_of(panel, trial.number) for trial in mirror("usual").study.trials if trial.number != best]
    for at in ends:
        QTest.mouseMove(panel._curves.viewport(), at)
        assert panel.lab.pointed in (None, best)


# Live -----------------------------------------------------------------------------------------------


def live(count: int) -> tuple[Lab, Callable[[int], None]]:
    """A lab with a search under way, and what lets each of its trials make 100 steps more."""
    study, made = Study(plan(trials=count, steps=1000)), Lab()
    told = Mirror(Opened(1, study.plan, study.dataset, study.base))
    study.propose()
    told.take(Update(1, "running", records=tuple(study.records)))
    made.look_at(told)
    rates = np.random.default_rng(0).uniform(0.1, 1, count)

    def go_on(k: int) -> None:
        right = 1 - 0.7 * np.exp(-k * rates)
        rows = {i: np.array([[100.0 * k, 1 - p, 1 - p, p]]) for i, p in enumerate(right.tolist())}
        told.take(Update(1, "running", rows=rows, made=dict.fromkeys(rows, 100 * k)))

    return made, go_on


def test_added_points_make_the_same_picture_as_all_at_once(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strokes, "AGE", 1000.0)
    made, go_on = live(24)
    panel = shown(None)
    panel.join(made)
    for k in range(6):
        go_on(k)
        panel.look()
        pixels(panel)
    grown = panel._curves.picture.strokes._front
    assert (grown.drawn == 6).all()
    panel._curves.picture.strokes.forget()
    anew = pixels(panel)
    ink = (anew != 255).any(axis=-1)
    panel._curves.picture.strokes._front = grown
    assert ((pixels(panel) != 255).any(axis=-1) == ink).mean() > 0.99


def test_tiles_that_changed_are_all_painted_in_the_end(shown: Shown, qtbot: QtBot) -> None:
    made, go_on = live(64)
    panel = shown(None, "tiles")
    panel.join(made)
    panel._order.buttons["number"].click()
    for k in range(3):
        go_on(k)
        panel.look()
        pixels(panel)
    tiles = panel._tiles
    places = tiles.grid.places(tiles.first)
    qtbot.waitUntil(lambda: all(tiles._sheet._drawn[place] == tiles._look(place) for place in places))


def test_colours_follow_the_ranks_soon_after(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    made, go_on = live(300)
    panel = shown(None)
    panel.join(made)
    monkeypatch.setattr(strokes, "AGE", 0.0)
    go_on(0)
    go_on(1)
    panel.look()
    picture = panel._curves.picture
    for _ in range(4):  # in three slices
        pixels(panel)
    assert picture.strokes._front.is_complete
    np.testing.assert_array_equal(picture.strokes._front.places, panel._crowd.places)


def test_a_generation_taken_back_leaves_the_wall(shown: Shown) -> None:
    made, go_on = live(24)
    panel = shown(None, "tiles")
    panel.join(made)
    go_on(0)
    panel.look()
    last = made.mirror.study.undo()
    assert last.trials == range(24)
    panel.look()
    pixels(panel)
    assert panel._tiles.numbers == []
    assert "No trial is left" in panel._presence.missing


def test_both_themes_paint_the_thumbnails(shown: Shown, qapp: QApplication) -> None:
    panel = shown("usual", "tiles")
    light = pixels(panel)
    theme.apply_theme(qapp, "dark")
    dark = pixels(panel)
    theme.apply_theme(qapp, "light")
    assert (light[100:200, 10:60] != dark[100:200, 10:60]).any()
    np.testing.assert_array_equal(pixels(panel), light)
