"""Cubs: lanes of real lives, verdicts that are true, and wishes the engine can fulfil (claims O2, O4)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.search.board import Mirror, Opened, Update
from simulator.search.caviar import Caviar
from simulator.search.commands import Clone, Extend, Kill
from simulator.search.study import Study
from simulator.search.trial import Change
from tests.ui.hands import type_into
from tests.ui.labs import CASES, lab, mirror, plan
from tests.ui.snapshots import docked
from ui.drawing.search_words import say_value
from ui.panels.cubs.canvas import LANE
from ui.panels.cubs.lives import MOST, Lives, cubs, verdict_words
from ui.panels.cubs.panel import CubsPanel
from ui.panels.lab import Lab

STEPS = 80


class Nursery:
    """A study that can grow, and the mirror of it."""

    def __init__(self, **settings: object) -> None:
        self.study = Study(plan(trials=8, steps=STEPS, **settings))
        self.mirror = Mirror(Opened(1, self.study.plan, self.study.dataset, self.study.base))
        self._told = 0
        self._executor = ThreadPoolExecutor(1)
        self.caviar = Caviar(self.study, self._executor)

    def grow(self, turns: float = float("inf")) -> None:
        while turns and self.caviar.turn():
            turns -= 1
        records, self._told = tuple(self.study.records[self._told :]), len(self.study.records)
        rows, made = dict(self.caviar.curves), dict(self.caviar.made)
        self.mirror.take(Update(1, "ended", records, rows=rows, made=made))

    def obey(self, wish: object) -> None:
        """As the process that searches does."""
        match wish:
            case Extend(number, steps, changes):
                self.study.extend(number, steps, changes)
            case Clone(number, name, value, steps, at):
                self.study.clone(number, name, value, steps, at)
            case Kill(number):
                self.caviar.kill(number)


@lru_cache
def family() -> tuple[Nursery, int]:
    """A cub with a good change and then a ruinous one, its return, and a clone of another; and its number."""
    made = Nursery(objective="dev_cost")
    made.grow()
    number = made.study.ranked[-1].number
    made.study.extend(number, STEPS, (Change(STEPS, "learning_rate", 0.02),))
    made.grow()
    made.study.extend(number, STEPS, (Change(2 * STEPS, "learning_rate", 100.0),))
    made.grow()
    made.study.clone(number, steps=STEPS, at=2 * STEPS)
    made.study.clone(number, "beta_1", 0.5, STEPS, at=STEPS)
    made.grow()
    return made, number


@pytest.fixture
def opened(qapp: QApplication) -> Iterator:  # noqa: ARG001 - widgets need one
    windows = []

    def open_panel(shared: Lab) -> CubsPanel:
        panel = CubsPanel()
        windows.append(docked(panel))
        windows[-1].resize(640, 480)
        windows[-1].show()
        panel.join(shared)
        QApplication.processEvents()
        return panel

    yield open_panel
    for window in windows:
        shiboken6.delete(window)


def looking_at(shown: Mirror, chosen: int | None = None) -> Lab:
    made = Lab()
    made.look_at(shown)
    made.choose(chosen)
    return made


def press(panel: CubsPanel, lane: int, act: str) -> None:
    QTest.mouseClick(panel._lanes[lane].buttons[act], Qt.MouseButton.LeftButton)


def life_of(number: int):
    shown = family()[0].mirror
    return Lives().of(shown, [shown.study.trial(number)])[0]


# States ---------------------------------------------------------------------------------------------


def test_survives_every_study_after_any_other(opened) -> None:
    shared = lab(None)
    panel = opened(shared)
    assert panel.canvas.message.startswith("No search yet")
    for case in [*CASES, *list(reversed(CASES))[1:]]:
        shared.look_at(mirror(case))
        panel.look()
        assert panel.canvas.message.startswith("No cub yet")
        for number in (0, 5):
            shared.choose(number)
            panel.widget.grab()
            panel.numbers().to_csv()


def test_a_chosen_trial_is_a_candidate(opened) -> None:
    shared = lab("usual")
    panel = opened(shared)
    assert not panel.editor.isVisible()
    shared.choose(3)
    assert [life.trial.number for life in panel.canvas.lives] == [3]
    assert panel.editor.isVisible()
    assert "Nothing changed yet" in verdict_words(panel.canvas.lives[0], panel.canvas.objective)


def test_at_most_twelve_lanes_the_newest_and_the_chosen_one() -> None:
    nursery = Nursery()
    nursery.grow()
    for _ in range(MOST + 3):
        nursery.study.clone(2, steps=10)
    newest = max(trial.number for trial in nursery.study.trials)
    nursery.mirror.take(Update(1, "running", tuple(nursery.study.records[nursery._told :])))
    trials, older = cubs(nursery.mirror, None)
    assert [trial.number for trial in trials] == list(range(newest, newest - MOST, -1))
    assert older == 3
    assert cubs(nursery.mirror, 1)[0][0].number == 1
    assert cubs(nursery.mirror, 9)[0][0].number == 9
    assert len(cubs(nursery.mirror, 9)[0]) == MOST


def test_lanes_are_high_enough_to_read(opened) -> None:
    nursery, number = family()
    panel = opened(looking_at(nursery.mirror, number))
    assert panel.canvas.height() >= 3 * LANE
    tops = [lane.geometry().top() for lane in panel._lanes]
    assert tops == [round(panel.canvas.lane(at).top()) for at in range(3)]


# Lives ----------------------------------------------------------------------------------------------


def test_a_life_has_the_whole_curve_and_every_change() -> None:
    number = family()[1]
    life = life_of(number)
    assert life.curve[0, 0] == 0
    assert life.curve[-1, 0] <= 3 * STEPS
    assert [step for step, _ in life.changes] == [STEPS, 2 * STEPS]
    assert life.changes[0][1].startswith("α ")
    assert life.changes[1][1].endswith("→ 100")
    assert "α 100" in life.settings


def test_o2_worse_is_said_with_the_numbers() -> None:
    nursery, number = family()
    life = life_of(number)
    before = life.curve[life.curve[:, 0] <= 2 * STEPS][-1, 1]
    assert life.verdict.word in ("worse", "diverged")
    assert life.verdict.word == "diverged" or life.verdict.after > life.verdict.before == before
    words = verdict_words(life, nursery.study.objective)
    assert words.startswith(("worse, go back: ", "diverged: go back"))
    assert say_value(nursery.study.objective, before) in words


def test_o2_better_is_said_of_the_cub_that_went_back() -> None:
    """From step 160 on without α = 100; its parent stands beside it."""
    nursery, number = family()
    life = life_of(8)
    assert (life.trial.parent, life.born) == (number, 2 * STEPS)
    assert [step for step, _ in life.changes] == [STEPS]
    mine, its = (dict(curve.tolist()) for curve in (life.curve, life.parent_curve))
    both = set(mine) & set(its)
    for step in both:  # its life is lived again, equal to rounding
        assert (mine[step] == pytest.approx(its[step], rel=1e-6)) == (step <= 2 * STEPS)
    gain = life.verdict.after - life.verdict.before
    assert life.verdict.word == ("better" if gain < 0 else "worse")
    words = verdict_words(life, nursery.study.objective)
    assert f"cloned from {number} at step 160" in words
    assert "go back" not in words  # nothing was changed then


def test_o4_a_clone_with_a_change_is_marked_once() -> None:
    life = life_of(9)
    assert life.born == STEPS
    assert [step for step, _ in life.changes] == [STEPS]
    assert life.verdict.change == f"cloned from {life.trial.parent}: β₁ 0.9 → 0.5"


def test_more_accuracy_is_better_and_more_cost_is_not() -> None:
    """The same life under the other objective."""
    nursery = Nursery(objective="dev_accuracy")
    nursery.grow()
    nursery.study.extend(0, STEPS, (Change(STEPS, "learning_rate", 0.02),))
    nursery.grow()
    life = Lives().of(nursery.mirror, [nursery.study.trial(0)])[0]
    gain = life.verdict.after - life.verdict.before
    assert life.verdict.word == ("better" if gain > 0 else "worse" if gain < 0 else "same")


# Wishes ---------------------------------------------------------------------------------------------


@pytest.fixture
def at_work(opened) -> tuple[CubsPanel, Nursery, Lab]:
    """A panel whose wishes are heard, on a study with trial 2 chosen."""
    nursery = Nursery()
    nursery.grow()
    shared = looking_at(nursery.mirror, 2)
    shared.wishes = []
    shared.wish.connect(shared.wishes.append)
    return opened(shared), nursery, shared


def test_o2_babysit_changes_a_setting_and_goes_on(qtbot, at_work) -> None:
    panel, nursery, shared = at_work
    panel.editor.steps.setValue(60)
    type_into(qtbot, panel.editor.control.entry, "0.004")
    press(panel, 0, "babysit")
    assert shared.wishes == [Extend(2, 60, (Change(STEPS, "learning_rate", 0.004),))]
    nursery.obey(shared.wishes[0])
    nursery.grow()
    panel.look()
    assert panel.canvas.lives[0].made == STEPS + 60
    assert panel.canvas.lives[0].trial.settings.learning_rate == 0.004


def test_without_a_change_it_just_goes_on(at_work) -> None:
    panel, _, shared = at_work
    press(panel, 0, "babysit")
    press(panel, 0, "clone")
    assert shared.wishes == [Extend(2, STEPS, ()), Clone(2, "", None, STEPS)]


def test_o4_clone_and_promote(qtbot, at_work) -> None:
    panel, nursery, shared = at_work
    adopted: list[int] = []
    shared.adopted.connect(adopted.append)
    panel.editor.names.setCurrentIndex(panel.editor.names.findData("beta_1"))
    type_into(qtbot, panel.editor.control.entry, "0.5")
    press(panel, 0, "clone")
    press(panel, 0, "promote")
    assert shared.wishes == [Clone(2, "beta_1", 0.5, STEPS)]
    assert adopted == [2]
    nursery.obey(shared.wishes[0])
    nursery.grow()
    panel.look()
    assert [life.trial.number for life in panel.canvas.lives] == [2, 8]
    assert panel.canvas.lives[1].trial.parent == 2


def test_o2_go_back_is_a_cub_from_before_the_change(at_work) -> None:
    panel, nursery, shared = at_work
    assert not panel._lanes[0].buttons["back"].isEnabled()
    nursery.study.extend(2, STEPS, (Change(STEPS, "learning_rate", 50.0),))
    nursery.grow()
    panel.look()
    press(panel, 0, "back")
    assert shared.wishes == [Clone(2, steps=STEPS, at=STEPS)]
    nursery.obey(shared.wishes[0])
    nursery.grow()
    panel.look()
    cub = panel.canvas.lives[1]
    assert cub.trial.settings == nursery.study.trial(2).config
    assert cub.made == 2 * STEPS
    shared_rows = cub.curve[cub.curve[:, 0] <= STEPS]
    assert np.array_equal(shared_rows, cub.parent_curve[: len(shared_rows)])
    assert not np.array_equal(cub.curve[-1], cub.parent_curve[-1])


def test_o4_what_still_trains_can_be_killed_and_not_babysat(at_work) -> None:
    panel, nursery, shared = at_work
    nursery.study.extend(2, 100_000, (Change(STEPS, "learning_rate", 0.001),))
    nursery.grow(turns=2)
    panel.look()
    buttons = panel._lanes[0].buttons
    assert [act for act, button in buttons.items() if button.isEnabled()] == ["back", "promote", "kill"]
    assert "still training" in buttons["babysit"].toolTip()
    press(panel, 0, "back")
    press(panel, 0, "kill")
    assert shared.wishes == [Kill(2), Clone(2, steps=STEPS, at=STEPS), Kill(2)]
    for wish in shared.wishes:
        nursery.obey(wish)
    assert nursery.study.trial(2).state == "killed"
    nursery.caviar.close()


def test_a_setting_without_effect_is_refused_in_a_sentence(at_work) -> None:
    panel, _, shared = at_work
    refused: list[str] = []
    shared.refused.connect(refused.append)
    panel.editor.names.setCurrentIndex(panel.editor.names.findData("momentum"))
    panel.editor.control.value = 0.5
    press(panel, 0, "babysit")
    assert refused == ["Momentum: has an effect only when Optimiser is Momentum."]
    assert shared.wishes == []


def test_the_editor_follows_the_chosen_trial(at_work) -> None:
    panel, nursery, shared = at_work
    assert panel.editor.value == nursery.study.trial(2).config.learning_rate
    shared.choose(5)
    assert panel.editor.value == nursery.study.trial(5).config.learning_rate


# The hand -------------------------------------------------------------------------------------------


def test_lanes_are_pointed_at_chosen_and_read(opened) -> None:
    nursery, number = family()
    shared = looking_at(nursery.mirror, number)
    panel = opened(shared)
    second = panel.canvas.lane(1).center().toPoint()
    other = panel.canvas.lives[1].trial.number
    QTest.mouseMove(panel.canvas, second)
    assert shared.pointed == other
    assert panel.note.text.startswith(f"trial {other} at step ")
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=second)
    assert shared.chosen == other
    assert panel.canvas.lives[0].trial.number == other
    panel.canvas.setFocus()
    QTest.keyClick(panel.canvas, Qt.Key.Key_Down)
    assert shared.chosen != other
    QTest.mouseMove(panel.canvas, QPoint(5, panel.canvas.height() - 1))
    assert shared.pointed is None


def test_numbers_are_the_cubs(opened) -> None:
    nursery, number = family()
    rows = list(opened(looking_at(nursery.mirror, number)).numbers().rows())
    assert [row[0] for row in rows] == [number, 9, 8]
    assert [row[1] for row in rows] == [None, number, number]
    assert rows[2][4] == nursery.study.trial(8).cost_dev
