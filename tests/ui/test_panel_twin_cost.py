"""Cost with and without batch norm (claim W3): who is sooner at the same cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.history import Edit
from simulator.probes.twin import Twin
from tests.ui.hands import LEFT, type_into
from tests.ui.snapshots import docked
from tests.ui.why_views import real, twin, why, with_view
from ui.panels.twin_cost.panel import TwinCostPanel
from ui.panels.twin_cost.race import Race, headline, race

OWN, OTHER = Twin(), Twin(twin="batch_norm")


@pytest.fixture
def panel():
    made = TwinCostPanel()
    window = docked(made)
    window.resize(640, 480)
    window.show()
    QApplication.processEvents()
    yield made
    shiboken6.delete(window)


def labels(panel: TwinCostPanel) -> list[str]:
    return [mark.label for mark in panel._plot.marks.marks]


def test_the_race_is_to_the_first_step_at_or_below_the_cost() -> None:
    found = race(twin(True, 2000), twin(False, 2000), 0.5)
    first = [view.at[view.cost_train <= 0.5][0] for view in (twin(True, 2000), twin(False, 2000))]
    assert found == Race(0.5, *first)
    assert first[1] > 3 * first[0]


def test_a_cost_that_one_never_had_gives_way_to_its_lowest() -> None:
    found = race(twin(True, 2000), twin(False, 500), 0.2)
    assert found is not None
    assert found.cost == twin(False, 500).cost_train.min()
    assert found.plain == 500
    assert found.short


@pytest.mark.parametrize(
    ("normed", "plain", "words"),
    [(95, 480, "5.1× sooner"), (480, 95, "5.1× later"), (100, 100, "equally soon")],
)
def test_says_what_is_true(normed: int, plain: int, words: str) -> None:
    assert headline(Race(0.2, normed, plain)) == words


@pytest.mark.parametrize("batch_norm", [True, False])
def test_batch_norm_is_the_faster_whichever_the_run_is(panel: TwinCostPanel, batch_norm: bool) -> None:
    panel.update(why(batch_norm=batch_norm))
    found = race(twin(True, 2000), twin(False, 2000), np.log(4) / 2)
    assert panel._finding.headline.endswith("× sooner")
    assert f"{found.plain} steps to J = 0.69, with it {found.normed}." in panel._finding.sentence
    assert labels(panel) == [str(found.normed), str(found.plain)]


def test_a_hand_drags_the_level(panel: TwinCostPanel) -> None:
    panel.update(why())
    before = panel._finding.sentence
    plot = panel._plot.plot
    box = plot.getViewBox()

    def pixel(cost: float) -> QPoint:
        place = box.mapViewToScene(box.viewRect().center())
        place.setY(box.mapViewToScene(type(place)(0, cost)).y())
        return plot.mapFromScene(place)

    view, start, end = plot.viewport(), pixel(panel._level.cost), pixel(0.3)
    QTest.mouseMove(view, start)
    QTest.mousePress(view, LEFT, pos=start)
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(view, start + (end - start) * share)
        QTest.qWait(20)
    QTest.mouseRelease(view, LEFT, pos=end)
    assert panel._level.cost == pytest.approx(0.3, abs=0.02)
    assert panel._finding.sentence != before


def test_a_hand_types_the_level(panel: TwinCostPanel, qtbot) -> None:
    panel.update(why())
    type_into(qtbot, panel._level.box, "0.3")
    assert "to J = 0.30," in panel._finding.sentence
    QTest.mouseClick(panel._log, LEFT)
    assert panel._level.line.value() == pytest.approx(np.log10(0.3))


def test_the_keyboard_reaches_the_toggle(panel: TwinCostPanel) -> None:
    panel.update(why())
    panel._log.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel._log, Qt.Key.Key_Space)
    assert panel._plot.plot.getViewBox().viewRange()[1][0] == pytest.approx(-1.0)


def test_a_twin_that_catches_up_says_where_it_is(panel: TwinCostPanel) -> None:
    panel.update(with_view(why(steps=5000), OTHER, twin(False, 1200)))
    assert panel._note.text == "The twin catches up: step 1,200 of 5,000."


def test_a_twin_that_cannot_be_says_why(panel: TwinCostPanel) -> None:
    nothing = np.empty(0)
    gone = replace(
        twin(False, 0), at=np.empty(0, int), cost_train=nothing, cost_dev=nothing, message="Reset it (R)."
    )
    panel.update(with_view(why(), OTHER, gone))
    panel.widget.grab()
    assert panel._note.text == "Reset it (R)."


@pytest.mark.parametrize(("probe", "name"), [(OTHER, "without"), (OWN, "with batch norm")])
def test_marks_where_one_diverged(panel: TwinCostPanel, probe: Twin, name: str) -> None:
    run = why()
    view = run.views[probe]
    costs = view.cost_train.copy()
    costs[10:] = np.nan
    message = "The cost is not a number."
    lost = replace(view, step=40, cost_train=costs, cost_dev=costs, diverged=True, message=message)
    panel.update(with_view(run, probe, lost))
    panel.widget.grab()
    assert panel._finding.headline == f"diverged {name}"
    assert "step 41: The cost is not a number." in panel._finding.sentence
    assert f"diverged {name}" in labels(panel)


def test_live_changes_are_lines(panel: TwinCostPanel) -> None:
    panel.update(why(edits=(Edit(500, "learning_rate", 0.01, 0.03),)))
    assert [mark.x for mark in panel._plot.marks.marks if mark.pen == "edit"] == [500]


@pytest.mark.parametrize("batch_norm", [True, False])
def test_shows_a_real_pair(panel: TwinCostPanel, batch_norm: bool) -> None:
    run = real({OWN, OTHER}, steps=150, batch_norm=batch_norm)
    panel.update(run)
    table = panel.numbers()
    assert table.headers[:2] == ("step t", "cost J train with batch norm (nats)")
    with_norm = run.views[OWN if batch_norm else OTHER].cost_train
    assert [value for value in table.columns[1] if value is not None] == with_norm.tolist()


def test_survives_every_shape(panel: TwinCostPanel) -> None:
    for run_id, shape in enumerate(
        ({"hidden_units": ()}, {"hidden_units": (1,)}, {"mini_batch_size": 1}, {"classes": 10},
         {"hidden_units": (64,)}, {"optimizer": "gradient_descent", "learning_rate": 100.0}), 10,
    ):  # fmt: skip
        for steps in (0, 5):
            panel.update(replace(real({OWN, OTHER}, steps=steps, **shape), run_id=2 * run_id + bool(steps)))
            panel.widget.grab()
            panel.numbers().to_csv()


def test_forgets(panel: TwinCostPanel) -> None:
    panel.update(why())
    panel.update(replace(why(), run_id=2, views={}))
    assert list(panel.numbers().rows()) == []
    assert panel._finding.text == ""
    assert labels(panel) == []


def test_a_wild_start_does_not_flatten_the_rest(panel: TwinCostPanel) -> None:
    run = why()
    costs = run.views[OTHER].cost_train.copy()
    costs[:20] = 250.0
    panel.update(with_view(run, OTHER, replace(run.views[OTHER], cost_train=costs)))
    assert panel._plot.plot.getViewBox().viewRange()[1][1] < 6


def test_a_new_run_is_seen_whole_at_once(panel: TwinCostPanel) -> None:
    panel.update(why())
    assert panel._plot.plot.getViewBox().viewRange()[0][1] >= 2000
    panel.update(replace(why(steps=500), run_id=2))
    assert 500 <= panel._plot.plot.getViewBox().viewRange()[0][1] < 600
