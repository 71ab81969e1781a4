"""Before and after batch norm, as a person reads it (claims B1, B2, B5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QMainWindow
from pytestqt.qtbot import QtBot

from simulator.hyperparameters import Config
from simulator.lockstep import Lockstep
from simulator.probes.hidden import Hidden, HiddenView
from simulator.run import Run
from simulator.snapshot import Probe, Snapshot
from tests.ui.snapshots import docked
from ui import export, theme
from ui.drawing.lanes.hidden_unit import NO_LAYER, NO_STEP, NO_TWIN, NOT_FINITE
from ui.drawing.lanes.linear_part import linear_span
from ui.panels.focus import Focus
from ui.panels.histograms import HistogramsPanel

LEFT = Qt.MouseButton.LeftButton
SIGMOID = Config(batch_norm=True, activation="sigmoid", hidden_units=(8, 4))


def taken(panel: HistogramsPanel, config: Config, steps: int = 40) -> Snapshot:
    return _taken(panel.probes(), config, steps)


@lru_cache
def _taken(probes: frozenset[Probe], config: Config, steps: int) -> Snapshot:
    lockstep = Lockstep(Run(config))
    lockstep.advance(steps)
    return lockstep.snapshot(probes)


@pytest.fixture
def show(qtbot: QtBot) -> Callable[..., HistogramsPanel]:
    windows: list[QMainWindow] = []  # or it is collected, and the panel with it

    def shown(config: Config, steps: int = 40) -> HistogramsPanel:
        panel = HistogramsPanel()
        panel.share(Focus(panel))
        windows.append(docked(panel))
        qtbot.addWidget(windows[-1])
        windows[-1].resize(700, 520)
        windows[-1].show()
        panel.update(taken(panel, config, steps))
        panel.widget.grab()
        return panel

    return shown


def view_of(panel: HistogramsPanel, kind: bool) -> HiddenView:
    return panel._views[kind][0]


def test_z_is_normalised_then_scaled_then_activated(show: Callable[..., HistogramsPanel]) -> None:
    panel = show(SIGMOID)
    z, z_norm, z_tilde, a = panel.columns[True].lanes
    view = view_of(panel, True)
    np.testing.assert_array_equal(z.bars[0].values, view.z[0])
    assert z.marks[0].at == pytest.approx(view.z[0].mean(), abs=1e-5)
    assert z.marks[0].spread == pytest.approx(view.z[0].std(), rel=1e-4)
    assert z_norm.words == ("mean 0.00", "variance 1.000")
    assert (z_tilde.marks[0].at, z_tilde.marks[0].spread) == (view.beta[0, 0], view.gamma[0, 0])
    np.testing.assert_allclose(a.a, 1 / (1 + np.exp(-z_tilde.bars[0].values)), rtol=1e-5)


def test_the_twin_takes_z_as_it_is(show: Callable[..., HistogramsPanel]) -> None:
    panel = show(SIGMOID)
    _, z, a = panel.columns[False].lanes
    np.testing.assert_array_equal(a.x, z.bars[0].values)
    assert view_of(panel, False).z_norm is None
    assert panel.columns[False].span == panel.columns[True].span
    assert panel.columns[True].head.title.endswith("this network")
    assert panel.columns[False].head.title.endswith("its twin")


def test_where_the_run_has_no_batch_norm_its_twin_has(show: Callable[..., HistogramsPanel]) -> None:
    panel = show(replace(SIGMOID, batch_norm=False))
    assert panel.columns[True].head.title == "Batch norm · its twin"
    assert panel.columns[False].head.title == "No batch norm · this network"


def test_the_share_in_the_linear_part_is_in_large(show: Callable[..., HistogramsPanel]) -> None:
    panel = show(SIGMOID)
    z_tilde = view_of(panel, True).z_tilde[0]
    low, high = linear_span("sigmoid")
    inside = ((z_tilde >= low) & (z_tilde <= high)).mean()
    assert panel.columns[True].head.number == f"{100 * inside:.0f} %"
    assert "slope at least 90 %" in panel._note.text


def test_all_units_together(qtbot: QtBot, show: Callable[..., HistogramsPanel]) -> None:
    panel = show(SIGMOID)
    qtbot.mouseClick(panel._all, LEFT, pos=QPoint(8, panel._all.height() // 2))
    z = panel.columns[True].lanes[0]
    assert z.bars[0].values.size == 8 * 64
    assert len(z.centres) == 8
    assert not z.marks
    assert "all 8 units" in panel._note.text
    panel.widget.grab()


def test_a_layer_is_chosen_for_all_panels_at_once(qtbot: QtBot, show: Callable[..., HistogramsPanel]) -> None:
    panel, focus = show(SIGMOID), Focus()
    panel.share(focus)
    layer = panel.widget.findChildren(QComboBox)[0]
    with qtbot.waitSignal(panel.probes_changed, timeout=500):
        layer.setFocus()
        qtbot.keyClick(layer, Qt.Key.Key_Down)
    assert (focus.layer, Hidden(2) in panel.probes()) == (2, True)
    panel.update(replace(taken(panel, SIGMOID), run_id=1))
    assert "Layer 2" in panel._note.text


def test_an_example_is_pointed_at_on_the_curve(qtbot: QtBot, show: Callable[..., HistogramsPanel]) -> None:
    panel = show(SIGMOID)
    column, view = panel.columns[True], view_of(panel, True)
    frame, place = column._frame(3), 7
    at = QPoint(round(frame.x_of(float(view.z_tilde[0, place]))), round(frame.room.center().y()))
    qtbot.mouseMove(column, at)
    found = int(np.flatnonzero(view.indices == panel.focus.pointed)[0])
    assert abs(view.z_tilde[0, found] - view.z_tilde[0, place]) < 0.1
    assert column.lanes[0].pin == pytest.approx(float(view.z[0, found]))
    assert panel._note.text.startswith(f"Example {panel.focus.pointed}: z = ")
    qtbot.mouseMove(column, QPoint(round(frame.room.center().x()), round(column.room(0).center().y())))
    assert panel.focus.pointed is None
    assert "of the examples" in panel._note.text


def test_no_hidden_layer(show: Callable[..., HistogramsPanel]) -> None:
    panel = show(Config(hidden_units=(), batch_norm=True))
    assert [column.sentence for column in panel.columns.values()] == [NO_LAYER, NO_LAYER]
    assert panel.numbers().columns[0].size == 0


def test_before_the_first_step(show: Callable[..., HistogramsPanel]) -> None:
    panel = show(SIGMOID, steps=0)
    assert panel.columns[True].sentence == NO_STEP


def test_before_the_twin_is_there(show: Callable[..., HistogramsPanel]) -> None:
    panel = show(SIGMOID)
    snapshot = taken(panel, SIGMOID)
    panel.update(replace(snapshot, run_id=99, views={Hidden(1): snapshot.views[Hidden(1)]}))
    assert panel.columns[True].lanes
    assert panel.columns[False].sentence == NO_TWIN


def test_a_batch_of_one_has_no_spread(show: Callable[..., HistogramsPanel]) -> None:
    panel = show(replace(SIGMOID, mini_batch_size=1))
    _, z_norm, _, _ = panel.columns[True].lanes
    assert z_norm.bars[0].values.tolist() == [0.0]
    assert "σ² = 0" in panel._note.text


@pytest.mark.parametrize("bad", [np.nan, np.inf, -1e38])
def test_what_is_not_finite_is_not_drawn(show: Callable[..., HistogramsPanel], bad: float) -> None:
    panel = show(SIGMOID)
    snapshot = taken(panel, SIGMOID)
    views = {probe: _spoilt(view, bad) for probe, view in snapshot.views.items()}
    for activation in ("sigmoid", "relu"):
        changed = {probe: replace(view, activation=activation) for probe, view in views.items()}
        panel.update(replace(snapshot, views=changed))
        panel.widget.grab()
        assert all(np.isfinite(panel.columns[True].span))
    wholly = {probe: replace(view, z=np.full_like(view.z, np.nan)) for probe, view in views.items()}
    panel.update(replace(snapshot, views=wholly))
    assert panel.columns[True].sentence == NOT_FINITE


def _spoilt(view: HiddenView, bad: float) -> HiddenView:
    spoilt = {}
    for name in ("z", "a", "mu", "sigma2", "z_norm", "z_tilde", "gamma", "beta"):
        array = getattr(view, name)
        if array is not None:
            spoilt[name] = array.copy()
            spoilt[name][:, -1] = bad
    return replace(view, **spoilt)


@pytest.mark.parametrize(
    "config",
    [
        Config(batch_norm=True, hidden_units=(1,), activation="tanh"),
        Config(batch_norm=True, hidden_units=(64,), mini_batch_size=512, activation="leaky_relu"),
        Config(batch_norm=True, classes=10, activation="identity"),
    ],
)
def test_networks_of_every_shape(show: Callable[..., HistogramsPanel], config: Config) -> None:
    panel = show(config, steps=3)
    panel._all.setChecked(True)
    panel.widget.grab()
    assert panel.columns[True].lanes


def test_a_layer_less_leaves_the_nearest_unit(show: Callable[..., HistogramsPanel]) -> None:
    panel = show(SIGMOID)
    panel.focus.choose_unit(2, 3)
    panel.update(taken(panel, SIGMOID))
    panel.update(replace(taken(panel, Config(batch_norm=True, hidden_units=(2,))), run_id=7))
    panel.widget.grab()
    assert panel._note.text.startswith("Layer 1, unit 1")


def test_the_numbers_have_a_row_an_example(show: Callable[..., HistogramsPanel]) -> None:
    panel = show(SIGMOID)
    table = panel.numbers()
    assert table.headers[:3] == ("unit, batch norm", "example i, batch norm", "z (no unit), batch norm")
    assert [len(column) for column in table.columns] == [64] * len(table.headers)
    assert table.columns[2].tolist() == view_of(panel, True).z[0].tolist()


def test_what_is_exported_is_what_is_seen(show: Callable[..., HistogramsPanel], tmp_path) -> None:
    panel = show(SIGMOID)
    for path in export.export_all([panel], tmp_path, export.FORMATS):
        assert path.stat().st_size > 1000
    svg = (tmp_path / "histograms.svg").read_text()
    assert "<image" not in svg
    assert "μ = " in svg


def test_colours_follow_the_theme(qapp, show: Callable[..., HistogramsPanel]) -> None:
    panel = show(SIGMOID)
    light = panel.widget.grab().toImage()
    theme.apply_theme(qapp, "dark")
    dark = panel.widget.grab().toImage()
    theme.apply_theme(qapp, "light")
    assert dark != light
    assert panel.widget.grab().toImage() == light
