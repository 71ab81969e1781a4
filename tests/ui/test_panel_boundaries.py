"""The run and its twin side by side, and the straight lines between classes (claim X5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from simulator.hyperparameters import Config
from simulator.lockstep import Lockstep
from simulator.probes.lines import Lines, LinesView
from simulator.probes.twin import Twin
from simulator.run import Run
from simulator.snapshot import Snapshot, Surface
from tests.ui.snapshots import docked
from ui.panels.boundaries.pairwise_lines import segments
from ui.panels.boundaries.panel import BoundariesPanel

_CONFIG = Config(examples=200, mini_batch_size=32)
_SQUARE = (-1.0, 1.0, -1.0, 1.0)


@pytest.fixture
def panel() -> Iterator[BoundariesPanel]:
    made = BoundariesPanel()
    window = docked(made)
    window.resize(640, 400)
    window.show()
    yield made
    shiboken6.delete(window)


def shown(panel: BoundariesPanel, config: Config = _CONFIG, steps: int = 60, run_id: int = 1) -> Snapshot:
    lockstep = Lockstep(Run(config))
    lockstep.advance(steps)
    whole = replace(lockstep.snapshot(panel.probes()), run_id=run_id)
    panel.update(whole)
    QApplication.processEvents()
    return whole


def test_the_straight_one_is_at_the_left(panel: BoundariesPanel) -> None:
    whole = shown(panel)
    assert panel.straight.plot.surface.view is whole.views[Surface(64, twin="linear")]
    assert panel.bent.plot.surface.view is whole.views[Surface(64)]
    assert "straight: no hidden layer" in panel.straight.finding.text
    assert "bent: hidden layers of 16, 16" in panel.bent.finding.text


def test_a_run_without_hidden_layers_is_the_straight_one(panel: BoundariesPanel) -> None:
    whole = shown(panel, replace(_CONFIG, hidden_units=()))
    assert panel.straight.plot.surface.view is whole.views[Surface(64)]
    assert panel.straight.lines_view is whole.views[Lines()]
    assert "bent: hidden layers of 16, 16" in panel.bent.finding.text


def test_the_sides_change_places_after_a_structural_change(panel: BoundariesPanel) -> None:
    shown(panel)
    whole = shown(panel, replace(_CONFIG, hidden_units=()), run_id=2)
    assert panel.straight.plot.surface.view is whole.views[Surface(64)]
    assert panel.bent.lines_view is None


def test_says_both_accuracies(panel: BoundariesPanel) -> None:
    whole = shown(panel, steps=400)
    twin = whole.views[Twin(twin="linear")]
    assert panel.bent.finding.headline == f"{100 * whole.accuracy_dev:.0f} %"
    assert panel.straight.finding.headline == f"{100 * twin.accuracy_dev[-1]:.0f} %"
    assert whole.accuracy_dev > twin.accuracy_dev[-1] + 0.2  # spirals: no line parts them


def test_a_twin_that_is_behind_says_so(panel: BoundariesPanel) -> None:
    whole = shown(panel)
    probe = Twin(twin="linear")
    views = {**whole.views, probe: replace(whole.views[probe], step=40)}
    panel.update(replace(whole, views=views))
    assert panel.straight.finding.text.endswith("20 steps behind")


def test_a_twin_that_cannot_be_says_why(panel: BoundariesPanel) -> None:
    whole = shown(panel)
    probe = Twin(twin="linear")
    none = {name: np.zeros(0) for name in ("at", "cost_train", "cost_dev", "accuracy_train", "accuracy_dev")}
    views = {**whole.views, probe: replace(whole.views[probe], **none, message="Reset it to see its twin.")}
    panel.update(replace(whole, views=views))
    assert panel.straight.finding.text == "– Reset it to see its twin."


def three() -> LinesView:
    """z₀ = u, z₁ = −u, z₂ = v: 0 and 1 meet at u = 0, below v = 0 only, where 2 does not win."""
    scores = np.array([[1.0, 0, 0], [-1, 0, 0], [0, 1, 0]])
    i, j = np.triu_indices(3, 1)
    return LinesView(np.column_stack([i, j]), scores[i] - scores[j])


def test_a_line_is_solid_where_its_classes_win() -> None:
    ends, solid, dashed = segments(three(), _SQUARE)
    assert np.isfinite(ends).all()
    np.testing.assert_allclose(sorted(solid[0].tolist()), [[0, -1], [0, 0]])
    assert any(np.allclose(sorted(part.tolist()), [[0, 0], [0, 1]]) for part in dashed)


def test_two_classes_have_one_line_that_decides() -> None:
    _, solid, dashed = segments(LinesView(np.array([[0, 1]]), np.array([[1.0, 1.0, 0.0]])), _SQUARE)
    assert len(solid) == 1
    assert len(dashed) == 0


@pytest.mark.parametrize("line", [(1.0, 0.0, 5.0), (0.0, 0.0, 0.0), (np.nan, 1.0, 0.0), (np.inf, 1.0, 1.0)])
def test_a_line_that_is_nowhere_is_not_drawn(line: tuple[float, ...]) -> None:
    _, solid, dashed = segments(LinesView(np.array([[0, 1]]), np.array([line])), _SQUARE)
    assert len(solid) == len(dashed) == 0


def test_the_solid_lines_lie_where_the_winner_changes(panel: BoundariesPanel) -> None:
    whole = shown(panel, steps=200)
    surface = whole.views[Surface(64, twin="linear")]
    _, solid, _ = segments(whole.views[Lines(twin="linear")], surface.extent)
    left, right, low, high = surface.extent
    size = len(surface.winner)
    for start, end in solid:
        u, v = start + 0.5 * (end - start)
        row, column = int((v - low) / (high - low) * size), int((u - left) / (right - left) * size)
        around = surface.winner[max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3]
        assert len(np.unique(around)) > 1


def test_hovering_a_line_names_its_pair(panel: BoundariesPanel) -> None:
    whole = shown(panel, replace(_CONFIG, hidden_units=()))
    _, solid, _ = segments(whole.views[Lines()], whole.views[Surface(64)].extent)
    panel.straight.plot.pointed.emit(*solid[0].mean(axis=0))
    assert " = z" in panel._note.text
    assert " against " in panel._note.text
    panel.straight.plot.left.emit()
    assert (
        panel._note.text == "At left 6 straight lines, one for each pair of classes; hidden layers bend them."
    )


def test_of_many_classes_only_what_decides_is_drawn(panel: BoundariesPanel) -> None:
    shown(panel, replace(_CONFIG, classes=10, hidden_units=()), 3)
    deciding, others = panel.straight.lines.parts(panel.straight.plot.surface.view.extent)
    assert len(deciding)
    assert not len(others)


@pytest.mark.parametrize(
    ("config", "steps"),
    [
        (_CONFIG, 0),
        (replace(_CONFIG, classes=2, hidden_units=(1,), mini_batch_size=1, batch_norm=False), 2),
        (replace(_CONFIG, batch_norm=False, learning_rate=100.0, optimizer="gradient_descent"), 20),
        (replace(_CONFIG, hidden_units=(64, 64)), 2),
        (Config(dataset="iris"), 2),
    ],
    ids=["untrained", "one unit", "wild", "64 units", "four features"],
)
def test_shows_every_network(panel: BoundariesPanel, config: Config, steps: int) -> None:
    shown(panel, config, steps)
    panel.widget.grab()
    for side in (panel.straight, panel.bent):
        assert side.finding.headline.endswith("%") or side.finding.headline == "–"
    assert panel.straight.lines_view is not None


def test_numbers_are_the_lines(panel: BoundariesPanel) -> None:
    whole = shown(panel)
    table, view = panel.numbers(), whole.views[Lines(twin="linear")]
    assert table.columns[2].tolist() == view.coefficients[:, 0].tolist()
    assert table.columns[0].tolist()[0] == whole.data.class_names[0]
