"""The space panel composes plans, says their cost, and refuses what is wrong at its place (T1-T3, T6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from simulator.hyperparameters import TABLE, Config
from simulator.search.commands import Begin, Race, SearchCommand
from simulator.search.space import SCALES, VARIABLE, Axis, Space
from simulator.search.study import Plan, Study
from tests.ui.labs import CASES, lab, plan
from tests.ui.snapshots import docked
from ui.panels.lab import Lab
from ui.panels.space import cost
from ui.panels.space.axis_row import AxisRow
from ui.panels.space.draft import Draft
from ui.panels.space.panel import SpacePanel
from ui.panels.space.preview import ends_first
from ui.panels.space.tried import tried

LEFT = Qt.MouseButton.LeftButton


class Form:
    """The panel on screen, and a hand."""

    def __init__(self) -> None:
        self.panel = SpacePanel()
        self.window = docked(self.panel)
        self.window.show()
        self.take(lab(None))

    def take(self, shared: Lab) -> None:
        self.lab, self.wishes = shared, list[SearchCommand]()
        self.lab.wish.connect(self.wishes.append)
        for name, row in self.panel._list.rows.items():
            row.draft = Draft.of(Axis.of(name))
        self.panel.join(self.lab)
        self.type(self.panel._seed_count, "5")
        self.window.resize(460, 760)
        QApplication.processEvents()

    @property
    def plan(self) -> Plan:
        return self.lab.plan

    @property
    def finding(self) -> str:
        return self.panel._finding.text

    def row(self, name: str) -> AxisRow:
        return self.panel._list.rows[name]

    def tick(self, name: str) -> None:
        self.row(name).box.click()
        QApplication.processEvents()

    def pick(self, combo: QComboBox, value: str) -> None:
        index = combo.findData(value)
        assert index >= 0
        combo.setCurrentIndex(index)
        combo.activated.emit(index)

    def type(self, entry: QWidget, text: str) -> None:
        entry.setFocus()
        entry.selectAll()
        QTest.keyClicks(entry, text)
        QTest.keyClick(entry, Qt.Key.Key_Return)

    def set(self, name: str, text: str) -> None:
        self.type(self.panel._settings.entries[name], text)

    @property
    def can_start(self) -> bool:
        return self.panel._start.isEnabled() and self.panel._race.isEnabled()


@pytest.fixture(scope="module")
def opened(qapp: QApplication) -> Iterator[Form]:  # noqa: ARG001 - widgets need one
    made = Form()
    yield made
    shiboken6.delete(made.window)


@pytest.fixture
def form(opened: Form) -> Form:
    """The same window before another lab: to make one takes a quarter of a second."""
    opened.take(lab(None))
    return opened


# Composing ------------------------------------------------------------------------------------------


def test_it_shows_the_plan_of_the_lab(form: Form) -> None:
    assert [row.draft.name for row in form.panel._list.chosen] == ["learning_rate", "mini_batch_size"]
    other = plan(
        (Axis("beta_1", 0.8, 0.99, "one_minus_log"),), trials=9, steps=77, seed=5, objective="dev_cost"
    )
    form.lab.compose(other)
    assert [row.draft.name for row in form.panel._list.chosen] == ["beta_1"]
    assert form.row("beta_1").editor.low.text() == "0.8"
    assert form.panel._settings.entries["steps"].text() == "77"
    assert form.panel._settings.objective.currentText() == "Dev cost"
    assert not form.row("beta_1").isHidden()
    assert form.row("beta_1").isVisible(), "its tier unfolds"


def test_ticking_adds_an_axis_over_its_own_range(form: Form) -> None:
    form.tick("momentum")
    assert form.plan.space.axes[1] == Axis.of("momentum")
    form.tick("momentum")
    assert form.plan.space.names == ("learning_rate", "mini_batch_size")


def test_all_that_may_vary_stands_in_the_tiers_of_the_course(form: Form) -> None:
    """Claim T1."""
    listed = list(form.panel._list.rows)
    assert listed == list(VARIABLE)
    tiers = [TABLE[name].tier for name in listed if TABLE[name].tier]
    assert tiers == sorted(tiers)
    headings = [section.heading.text() for section in form.panel._list.sections.values()]
    assert headings[:2] == ["1 · Most important", "2 · Second"]


@pytest.mark.parametrize("name", [n for n in VARIABLE if Axis.of(n).is_number])
def test_a_drag_of_a_handle_moves_one_end_on_the_scale(form: Form, name: str) -> None:
    if not form.row(name).chosen:
        form.lab.compose(plan((Axis.of(name),)))
    slider = form.row(name).editor.slider
    QApplication.processEvents()
    QTest.mousePress(slider, LEFT, pos=QPoint(8, 10))
    QTest.mouseMove(slider, QPoint(round(8 + 0.5 * (slider.width() - 16)), 10))
    QTest.mouseRelease(slider, LEFT, pos=QPoint(round(8 + 0.5 * (slider.width() - 16)), 10))
    axis = next(axis for axis in form.plan.space.axes if axis.name == name)
    whole = Axis.of(name)
    assert axis.high == whole.high
    spec = TABLE[name]
    low = spec.low
    middle = float(SCALES[whole.scale].from_unit(0.5, low, whole.high))
    near = SCALES[whole.scale].to_unit([axis.low, middle], low, whole.high)
    assert abs(near[0] - near[1]) < 0.12
    assert axis.low > whole.low


def test_typed_ends_and_other_scales_reach_the_plan(form: Form) -> None:
    editor = form.row("learning_rate").editor
    form.type(editor.low, "0.003")
    form.type(editor.high, "0,3")
    form.pick(form.row("learning_rate").scale, "linear")
    assert form.plan.space.axes[0] == Axis("learning_rate", 0.003, 0.3, "linear")


def pull(slider: QWidget, start: float, *to: float) -> None:
    """Drag from one place of a slider over others."""

    def at(u: float) -> QPoint:
        return QPoint(round(8 + u * (slider.width() - 16)), 10)

    QTest.mousePress(slider, LEFT, pos=at(start))
    for u in to:
        QTest.mouseMove(slider, at(u))
    QTest.mouseRelease(slider, LEFT, pos=at(to[-1]))


def test_a_drag_of_one_end_leaves_the_other_as_it_was_typed(form: Form) -> None:
    row = form.row("learning_rate")
    form.type(row.editor.low, "0.000123456")
    pull(row.editor.slider, 1.0, 0.9, 0.75)
    assert form.plan.space.axes[0].low == 0.000123456
    assert form.plan.space.axes[0].high == pytest.approx(0.1, rel=0.1)


def test_the_slider_stays_under_the_hand_beyond_its_own_range(form: Form) -> None:
    row = form.row("learning_rate")
    form.type(row.editor.low, "0.000001")
    pull(row.editor.slider, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
    assert form.plan.space.axes[0].low == pytest.approx(1e-3, rel=0.2)
    pull(row.editor.slider, 0.5, 0.3, 0.0)
    assert form.plan.space.axes[0].low == 1e-6
    form.tick("decay_rate")
    row = form.row("decay_rate")
    form.pick(row.scale, "log")
    pull(row.editor.slider, 0.0, 0.25, 0.5)
    assert form.plan.space.axes[-1].low == pytest.approx(0.01, rel=0.2), "a handle finds a place on the scale"
    assert row.error.text() == ""


def test_a_double_click_takes_the_whole_range_again(form: Form) -> None:
    row = form.row("learning_rate")
    form.type(row.editor.low, "0.5")
    QTest.mouseDClick(row.editor.slider, LEFT)
    assert form.plan.space.axes[0] == Axis.of("learning_rate")


def test_values_of_a_choice_are_ticked(form: Form) -> None:
    form.tick("activation")
    boxes = form.row("activation").editor.boxes
    for value in ("sigmoid", "identity"):
        boxes[value].click()
    assert form.plan.space.axes[-1].values == ("relu", "leaky_relu", "tanh")


def test_settings_reach_the_plan(form: Form) -> None:
    settings = form.panel._settings
    form.pick(settings.strategy, "coarse_to_fine")
    form.pick(settings.objective, "train_cost")
    for name, text in (("trials", "48"), ("steps", "1,000"), ("seed", "7"), ("generations", "4")):
        form.set(name, text)
    settings.own_seeds.click()
    settings.halving.click()
    form.set("keep_one_in", "3")
    made = form.plan
    assert (made.strategy, made.objective, made.trials, made.steps, made.seed) == (
        "coarse_to_fine", "train_cost", 48, 1000, 7,
    )  # fmt: skip
    assert (made.generations, made.own_seeds, made.halving.keep_one_in) == (4, True, 3)
    settings.halving.click()
    assert form.plan.halving.keep_one_in == 1


def test_space_presses_what_has_the_focus_and_not_the_window_shortcut(form: Form) -> None:
    plays = []
    action = QAction("Play", form.window, shortcut=Qt.Key.Key_Space)
    action.triggered.connect(lambda: plays.append(1))
    form.window.addAction(action)
    form.window.activateWindow()
    QTest.qWaitForWindowActive(form.window)
    for part in (form.row("momentum").box, form.panel._start):
        part.setFocus()
        QTest.keyClick(part, Qt.Key.Key_Space)
    assert form.row("momentum").chosen
    assert len(form.wishes) == 1
    form.panel._list.setFocus()
    QTest.keyClick(form.window, Qt.Key.Key_Space)
    assert plays == [1]
    form.window.removeAction(action)


# Cost -----------------------------------------------------------------------------------------------


def test_a_grid_says_its_price(form: Form) -> None:
    """Claims T2 and T3: 25 trials are 5 values of each on a grid, 25 at random."""
    form.row("mini_batch_size").box.click()
    form.tick("beta_1")
    form.pick(form.panel._settings.strategy, "grid")
    form.set("trials", "25")
    form.set("steps", "500")
    assert form.finding.startswith("5 × 5 = 25 trials Grid: 5 values of each (kᵈ = 5²); at random 25.")
    assert "12,500 steps" in form.finding
    rows = dict(
        zip(form.panel.numbers().headers, zip(*form.panel.numbers().rows(), strict=True), strict=True)
    )
    assert rows["different values on the grid"] == (5, 5)
    assert rows["different values at random"] == (25, 25)
    form.tick("weight_decay")
    assert "2 × 2 × 2 = 8 trials" in form.finding
    assert "2³" in form.finding
    assert "budget of 25" in form.finding


@pytest.mark.parametrize("count", [1, 9, 25, 64])
@pytest.mark.parametrize("case", ["usual", "four axes", "coarse to fine"])
def test_what_is_drawn_at_random_is_what_a_study_draws(case: str, count: int) -> None:
    """Claim T2: the picture before is the search after."""
    made = replace(CASES[case][0](), trials=count, seed=3)
    trials = Study(made).propose()
    for i, row in enumerate(tried(made)):
        axis = made.space.axes[i]
        values = [axis.value_in(trial.config) for trial in trials]
        places = [min(max(axis.to_unit(value), 0), 1) for value in values]
        np.testing.assert_allclose(row.random, places, atol=1e-9)
        assert row.at_random == len(set(values))


@pytest.mark.parametrize("case", ["grid", "four axes"])
def test_the_grid_that_is_drawn_is_what_a_study_tries(case: str) -> None:
    """Claim T3."""
    made = replace(CASES[case][0](), strategy="grid")
    trials = Study(made).propose()
    assert made.cost == len(trials)
    for axis, row in zip(made.space.axes, tried(made), strict=True):
        values = {axis.value_in(trial.config) for trial in trials}
        assert row.of_grid == len(values)
        places = sorted(min(max(axis.to_unit(value), 0), 1) for value in values)
        np.testing.assert_allclose(sorted(row.grid), places, atol=1e-9)


def test_random_and_coarse_to_fine_say_theirs() -> None:
    both = plan((Axis.of("learning_rate"), Axis.of("beta_1")), trials=25, steps=10)
    assert cost.finding(both) == ("25 trials", "Random: 25 values of each; a grid only 5. 250 steps in all.")
    fine = replace(both, strategy="coarse_to_fine", generations=3)
    assert cost.finding(fine)[0] == "9 + 9 + 7 = 25 trials"
    few = plan(trials=25, steps=10)
    assert "up to 25 values" in cost.finding(few)[1], "mini-batch sizes are but ten"
    assert cost.race(replace(both, trials=26), 4) == "= 200 trials"


def test_axes_that_change_nothing_are_remarked_on(form: Form) -> None:
    form.tick("momentum")
    assert "only when" in form.row("momentum").remark.text()
    assert form.row("momentum").remark.isVisible()
    form.tick("optimizer")
    assert form.row("momentum").remark.text() == ""
    form.tick("optimizer")
    form.lab.config = Config(optimizer="momentum")
    form.panel.look()
    assert form.row("momentum").remark.text() == "", "the live model's optimiser decides"


# Refusals -------------------------------------------------------------------------------------------


def test_low_above_high_is_refused_at_its_row_and_nothing_is_lost(form: Form) -> None:
    before, row = form.plan, form.row("learning_rate")
    form.type(row.editor.low, "2")
    assert row.error.text() == "Learning rate: low must be less than high, got 2 and 1."
    assert row.error.isVisible()
    assert row.editor.low.text() == "2"
    assert form.plan == before
    assert not form.can_start
    assert form.finding.startswith("Not yet Learning rate")
    form.type(row.editor.high, "4")
    assert form.plan.space.axes[0] == Axis("learning_rate", 2, 4, "log")
    assert row.error.text() == ""
    assert form.can_start


def test_a_log_scale_through_0_is_refused(form: Form) -> None:
    form.tick("decay_rate")
    row = form.row("decay_rate")
    form.pick(row.scale, "log")
    assert row.error.text() == "Learning-rate decay: a log scale has no place for 0; low must be above 0."
    assert not form.can_start
    form.type(row.editor.low, "0.01")
    assert form.plan.space.axes[-1] == Axis("decay_rate", 0.01, 1.0, "log")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("trials", "0", "Trials must be a whole number in [1, 10,000], got 0."),
        ("trials", "1000000", "Trials must be a whole number in [1, 10,000], got 1000000."),
        ("trials", "many", "Trials must be a whole number, got 'many'."),
        ("steps", "0", "Steps must be a whole number in [1, 1,000,000], got 0."),
        ("seed", "-1", "Seed must be a whole number in [0, 4,294,967,295], got -1."),
    ],
)
def test_a_bad_budget_is_refused_under_its_field(form: Form, name: str, text: str, sentence: str) -> None:
    before = form.plan
    form.set(name, text)
    assert form.panel._settings.error.text() == sentence
    assert form.panel._settings.entries[name].property("wrong")
    assert form.plan == before
    form.set(name, "12")
    assert form.panel._settings.error.text() == ""
    assert not form.panel._settings.entries[name].property("wrong")
    assert getattr(form.plan, name) == 12


def test_two_wrongs_are_both_said(form: Form) -> None:
    form.set("trials", "0")
    form.type(form.row("learning_rate").editor.low, "2")
    assert form.panel._settings.error.text()
    assert form.row("learning_rate").error.text()
    form.set("trials", "5")
    assert not form.can_start
    assert form.row("learning_rate").error.text()


@pytest.mark.parametrize(
    ("name", "scale", "low", "high"),
    [
        ("decay_rate", "log", "0", "0"),
        ("keep_prob", "one_minus_log", "1", "1"),
        ("hidden_layers", "power_of_two", "0", "0"),
        ("weight_decay", "log", "0", "100"),
        ("mini_batch_size", "linear", "1000000", "1"),
        ("epsilon", "log", "1e-300", "1"),
    ],
)
def test_extreme_ends_on_any_scale_are_drawn_and_said(
    form: Form, name: str, scale: str, low: str, high: str
) -> None:
    form.lab.compose(plan((Axis.of(name),)))
    row = form.row(name)
    form.pick(row.scale, scale)
    form.type(row.editor.low, low)
    form.type(row.editor.high, high)
    form.panel.widget.grab()
    assert (row.error.text() == "") == form.can_start == (name == "epsilon")
    for end in row.editor.slider.ends:
        end.setValue(end.maximum() // 2)
    form.panel.widget.grab()
    row.editor.slider.default_asked.emit()
    form.pick(row.scale, next(iter(row.draft.scales)))


def test_an_empty_space_is_refused(form: Form) -> None:
    form.tick("learning_rate")
    form.tick("mini_batch_size")
    assert form.panel._list_error.text() == "A search varies 1 to 12 hyperparameters, got 0."
    assert not form.can_start
    form.tick("weight_decay")
    assert form.can_start
    assert form.plan.space.names == ("weight_decay",)


def test_more_than_twelve_axes_are_refused(form: Form) -> None:
    for name in VARIABLE[:13]:
        if not form.row(name).chosen:
            form.tick(name)
    assert form.panel._list_error.text() == "A search varies 1 to 12 hyperparameters, got 13."


def test_a_huge_grid_is_refused(form: Form) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simulator.search.study.MOST_TRIALS", 3)
        form.set("trials", "3")
        form.tick("activation")
        form.pick(form.panel._settings.strategy, "grid")
        assert form.panel._settings.error.text() == "A grid of 5 trials is more than the 3 there may be."
        assert form.panel._settings.entries["trials"].property("wrong")
        assert not form.can_start


def test_one_value_of_a_choice_is_refused(form: Form) -> None:
    form.tick("batch_norm")
    form.row("batch_norm").editor.boxes[True].click()
    assert form.row("batch_norm").error.text() == (
        "Batch norm: a search needs at least 2 different values, got [False]."
    )


def test_bad_text_is_refused_in_the_words_of_the_spec(form: Form) -> None:
    editor = form.row("learning_rate").editor
    before = form.plan
    form.type(editor.low, "-1")
    assert form.row("learning_rate").error.text() == "Learning rate must be a number in [0, 100], got -1.0."
    assert form.plan == before


# Beginning ------------------------------------------------------------------------------------------


def test_start_begins_the_plan_around_the_live_model(form: Form) -> None:
    form.lab.config = Config(dataset="iris", hidden_units=(4,))
    QTest.mouseClick(form.panel._start, LEFT)
    (wish,) = form.wishes
    assert isinstance(wish, Begin)
    assert wish.plan.space == Space(form.lab.config, form.plan.space.axes)
    assert form.lab.plan == wish.plan


def test_units_without_a_hidden_layer_are_refused_at_start(form: Form) -> None:
    form.tick("hidden_units")
    form.lab.config = Config(hidden_units=())
    QTest.mouseClick(form.panel._start, LEFT)
    assert form.wishes == []
    assert form.panel._list_error.text() == "Hidden units cannot be varied: the network has no hidden layer."
    form.tick("hidden_units")
    QTest.mouseClick(form.panel._start, LEFT)
    assert len(form.wishes) == 1


def test_a_race_has_the_seeds_that_were_typed(form: Form) -> None:
    """Claim T2."""
    form.type(form.panel._seed_count, "7")
    QTest.mouseClick(form.panel._race, LEFT)
    (wish,) = form.wishes
    assert isinstance(wish, Race)
    assert (wish.seeds, wish.plan) == (7, form.plan)
    form.type(form.panel._seed_count, "0")
    assert form.panel._race_error.text() == "A race is run over 1 to 100 seeds, got 0."
    QTest.mouseClick(form.panel._race, LEFT)
    assert len(form.wishes) == 1, "a race is not run over other seeds than those that stand there"


def test_the_live_model_becomes_the_base(form: Form) -> None:
    form.lab.config = Config(dataset="moons")
    form.panel._from_live.click()
    assert form.plan.space.base.dataset == "moons"
    assert form.wishes == []


# Whatever the lab holds -----------------------------------------------------------------------------


def test_any_lab_after_any_other(form: Form) -> None:
    for case in (*CASES, "usual"):
        other = lab(case)
        form.lab.compose(other.plan)
        form.lab.look_at(other.mirror)
        form.panel.look()
        form.panel.widget.grab()
        assert [row.axis() for row in form.panel._list.chosen] == sorted(
            other.plan.space.axes, key=lambda axis: VARIABLE.index(axis.name)
        )
        form.panel.numbers().to_csv()


@pytest.mark.parametrize("size", [(150, 90), (420, 320), (1400, 800)])
def test_any_size(form: Form, size: tuple[int, int]) -> None:
    form.lab.compose(plan(tuple(Axis.of(name) for name in VARIABLE[:12])))
    form.window.resize(*size)
    QApplication.processEvents()
    form.panel.widget.grab()


@pytest.mark.parametrize("name", [n for n in VARIABLE if Axis.of(n).is_number])
@pytest.mark.parametrize("scale", SCALES)
def test_a_slider_stands_on_any_scale(name: str, scale: str) -> None:
    """Also on one that has no place for the ends there are: the person is on the way to others."""
    draft = Draft.of(Axis.of(name)).changed(scale=scale)
    try:
        axis = draft.axis()
    except ValueError:
        axis = None
    low, high = draft.reach if axis else (None, None)
    if axis is not None:
        assert draft.units == pytest.approx((draft.place(axis.low), draft.place(axis.high)))
        assert low <= axis.low < axis.high <= high
        assert draft.value(draft.place(axis.high)) == pytest.approx(axis.high, rel=0.02)
        assert ends_first(tried(plan((axis,)))[0])
