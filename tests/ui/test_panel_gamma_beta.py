"""γ and β in a hand, on a network that learns (claims B3, B4, B7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from simulator.commands import Command, Hold, Pause, SetParameter, UndoNormalization
from simulator.hyperparameters import Config
from simulator.lockstep import Lockstep
from simulator.probes.hidden import Hidden
from simulator.run import Run
from tests.ui.hands import type_into
from tests.ui.snapshots import docked
from ui import export
from ui.drawing import hand_slider
from ui.drawing.lanes.hidden_unit import NO_LAYER, NO_STEP, NOT_FINITE
from ui.panels.focus import Focus
from ui.panels.gamma_beta import _OFF, GammaBetaPanel

LEFT = Qt.MouseButton.LeftButton
NORMED = Config(batch_norm=True, hidden_units=(6, 3))


class Bench:
    """A panel on a run that does what the panel says."""

    def __init__(self, qtbot: QtBot, config: Config, steps: int) -> None:
        self.run, self.panel, self.said = Lockstep(Run(config)), GammaBetaPanel(), list[Command]()
        self.panel.share(Focus(self.panel))
        self.panel.command.connect(self.said.append)
        self.window: QMainWindow = docked(self.panel)
        qtbot.addWidget(self.window)
        self.window.resize(560, 460)
        self.window.show()
        self.advance(steps)

    def advance(self, steps: int) -> None:
        self.run.advance(steps)
        self.panel.update(self.run.snapshot(self.panel.probes()))
        self.panel.widget.grab()

    def obey(self) -> None:
        """What an engine does with the commands."""
        for command in self.said:
            if isinstance(command, SetParameter):
                self.run.run.set_parameter(command.name, command.index, command.value)
            elif isinstance(command, UndoNormalization):
                self.run.run.undo_normalization(command.layer, command.unit)
            elif isinstance(command, Hold):
                self.run.run.hold(command.layer, command.unit, command.held)
        self.said.clear()
        self.advance(0)


@pytest.fixture
def bench(qtbot: QtBot) -> Callable[..., Bench]:
    kept: list[Bench] = []

    def made(config: Config = NORMED, steps: int = 30) -> Bench:
        kept.append(Bench(qtbot, config, steps))
        return kept[-1]

    return made


def drag(qtbot: QtBot, slider: object, u: float) -> None:
    """Press at u and hold."""
    at = QPoint(round(8 + u * (slider.width() - 16)), 10)
    qtbot.mousePress(slider, LEFT, pos=at)


def test_dragging_gamma_sets_it_in_the_network(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    gamma = on.panel._sliders["gamma"]
    drag(qtbot, gamma.slider, 0.75)
    (command,) = on.said
    assert (command.name, command.index) == ("gamma1", (0, 0))
    assert command.value == pytest.approx(2.0, abs=0.1)
    on.obey()
    assert on.panel.column.lanes[0].marks[1].spread == pytest.approx(command.value)
    assert on.panel.column.lanes[0].bars[1].values.std() == pytest.approx(command.value, rel=1e-3)


def test_what_comes_in_does_not_move_the_slider_in_a_hand(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    beta = on.panel._sliders["beta"]
    drag(qtbot, beta.slider, 0.9)
    held = beta.slider.unit
    on.advance(3)
    assert beta.slider.unit == held
    qtbot.mouseRelease(beta.slider, LEFT)
    beta._set = None  # half a second later
    on.advance(1)
    assert beta.value == pytest.approx(on.run.run.network.parameters["beta1"][0, 0, 0], abs=1e-4)


def test_a_set_value_waits_for_the_run_and_then_follows_it(
    qtbot: QtBot, bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    on, now = bench(), [0.0]
    monkeypatch.setattr(hand_slider.time, "monotonic", lambda: now[0])
    gamma = on.panel._sliders["gamma"]
    type_into(qtbot, gamma.entry, "3.25")
    assert on.said == [SetParameter("gamma1", (0, 0), 3.25)]
    gamma.show_value(1.0)
    assert gamma.value == 3.25
    gamma.show_value(3.25)
    gamma.show_value(3.1)
    assert gamma.value == 3.1
    type_into(qtbot, gamma.entry, "2")
    now[0] = 1.0  # the run never agreed
    gamma.show_value(1.5)
    assert gamma.value == 1.5


def test_undone_z_tilde_is_z(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    assert on.panel.column.head.title == "z and z̃"
    qtbot.mouseClick(on.panel._undo, LEFT)
    assert on.said == [Pause(), UndoNormalization(1, None)]
    on.obey()
    z, z_tilde = (bars.values for bars in on.panel.column.lanes[0].bars)
    assert np.abs(z_tilde - z).max() < 1e-5
    assert on.panel.column.head.title.startswith("z̃ = z")
    assert on.panel._formulas.values[0].text == f"= {on.panel._sliders['gamma'].value:.2f}"
    assert on.panel._formulas.values[1].text.removeprefix("= ").replace("−", "-") == pytest.approx(
        f"{on.panel._sliders['beta'].value:.2f}"
    )


def test_normalised_again_every_unit_has_gamma_one(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    on.run.run.undo_normalization(1)
    qtbot.mouseClick(on.panel._again, LEFT)
    on.obey()
    assert (on.run.run.network.parameters["gamma1"] == 1).all()
    assert (on.run.run.network.parameters["beta1"] == 0).all()
    assert on.panel._sliders["gamma"].value == 1


def test_normalised_again_after_an_undo_every_unit_has_what_it_had(
    qtbot: QtBot, bench: Callable[..., Bench]
) -> None:
    on = bench()
    parameters = on.run.run.network.parameters
    learned = {name: parameters[name].copy() for name in ("gamma1", "beta1")}
    qtbot.mouseClick(on.panel._undo, LEFT)
    on.obey()
    assert not np.allclose(parameters["gamma1"], learned["gamma1"])
    qtbot.mouseClick(on.panel._again, LEFT)
    on.obey()
    assert all(np.array_equal(parameters[name], values) for name, values in learned.items())


def test_without_batch_norm_no_old_number_stands_there(bench: Callable[..., Bench]) -> None:
    on = bench()
    entry = on.panel._sliders["gamma"].entry
    assert entry.text() != "–"
    view = on.panel._view
    on.panel._view = replace(view, batch_norm=False)
    on.panel._draw()
    assert entry.text() == "–"
    on.panel._view = view
    on.panel._draw()
    assert float(entry.text()) == pytest.approx(view.gamma.ravel()[0], abs=1e-4)


def test_a_held_unit_does_not_learn(qtbot: QtBot, bench: Callable[..., Bench]) -> None:
    on = bench()
    assert "Adam learns them" in on.panel._note.text
    qtbot.mouseClick(on.panel._hold, LEFT, pos=QPoint(8, on.panel._hold.height() // 2))
    assert on.said == [Hold(1, 0, True)]
    on.obey()
    before = on.panel._sliders["gamma"].value
    on.advance(5)
    assert on.panel._sliders["gamma"].value == before
    assert on.panel._hold.isChecked()
    assert "held" in on.panel._note.text
    on.panel.focus.choose_unit(1, 1)
    assert not on.panel._hold.isChecked()


def test_the_shape_of_gamma_is_said(bench: Callable[..., Bench]) -> None:
    on = bench()
    on.panel.focus.choose_unit(2, 1)
    on.advance(1)
    assert on.panel._note.text.startswith("γ[2], β[2]: shape (3, 1)")


def test_the_slider_reaches_what_undoing_needs(bench: Callable[..., Bench]) -> None:
    on = bench()
    slider = on.panel._sliders["gamma"]
    slider.reach(7.3)
    slider.show_value(7.3)
    assert 0.5 < slider.slider.unit < 1
    assert slider.value == pytest.approx(7.3)


@pytest.mark.parametrize(
    ("config", "steps", "sentence"),
    [
        (replace(NORMED, batch_norm=False), 3, _OFF),
        (Config(hidden_units=(), batch_norm=True), 3, NO_LAYER),
        (NORMED, 0, NO_STEP),
    ],
)
def test_what_is_missing_is_said(
    bench: Callable[..., Bench], config: Config, steps: int, sentence: str
) -> None:
    on = bench(config, steps)
    assert on.panel.column.sentence == sentence
    assert not on.panel._undo.isEnabled()
    assert on.panel._sliders["gamma"].isEnabled() == (sentence == NO_STEP)
    assert on.panel.numbers().columns[0].size == 0


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
    assert on.panel.column.lanes
    on.panel.update(replace(on.run.snapshot(on.panel.probes()), run_id=5))


def test_what_is_not_finite_is_not_drawn(bench: Callable[..., Bench]) -> None:
    on = bench()
    snapshot = on.run.snapshot(on.panel.probes())
    view = snapshot.views[Hidden(1)]
    broken = {name: np.full_like(getattr(view, name), np.nan) for name in ("gamma", "beta", "z_tilde", "mu")}
    on.panel.update(replace(snapshot, views={Hidden(1): replace(view, **broken)}))
    on.panel.widget.grab()
    assert on.panel.column.head.number == "–"
    on.panel.update(replace(snapshot, views={Hidden(1): replace(view, z=np.full_like(view.z, np.inf))}))
    on.panel.widget.grab()
    assert on.panel.column.sentence == NOT_FINITE


def test_the_numbers_and_pictures(bench: Callable[..., Bench], tmp_path) -> None:
    on = bench()
    table = on.panel.numbers()
    assert table.headers[-4:] == ("gamma (no unit)", "beta (no unit)", "mu (no unit)", "sigma (no unit)")
    for path in export.export_all([on.panel], tmp_path, export.FORMATS):
        assert path.stat().st_size > 1000
    assert "largest |z̃ − z|" in (tmp_path / "gamma_beta.svg").read_text()
