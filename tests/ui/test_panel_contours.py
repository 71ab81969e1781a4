"""The input normalisation panel: a long valley, a round one, and two walkers (claims N1, N2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.hyperparameters import Config
from simulator.lockstep import Lockstep
from simulator.probes.contours import Contours, ContoursView, Valley
from simulator.run import Run
from simulator.snapshot import Snapshot
from tests.ui.snapshots import docked
from ui.panels.contours.panel import ContoursPanel, findings
from ui.panels.contours.valley_plot import bands

_STRETCHED = Config(dataset="stretched", examples=200, hidden_units=(2,), noise=0.5)


@pytest.fixture
def panel() -> Iterator[ContoursPanel]:
    made = ContoursPanel()
    window = docked(made)
    window.resize(640, 480)
    window.show()
    yield made
    shiboken6.delete(window)


def shown(panel: ContoursPanel, config: Config = _STRETCHED, steps: int = 0, run_id: int = 1) -> Snapshot:
    """What the engine would send once the panel has asked for what these data have."""
    lockstep = Lockstep(Run(config))
    lockstep.advance(steps)
    panel.update(replace(lockstep.snapshot(panel.probes()), run_id=run_id))
    whole = replace(lockstep.snapshot(panel.probes()), run_id=run_id)
    panel.update(whole)
    QApplication.processEvents()
    return whole


def view_of(panel: ContoursPanel) -> ContoursView:
    assert panel._view is not None
    return panel._view


def texts(panel: ContoursPanel) -> list[str]:
    return [finding.text for finding in panel._findings]


def test_counts_the_steps_of_both_sides(panel: ContoursPanel) -> None:
    shown(panel)
    view = view_of(panel)
    assert view.raw.elongation > 10 > view.normalised.elongation
    assert texts(panel)[0].startswith("> " if view.raw.steps is None else f"{view.raw.steps:,} ")
    assert texts(panel)[1].startswith(f"{view.normalised.steps:,} steps normalised")
    assert "× fewer" in texts(panel)[1]
    assert f"{view.raw.elongation:,.0f}× as long as wide" in texts(panel)[0]


def valley(**changes: object) -> Valley:
    """A bowl of radius 1 and a straight walk of 4 steps into it."""
    at = np.linspace(-1, 1, 8)
    path = np.stack([np.linspace(-0.8, 0, 5), np.zeros(5)])
    made = Valley(
        at**2 + at[:, None] ** 2, (-1.0, 1.0, -1.0, 1.0), path, path[0] ** 2, 4, False, np.zeros(2), 1.0
    )
    return replace(made, **changes)


def test_says_how_many_times_fewer() -> None:
    one, other = findings(valley(steps=1284, elongation=46.0), valley(steps=14))
    assert one == ("1,284", "steps as they are; contours 46× as long as wide", "text")
    assert other == ("14", "steps normalised, 92× fewer; contours nearly round (1.0 : 1)", "good")


def test_says_that_alpha_is_too_large() -> None:
    one, other = findings(valley(steps=None, diverged=True), valley(steps=3))
    assert one == ("diverges", "at step 4: α is too large", "bad")
    assert other[0] == "3"
    assert "fewer" not in other[1]


def test_a_walk_that_does_not_arrive_is_a_lower_bound() -> None:
    one, other = findings(valley(steps=None), valley(steps=2))
    assert one[0] == "> 4"
    assert "over 2.0× fewer" in other[1]


def test_sends_to_data_where_it_matters() -> None:
    assert "stretch x₂" in findings(valley(), valley())[0][1]


def test_the_walkers_make_the_steps_of_the_run(panel: ContoursPanel) -> None:
    whole = shown(panel, steps=5)
    for side, plot in zip((view_of(panel).raw, view_of(panel).normalised), panel._plots, strict=True):
        assert plot.walk.walker == pytest.approx(tuple(side.path[:, 5]))
    panel.update(replace(whole, step=9))
    side = view_of(panel).normalised
    assert panel._plots[1].walk.walker == pytest.approx(tuple(side.path[:, 9]))
    assert panel._note.text.startswith("After 9 steps")


def test_walk_again_starts_at_the_present_step(panel: ContoursPanel) -> None:
    whole = shown(panel, steps=5)
    QTest.mouseClick(panel._tools.again, Qt.MouseButton.LeftButton)
    start = view_of(panel).raw.path[:, 0]
    assert panel._plots[0].walk.walker == pytest.approx(tuple(start))
    panel.update(replace(whole, step=7))
    assert panel._plots[0].walk.place == 2
    panel.update(replace(whole, step=3))  # back before the walk began
    assert panel._plots[0].walk.place == 0


def test_a_reset_walks_from_the_start(panel: ContoursPanel) -> None:
    shown(panel, steps=5)
    panel._tools.again.click()
    shown(panel, steps=2, run_id=2)
    assert panel._plots[0].walk.place == 2


def test_a_walk_ends_where_it_ends(panel: ContoursPanel) -> None:
    whole = shown(panel)
    panel.update(replace(whole, step=10**6))
    assert panel._plots[1].walk.walker == pytest.approx(tuple(view_of(panel).normalised.path[:, -1]))


def test_alpha_is_asked_for(panel: ContoursPanel) -> None:
    shown(panel)
    panel._tools.alpha.slider.setFocus()
    QTest.keyClick(panel._tools.alpha.slider, Qt.Key.Key_End)
    assert {probe.alpha for probe in panel.probes()} == {100.0}
    shown(panel)
    assert view_of(panel).raw.path.shape[0] == 2
    panel.widget.grab()


def test_choosers_are_there_where_there_is_a_choice(panel: ContoursPanel) -> None:
    shown(panel, replace(_STRETCHED, dataset="moons", classes=2))
    assert panel._tools.classes.isHidden()
    assert panel._tools.features.isHidden()
    shown(panel, Config(dataset="iris", hidden_units=()), run_id=2)
    assert not panel._tools.classes.isHidden()
    panel._tools.features.boxes[1].setCurrentIndex(3)
    panel._tools.features.boxes[1].activated.emit(3)
    assert next(iter(panel.probes())) == Contours(1.0, (0, 3), (0, 1), panel._tools.stretch.value)
    panel._tools.features.boxes[0].setCurrentIndex(3)
    panel._tools.features.boxes[0].activated.emit(3)
    assert panel._tools.features.pair == (3, 0)  # the other one's: they change places


def test_round_is_drawn_round(panel: ContoursPanel) -> None:
    shown(panel)
    QApplication.processEvents()
    assert panel._plots[1].squeeze() == pytest.approx(1.0, rel=0.03)


def test_says_on_the_axis_when_it_is_not(panel: ContoursPanel) -> None:
    whole = shown(panel)
    probe = next(iter(panel.probes()))
    far = replace(view_of(panel).raw, extent=(-1.0, 1.0, -50.0, 50.0))
    panel.update(replace(whole, views={probe: replace(view_of(panel), raw=far)}))
    QApplication.processEvents()
    panel._name_axes()
    assert panel._plots[0]._names[1].endswith("× smaller)")


def test_bands_lie_between_level_sets() -> None:
    bowl = valley()
    assert bands(bowl, np.array([bowl.cost.min()]))[0] == 0
    assert bands(bowl, np.array([bowl.costs[0]]))[0] == 8
    assert bands(bowl, np.array([np.nan]))[0] == bands(bowl, np.array([np.inf]))[0] == 22


@pytest.mark.parametrize("number", [np.nan, np.inf, 1e308])
def test_survives_no_numbers(panel: ContoursPanel, number: float) -> None:
    whole = shown(panel)
    probe = next(iter(panel.probes()))
    side = valley()
    path, cost = side.path.copy(), side.cost.copy()
    path[:, 2:], cost[3:] = number, number
    lost = replace(side, path=path, cost=cost, costs=np.full(5, number), minimum=np.full(2, number),
                   elongation=number, steps=None, diverged=True)  # fmt: skip
    for step in (0, 1, 50):
        panel.update(
            replace(whole, step=step, views={probe: replace(view_of(panel), raw=lost, normalised=lost)})
        )
        panel.widget.grab()
    assert texts(panel)[0].startswith("diverges")


def test_says_what_is_missing(panel: ContoursPanel) -> None:
    whole = shown(panel)
    probe = next(iter(panel.probes()))
    none = replace(view_of(panel), raw=None, normalised=None, reason="One feature is not enough.")
    panel.update(replace(whole, views={probe: none}))
    assert panel._presence.missing == "One feature is not enough."
    assert list(panel.numbers().rows()) == []
    panel.update(whole)
    assert panel._presence.missing == ""


def test_hovering_reads_the_cost(panel: ContoursPanel) -> None:
    shown(panel)
    panel._plots[1].pointed.emit(0.01, 0.01)
    assert "normalised: w₁ = 0.01" in panel._note.text
    assert "nats" in panel._note.text
    panel._plots[1].left.emit()
    assert panel._note.text.startswith("After")


def test_numbers_are_both_walks(panel: ContoursPanel) -> None:
    shown(panel)
    table, view = panel.numbers(), view_of(panel)
    assert table.columns[6].tolist()[:3] == view.normalised.costs[:3].tolist()
    assert len(table.columns[0]) == max(len(view.raw.costs), len(view.normalised.costs))
