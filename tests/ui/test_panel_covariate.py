"""Covariate shift: sliders move the inputs, the accuracy falls, learning brings it back (claim W1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from simulator.commands import Command, MoveInputs, Play
from simulator.hyperparameters import Config
from simulator.lockstep import Lockstep
from simulator.probes.covariate import Covariate, Move
from simulator.run import Run
from tests.ui.snapshots import docked
from ui.panels.covariate.panel import CovariatePanel

_CONFIG = Config(examples=200, mini_batch_size=32)


class Stage:
    """A panel on screen before a run that does as it is told."""

    def __init__(self, config: Config = _CONFIG, steps: int = 0) -> None:
        self.panel, self.lockstep = CovariatePanel(), Lockstep(Run(config))
        self.window = docked(self.panel)
        self.window.resize(640, 480)
        self.window.show()
        self.lockstep.advance(steps)
        self.said: list[Command] = []
        self.panel.command.connect(self.take)
        self.show()

    def take(self, command: Command) -> None:
        self.said.append(command)
        if isinstance(command, MoveInputs):
            self.lockstep.run.move_inputs(command.move, command.plane)

    def show(self) -> None:
        self.panel.update(self.lockstep.snapshot(self.panel.probes()))
        QApplication.processEvents()

    def slide(self, name: str, value: float) -> None:
        """As a hand does: the slider of that name to a value, then what the engine answers."""
        dial = self.panel._tools.dials[name]
        dial.slider.setValue(dial._step(value))
        self.show()

    def button(self, text: str) -> QPushButton:
        return next(b for b in self.panel.widget.findChildren(QPushButton) if b.text() == text)

    def click(self, text: str) -> None:
        QTest.mouseClick(self.button(text), Qt.MouseButton.LeftButton)
        self.show()

    @property
    def verdict(self) -> str:
        return self.panel._verdict.large


@pytest.fixture
def trained() -> Iterator[Stage]:
    stage = Stage(steps=400)
    yield stage
    shiboken6.delete(stage.window)


@pytest.fixture
def any_stage() -> Iterator[list[Stage]]:
    made: list[Stage] = []
    yield made
    for stage in made:
        shiboken6.delete(stage.window)


def test_asks_about_the_move_of_the_sliders(trained: Stage) -> None:
    changed = []
    trained.panel.probes_changed.connect(lambda: changed.append(trained.panel.probes()))
    trained.slide("du", 1.5)
    trained.slide("angle", -45)
    assert changed[-1] == {Covariate(Move(du=1.5, angle=-45))}


def test_a_turned_set_is_failed_though_its_labels_stay(trained: Stage) -> None:
    before = trained.verdict
    trained.slide("angle", 90)
    view = trained.panel._view
    assert trained.verdict == f"{100 * view.accuracy_after[1]:.0f} %"
    assert before in trained.panel._verdict.caption
    assert view.accuracy_after[1] < view.accuracy_before[1] - 0.2
    assert "same labels" in trained.panel._verdict.sentence
    assert trained.panel._note.text == "Inputs moved: turned by +90°."
    np.testing.assert_array_equal(view.y, trained.lockstep.run.examples.dataset.y)


def test_strikes_exactly_the_wrong_ones(trained: Stage) -> None:
    trained.slide("scale", 0.5)
    view = trained.panel._view
    assert trained.panel._struck.count == (~view.right & (view.split < 2)).sum() > 0


def test_draws_the_moved_places(trained: Stage) -> None:
    trained.slide("du", 2.0)
    view, spots = trained.panel._view, trained.panel._plot.examples._scatter.data
    shown = view.uv[:, view.split < 2]
    assert sorted(spots["x"].tolist()) == pytest.approx(sorted(shown[0].tolist()))
    assert sorted(spots["y"].tolist()) == pytest.approx(sorted(shown[1].tolist()))


def test_reset_moves_nothing(trained: Stage) -> None:
    trained.slide("dv", -2.0)
    trained.click("Reset")
    assert trained.panel.probes() == {Covariate(Move())}
    assert "after it" not in trained.panel._verdict.caption


def test_learning_the_moved_data_moves_them_and_recovers(trained: Stage) -> None:
    trained.slide("angle", 120)
    fallen = trained.panel._view
    trained.click("Learn the moved data")
    assert trained.said == [MoveInputs(Move(angle=120)), Play()]
    assert trained.panel.probes() == {Covariate(Move())}
    np.testing.assert_allclose(trained.panel._view.uv, fallen.uv, atol=1e-12)
    low = trained.panel._view.accuracy_after[1]
    assert low == pytest.approx(fallen.accuracy_after[1])
    trained.lockstep.advance(400)
    trained.show()
    assert trained.panel._view.accuracy_after[1] > low + 0.2
    words = trained.panel._verdict
    assert words.large == f"{100 * trained.panel._view.accuracy_after[1]:.0f} %"
    assert f"{100 * low:.0f} % after it" in words.caption


def test_moving_back_puts_every_example_where_it_was(trained: Stage) -> None:
    first = trained.panel._view.uv.copy()
    for moves in ({"du": 1.2, "angle": 35, "scale": 2.0}, {"dv": -0.7, "angle": -80, "scale": 0.5}):
        for name, value in moves.items():
            trained.slide(name, value)
        trained.click("Learn the moved data")
    assert np.abs(trained.panel._view.uv - first).max() > 0.1
    trained.click("Move back")
    np.testing.assert_allclose(trained.panel._view.uv, first, atol=1e-9)
    assert not trained.button("Move back").isEnabled()


def test_after_a_reset_of_the_run_the_data_can_still_be_moved_back(trained: Stage) -> None:
    trained.slide("du", 1.0)
    trained.click("Learn the moved data")
    trained.lockstep.run.reset()
    trained.show()
    assert trained.button("Move back").isEnabled()


def test_other_data_have_nothing_to_be_moved_back(trained: Stage) -> None:
    trained.slide("du", 1.0)
    trained.click("Learn the moved data")
    trained.lockstep = Lockstep(Run(replace(_CONFIG, dataset="moons", classes=2)))
    trained.panel.update(replace(trained.lockstep.snapshot(trained.panel.probes()), run_id=99))
    assert not trained.button("Move back").isEnabled()


def test_what_came_late_is_shown_while_a_slider_is_dragged(trained: Stage) -> None:
    late = trained.lockstep.snapshot({Covariate(Move(du=2.9))})
    trained.panel._tools.dials["du"].slider.setValue(60)
    trained.panel.update(late)
    assert trained.panel._view is late.views[Covariate(Move(du=2.9))]


def test_hovering_an_example_says_whether_it_is_right(trained: Stage) -> None:
    plot, view = trained.panel._plot, trained.panel._view
    index = int(np.flatnonzero(view.split == 0)[0])
    plot.pointed.emit(*view.uv[:, index])
    assert "example" in trained.panel._note.text
    assert trained.panel._note.text.endswith(("right", "taken for another class"))
    plot.left.emit()
    assert trained.panel._note.text == "Inputs where they are."


def test_keys_move_a_slider_and_a_double_click_brings_it_back(trained: Stage) -> None:
    slider = trained.panel._tools.dials["du"].slider
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert trained.panel._tools.move.du == pytest.approx(0.1)
    QTest.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, 9))
    assert trained.panel._tools.move == Move()


@pytest.mark.parametrize(
    "config",
    [
        replace(_CONFIG, hidden_units=()),
        replace(_CONFIG, hidden_units=(1,), mini_batch_size=1, batch_norm=False),
        replace(_CONFIG, classes=10),
        replace(_CONFIG, hidden_units=(64, 64)),
    ],
    ids=["no hidden layer", "one unit", "ten classes", "64 units"],
)
def test_moves_in_every_network(any_stage: list[Stage], config: Config) -> None:
    stage = Stage(config, 3)
    any_stage.append(stage)
    stage.slide("du", -3.0)
    assert "before the move" in stage.panel._verdict.caption


def test_no_number_is_drawn_as_nothing(trained: Stage) -> None:
    probe, whole = next(iter(trained.panel.probes())), trained.lockstep.snapshot(trained.panel.probes())
    view = whole.views[probe]
    lost = replace(
        view, uv=np.full_like(view.uv, np.nan), confidence=np.full_like(view.confidence, np.nan),
        accuracy_before=(np.nan, np.nan), accuracy_after=(np.nan, np.nan),
    )  # fmt: skip
    trained.panel.update(replace(whole, views={probe: lost}))
    trained.panel.widget.grab()
    assert trained.verdict == "–"


def test_every_control_has_a_name(trained: Stage) -> None:
    for part in trained.panel.widget.findChildren(QWidget):
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisible():
            assert part.accessibleName() or getattr(part, "text", str)()


def test_numbers_are_the_views(trained: Stage) -> None:
    table, view = trained.panel.numbers(), trained.panel._view
    assert table.headers[1:3] == view.axes
    assert table.columns[1].tolist() == view.uv[0].tolist()
    assert (table.columns[-1] == "yes").tolist() == view.right.tolist()
