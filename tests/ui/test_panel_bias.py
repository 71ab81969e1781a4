"""b moves z, and nothing behind it under batch norm (claim B6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from simulator.hyperparameters import Config
from simulator.lockstep import Lockstep
from simulator.probes.bias import Bias
from simulator.run import Run
from tests.ui.hands import type_into
from tests.ui.snapshots import docked
from ui import export
from ui.drawing.lanes.figures import nought, power, signed
from ui.drawing.lanes.hidden_unit import NO_LAYER, NO_STEP, NO_TWIN, NOT_FINITE
from ui.panels.bias.panel import BiasPanel
from ui.panels.focus import Focus

NORMED = Config(batch_norm=True, hidden_units=(6, 3), activation="tanh")


class Bench:
    """A panel on a run that answers its probes."""

    def __init__(self, qtbot: QtBot, config: Config, steps: int) -> None:
        self.run, self.panel = Lockstep(Run(config)), BiasPanel()
        self.panel.share(Focus(self.panel))
        self.window: QMainWindow = docked(self.panel)
        qtbot.addWidget(self.window)
        self.window.resize(640, 460)
        self.window.show()
        self.run.advance(steps)
        self.see()

    def see(self) -> None:
        self.panel.update(self.run.snapshot(self.panel.probes()))
        self.panel.widget.grab()

    def lanes(self, kind: bool) -> list[np.ndarray]:
        return [lane.bars[0].values for lane in self.panel.columns[kind].lanes]

    def gradient(self, kind: bool) -> str:
        return self.panel.gradients[kind].values[0].text


@pytest.fixture
def bench(qtbot: QtBot) -> Callable[..., Bench]:
    kept: list[Bench] = []

    def made(config: Config = NORMED, steps: int = 30) -> Bench:
        kept.append(Bench(qtbot, config, steps))
        return kept[-1]

    return made


def test_b_moves_z_and_batch_norm_takes_it_away(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    (z, z_tilde), (plain, taken) = on.lanes(True), on.lanes(False)
    span = on.panel.columns[True].span
    type_into(qtbot, on.panel.slider.entry, "2.5")
    on.see()
    np.testing.assert_allclose(on.lanes(True)[0], z + 2.5, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(on.lanes(True)[1], z_tilde, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(on.lanes(False)[0], plain + 2.5, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(on.lanes(False)[1], taken + 2.5, rtol=1e-6, atol=1e-6)
    assert on.panel.columns[True].span == span


def test_the_loss_and_its_gradient_are_printed(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    type_into(qtbot, on.panel.slider.entry, "-3")
    on.see()
    normed, plain = (on.panel._views[kind][0] for kind in (True, False))
    assert on.panel.columns[True].head.number == "0"
    assert on.panel.columns[False].head.number == signed(plain.loss - plain.loss_without) != "0"
    assert on.gradient(True) == f"= {nought(normed.gradient)}"
    assert on.gradient(True).startswith("= 0")
    assert not on.gradient(False).startswith("= 0 ")
    assert f"{plain.loss:.4f}, {plain.loss_without:.4f}" in on.panel._note.text


def test_a_drag_asks_for_each_b_and_shows_what_comes(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    slider = on.panel.slider.slider
    with qtbot.waitSignal(on.panel.probes_changed, timeout=500):
        qtbot.mousePress(
            slider, Qt.MouseButton.LeftButton, pos=QPoint(round(8 + 0.7 * (slider.width() - 16)), 10)
        )
    late = on.run.snapshot(on.panel.probes())
    first = on.panel.slider.value
    qtbot.mouseMove(slider, QPoint(round(8 + 0.9 * (slider.width() - 16)), 10))
    assert on.panel.slider.value > first
    assert not on.panel.probes() & set(late.views)
    on.panel.update(late)
    assert on.panel._views[True][0].b == first
    on.see()
    assert on.panel._views[True][0].b == pytest.approx(on.panel.slider.value)


def test_a_double_click_takes_b_away(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    type_into(qtbot, on.panel.slider.entry, "4")
    qtbot.mouseDClick(on.panel.slider.slider, Qt.MouseButton.LeftButton)
    assert Bias(1, 0, 0.0) in on.panel.probes()


def test_nothing_is_drawn_twice(bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch) -> None:
    on, drawn = bench(), list[int]()
    snapshot = on.run.snapshot(on.panel.probes())
    on.panel.update(snapshot)
    monkeypatch.setattr(on.panel, "_draw", lambda: drawn.append(1))
    on.panel.update(snapshot)
    assert drawn == []


@pytest.mark.parametrize(
    ("config", "steps", "sentence"),
    [(Config(hidden_units=(), batch_norm=True), 3, NO_LAYER), (NORMED, 0, NO_STEP)],
)
def test_what_is_missing_is_said(
    bench: Callable[..., Bench], config: Config, steps: int, sentence: str
) -> None:
    on = bench(config, steps)
    assert [column.sentence for column in on.panel.columns.values()] == [sentence, sentence]
    assert on.gradient(True) == "= –"


def test_before_the_twin_is_there(bench: Callable[..., Bench]) -> None:
    on = bench()
    snapshot = on.run.snapshot(on.panel.probes())
    views = {probe: view for probe, view in snapshot.views.items() if not probe.twin}
    on.panel.update(replace(snapshot, run_id=9, views=views))
    assert on.panel.columns[False].sentence == NO_TWIN
    on.panel.update(replace(snapshot, run_id=10, views={}))
    assert on.panel.columns[True].sentence == NO_TWIN


def test_without_batch_norm_the_twin_has_it(bench: Callable[..., Bench]) -> None:
    on = bench(replace(NORMED, batch_norm=False))
    assert on.panel.columns[True].head.title == "Batch norm · its twin"
    assert on.panel.columns[False].head.title == "No batch norm · this network"


@pytest.mark.parametrize(
    "config",
    [
        replace(NORMED, mini_batch_size=1),
        replace(NORMED, hidden_units=(1,)),
        replace(NORMED, hidden_units=(64,), classes=10),
    ],
)
def test_networks_of_every_shape(bench: Callable[..., Bench], config: Config) -> None:
    on = bench(config, 2)
    on.panel.focus.choose_unit(1, 63)
    on.see()
    assert on.panel.columns[True].lanes


def test_what_is_not_finite_is_not_drawn(bench: Callable[..., Bench]) -> None:
    on = bench()
    snapshot = on.run.snapshot(on.panel.probes())
    for z in (np.full(64, np.nan), np.r_[np.inf, np.zeros(63)], np.full(64, 1e38)):
        nan = dict.fromkeys(("mu", "loss", "loss_without", "gradient"), np.nan)
        views = {probe: replace(view, z=z, z_tilde=z, **nan) for probe, view in snapshot.views.items()}
        on.panel.update(replace(snapshot, views=views))
        on.panel.widget.grab()
        assert all(np.isfinite(on.panel.columns[True].span))
        assert (on.panel.columns[True].sentence == NOT_FINITE) == bool(np.isnan(z).all())


def test_the_numbers_and_pictures(bench: Callable[..., Bench], tmp_path) -> None:
    on = bench()
    table = on.panel.numbers()
    assert table.headers[-1] == "dJ/db (nats)"
    assert sorted(table.columns[0].tolist()) == ["batch norm", "no batch norm"]
    for path in export.export_all([on.panel], tmp_path, export.FORMATS):
        assert path.stat().st_size > 200
    assert "<image" not in (tmp_path / "bias.svg").read_text()


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (2e-17, "0 (2·10⁻¹⁷, rounding)"), (-3e-16, "0 (−3·10⁻¹⁶, rounding)"), (0.3, "0.30")],
)
def test_what_should_be_nought(value: float, text: str) -> None:
    assert nought(value) == text
    assert power(4.4e-16) == "4·10⁻¹⁶"
