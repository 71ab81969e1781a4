"""Grid against random: the same budget, over several seeds (claims T2, T3, T4)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.hyperparameters import Config
from simulator.search.board import Mirror, Opened, Update
from simulator.search.caviar import Caviar
from simulator.search.commands import Race
from simulator.search.racing import SIDES, Standing
from simulator.search.space import Axis
from simulator.search.study import Plan, Record, Study
from tests.ui.labs import CASES, lab, mirror, plan
from tests.ui.snapshots import docked
from ui.panels.lab import Lab
from ui.panels.race.lines import steps
from ui.panels.race.panel import RacePanel
from ui.panels.race.words import ahead, in_vain

LEFT = Qt.MouseButton.LeftButton
ALPHA, EPSILON = Axis.of("learning_rate"), Axis.of("epsilon")
SEEDS = 3


def seeded(asked: Plan, seed: int) -> Plan:
    base = asked.space.base.changed("seed", seed)
    return dataclasses.replace(asked, seed=seed, space=asked.space.with_base(base))


def searched(asked: Plan, race: int | None) -> Mirror:
    study, records = Study(asked), list[Record]()
    made = Mirror(Opened(1, asked, study.dataset, study.base, race=race))
    with ThreadPoolExecutor(1) as executor, Caviar(study, executor, noted=records.append) as caviar:
        while caviar.turn():
            pass
        made.take(Update(1, "ended", tuple(records), dict(caviar.curves), dict(caviar.made)))
    return made


@lru_cache
def race() -> tuple[Mirror, ...]:
    """Both sides of three seeds, α against ε, really trained."""
    base = Config(examples=200, hidden_units=(8,), classes=3)
    asked = plan((ALPHA, EPSILON), base, trials=25, steps=30, objective="dev_cost")
    return tuple(
        searched(seeded(dataclasses.replace(asked, strategy=side), seed), 1)
        for seed in range(SEEDS)
        for side in SIDES
    )


def raced(mirrors: Sequence[Mirror]) -> Lab:
    made = Lab()
    for each in mirrors:
        made.look_at(each)
    return made


@pytest.fixture
def panel(qapp: QApplication) -> Iterator[RacePanel]:  # noqa: ARG001 - widgets need one
    made = RacePanel()
    window = docked(made)
    window.resize(640, 520)
    window.show()
    QApplication.processEvents()
    yield made
    shiboken6.delete(window)


def shown(panel: RacePanel, of: Lab) -> Lab:
    panel.join(of)
    for _ in range(2 * SEEDS + 2):  # what mattered is worked out a study at a time
        QApplication.processEvents()
    return of


def columns(panel: RacePanel) -> dict[str, list]:
    table = panel.numbers()
    return dict(zip(table.headers, (column.tolist() for column in table.columns), strict=True))


@pytest.mark.parametrize("case", [*(case for case in CASES if case != "many"), None])
def test_survives_without_a_race(panel: RacePanel, case: str | None) -> None:
    shown(panel, lab(case))
    for size in ((640, 480), (150, 90)):
        panel.widget.window().resize(*size)
        QApplication.processEvents()
        panel.widget.grab()
    panel.numbers().to_csv()
    assert "Press Race" in panel._picture.lines.words.message


# Before ---------------------------------------------------------------------------------------------


def test_t2_the_plan_shows_what_both_sides_would_try(panel: RacePanel) -> None:
    of = shown(panel, lab(None))
    of.compose(plan((ALPHA, EPSILON), trials=25))
    assert {side: plot.counts for side, plot in panel._picture.scatters.items()} == {
        "grid": (5, 5), "random": (25, 25),
    }  # fmt: skip
    assert panel._finding.text.startswith("5 against 25 values of α in the same 25 trials")
    table = columns(panel)
    assert len(set(table["grid, learning_rate"])) == 5
    assert len(set(table["random, learning_rate"])) == len(table["trial"]) == 25
    assert "25 trials of a grid and 25 random ones" in panel._tools.race.toolTip()
    assert "250 trials of 40 steps" in panel._tools.race.toolTip()


def test_t3_in_four_dimensions_a_grid_tries_two_of_each(panel: RacePanel) -> None:
    of = shown(panel, lab(None))
    axes = (ALPHA, EPSILON, Axis.of("beta_1"), Axis.of("beta_2"))
    of.compose(plan(axes, trials=16))
    assert panel._picture.grid.counts == (2, 2)
    assert panel._picture.random.counts == (16, 16)
    assert "in the same 16 trials of 4 settings" in panel._finding.text


def test_too_many_trials_are_not_sketched(panel: RacePanel) -> None:
    of = shown(panel, lab(None))
    of.compose(plan((ALPHA, EPSILON), trials=10_000))
    assert panel._picture.random.counts == (0, 0)
    assert "10,000 trials a side are too many to sketch" in panel._finding.text


def test_the_button_wishes_for_a_race(panel: RacePanel) -> None:
    of = shown(panel, lab(None))
    said: list[object] = []
    of.wish.connect(said.append)
    panel._tools.seeds.setValue(7)
    QTest.mouseClick(panel._tools.race, LEFT)
    assert len(said) == 1
    assert isinstance(said[0], Race)
    assert (said[0].plan, said[0].seeds) == (of.plan, 7)


# A race ---------------------------------------------------------------------------------------------


def test_t2_who_is_ahead_in_how_many_seeds(panel: RacePanel) -> None:
    shown(panel, raced(race()))
    best = [each.study.best for each in race()]
    gains = [g.cost_dev - r.cost_dev for g, r in zip(best[::2], best[1::2], strict=True)]
    random, grid = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
    counts = f"{random} : {grid}" if random >= grid else f"{grid} : {random}"
    winner = "Random" if random > grid else "Grid" if grid > random else "Even"
    assert panel._finding.headline == f"{winner} {counts}"
    assert "seeds ahead after 25 trials" in panel._finding.sentence
    assert f"{abs(np.median(gains)):.2g} nats" in panel._finding.sentence


def test_t2_both_sides_show_how_many_values_they_tried(panel: RacePanel) -> None:
    shown(panel, raced(race()))
    assert panel._picture.grid.counts == (5, 5)
    assert panel._picture.random.counts == (25, 25)
    assert panel._picture.grid.words.reading == "5 values of α, 5 of ε"


def test_t4_the_grid_repeats_itself_but_for_what_does_not_matter(panel: RacePanel) -> None:
    shown(panel, raced(race()))
    assert "20 of the grid's 25 trials repeat another but for ε, which did not matter" in panel._note.text


def test_lines_are_the_best_so_far_and_their_median(panel: RacePanel) -> None:
    shown(panel, raced(race()))
    table = columns(panel)
    assert table["trials n"] == list(range(1, 26))
    for i, side in enumerate(SIDES):
        costs = np.array([[trial.cost_dev for trial in each.study.trials] for each in race()[i::2]])
        expected = np.fmin.accumulate(costs, axis=1)
        for seed in range(SEEDS):
            assert table[f"{side}, seed {seed}, best dev cost (nats)"] == expected[seed].tolist()
        assert table[f"{side}, median, best dev cost (nats)"] == np.median(expected, axis=0).tolist()
        drawn = panel._picture.lines.medians[side].getData()
        assert drawn[1][-1] == np.median(expected, axis=0)[-1]


def test_another_seed_is_looked_at(panel: RacePanel) -> None:
    shown(panel, raced(race()))
    assert panel._tools.chosen == SEEDS - 1  # the study looked at is of the last seed
    before = panel._picture.random.points.x
    combo = panel._tools.seed
    combo.setCurrentIndex(0)
    combo.activated.emit(0)
    assert panel._heat.seed == 0
    assert not np.array_equal(panel._picture.random.points.x, before)
    panel.look()
    assert panel._tools.chosen == 0


def test_a_click_looks_at_the_study_of_the_trial(panel: RacePanel) -> None:
    of = shown(panel, raced(race()))
    plot = panel._picture.grid
    place = plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(plot.points.x[7], plot.points.y[7])))
    QTest.mouseMove(plot.viewport(), place)
    assert panel._note.text.startswith("grid trial 7: α ")
    QTest.mouseClick(plot.viewport(), LEFT, pos=place)
    assert of.mirror is race()[-2]
    assert of.chosen == 7
    assert plot.rings.places[0] is not None


def test_hovering_the_lines_reads_both_medians(panel: RacePanel) -> None:
    shown(panel, raced(race()))
    table = columns(panel)
    panel._picture.lines.pointed.emit(12.2, 0.0)
    values = [f"{side} {table[f'{side}, median, best dev cost (nats)'][11]:.4f}" for side in SIDES]
    assert panel._note.text == f"After 12 trials, median of 3 seeds: {values[0]} nats, {values[1]} nats"
    panel._picture.lines.left.emit()
    assert not panel._picture.lines.cursor.isVisible()


def test_only_pairs_that_are_through_count(panel: RacePanel) -> None:
    begun = seeded(race()[0].study.plan, SEEDS)
    sides = [
        Mirror(
            Opened(
                1,
                dataclasses.replace(begun, strategy=s),
                race()[0].study.dataset,
                race()[0].study.base,
                race=1,
            )
        )
        for s in SIDES
    ]
    sides[0].study.propose()
    shown(panel, raced([*race()[:2], *sides]))
    assert "so far" in panel._finding.sentence
    assert panel._finding.headline[-5:] in ("1 : 0", "0 : 0")
    assert "counts only at its end" in panel._note.text
    panel.widget.grab()


def test_a_race_that_has_just_begun_is_painted(panel: RacePanel) -> None:
    asked = race()[0].study.plan
    sides = [
        Mirror(
            Opened(
                1,
                dataclasses.replace(asked, strategy=s),
                race()[0].study.dataset,
                race()[0].study.base,
                race=4,
            )
        )
        for s in SIDES
    ]
    of = shown(panel, raced(sides))
    panel.widget.grab()
    assert "The race has begun" in panel._finding.text
    sides[1].study.propose()
    sides[1].version += 1
    panel.look()
    panel.widget.grab()
    of.look_at(mirror("one axis"))
    panel.look()
    panel.widget.grab()


def test_the_race_looked_at_is_shown_else_the_latest(panel: RacePanel) -> None:
    older = [Mirror(Opened(1, e.study.plan, e.study.dataset, e.study.base, race=0)) for e in race()[:2]]
    of = shown(panel, raced([*older, *race()]))
    assert panel._race.mirrors == list(race())
    of.look_at(older[0])
    panel.look()
    assert panel._race.mirrors == older
    of.look_at(mirror("usual"))
    panel.look()
    assert panel._race.mirrors == list(race())


# Words ----------------------------------------------------------------------------------------------


def test_it_says_so_where_the_grid_wins() -> None:
    objective = race()[0].study.objective
    head, sentence, role = ahead(Standing(25, (-0.2, -0.1, 0.05)), objective, running=False)
    assert (head, role) == ("Grid 2 : 1", "plain")
    assert "median: the grid better by 0.1 nats" in sentence
    assert "from −0.15 to −0.025 nats" in sentence


def test_equal_results_are_even() -> None:
    head, sentence, _ = ahead(Standing(25, (0.0, 0.0)), race()[0].study.objective, running=False)
    assert head == "Even 0 : 0"
    assert "2 even" in sentence
    assert "median difference 0" in sentence


def test_where_every_axis_mattered_no_row_was_idle(panel: RacePanel) -> None:
    shown(panel, raced(race()))
    said = in_vain(panel._heat, {"learning_rate": 0.5, "epsilon": 0.3})
    assert (
        said == "α explains 50 % of the results, ε 30 %: every axis mattered, so no row of the grid was idle."
    )
    assert in_vain(panel._heat, {}) == ""


def test_step_lines_turn_where_the_best_changes() -> None:
    at, best = steps(np.array([np.nan, 3.0, 3.0, 2.0, 1.0]))
    assert list(zip(at, best, strict=True)) == [(2, 3), (4, 3), (4, 2), (5, 2), (5, 1), (5, 1)]
    assert len(steps(np.array([np.nan]))[0]) == 0
    assert len(steps(np.empty(0))[0]) == 0
    assert steps(np.array([0.5]))[1].tolist() == [0.5, 0.5]
