"""The bar at the bottom: play and step, how fast, and where training stands."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from simulator.scales import LOG
from simulator.snapshot import Snapshot
from ui import icons, theme
from ui.controls.count import CountBox
from ui.controls.readouts import Readout, ReadoutStrip, StateBadge, decimal, grouped, percent
from ui.controls.slider import UnitSlider

SLOWEST, FASTEST = 1.0, 1000.0
"""Steps a second at the ends of the speed slider's scale; right of it is flat out."""
_FLAT_OUT_FROM = 0.97
_MAY_GO = ("frame_rate", "steps_per_second", "epoch", "accuracy_dev")
"""Read-outs a narrow window does without, the least missed first."""
_ICONS = {
    "play": "play",
    "step": "step",
    "step_many": "step-many",
    "epoch": "epoch",
    "reset": "reset",
    "new_seed": "new-seed",
}


class Transport(QWidget):
    """Shows a run's state and asks for its next; the actions' shortcuts work as its buttons do.

    `actions` has the keys play, step, step_many, epoch, reset and new_seed; the transport gives them icons.
    """

    played = Signal()
    paused = Signal()
    stepped = Signal(int)
    epoch_stepped = Signal()
    reset_asked = Signal()
    seed_asked = Signal()
    speed_changed = Signal(object)
    """Steps a second, or None for flat out."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._state = "paused"
        self.count = CountBox()
        self.speed = self._make_speed_slider()
        self._speed_text = QLabel()
        self._speed_text.setFixedWidth(QFontMetrics(self.font()).horizontalAdvance("1000 steps/s") + 2)
        self.readouts = _make_readouts()
        self.badge = StateBadge()
        self._connect()
        self._lay_out()
        self.show_speed(None)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Say where the run stands."""
        said = {
            "step": grouped(snapshot.step),
            "epoch": grouped(snapshot.epoch),
            "cost_train": decimal(snapshot.cost_train),
            "cost_dev": decimal(snapshot.cost_dev),
            "accuracy_dev": percent(snapshot.accuracy_dev),
            "steps_per_second": grouped(snapshot.steps_per_second),
        }
        for name, text in said.items():
            self.readouts[name].show_text(text)
        self.badge.show_state(snapshot.state, snapshot.message)
        self._state = snapshot.state
        icons.wear(self._actions["play"], "pause" if self._state == "playing" else "play", "accent")

    def show_frame_rate(self, frames_per_second: float) -> None:
        """Say how often the window paints."""
        self.readouts["frame_rate"].show_text(grouped(frames_per_second))

    def show_speed(self, steps_per_second: float | None) -> None:
        """Show a speed, silently."""
        self.speed.show_unit(unit_of_speed(steps_per_second))
        self._say_speed(steps_per_second)

    def _connect(self) -> None:
        ask = {
            "play": lambda: (self.paused if self._state == "playing" else self.played).emit(),
            "step": lambda: self.stepped.emit(1),
            "step_many": lambda: self.stepped.emit(self.count.value()),
            "epoch": self.epoch_stepped.emit,
            "reset": self.reset_asked.emit,
            "new_seed": self.seed_asked.emit,
        }
        for name, action in self._actions.items():
            icons.wear(action, _ICONS[name], "accent" if name == "play" else "text")
            action.triggered.connect(lambda _checked=False, wish=ask[name]: wish())
        self.speed.moved.connect(self._change_speed)
        self.speed.default_asked.connect(lambda: self.speed.setValue(self.speed.maximum()))

    def _change_speed(self, u: float) -> None:
        speed = speed_at(u)
        self._say_speed(speed)
        self.speed_changed.emit(speed)

    def _say_speed(self, speed: float | None) -> None:
        text = "flat out" if speed is None else f"{speed:g} step{'' if speed == 1 else 's'}/s"
        self._speed_text.setText(text)
        self.speed.setAccessibleDescription(text)

    def _lay_out(self) -> None:
        bar = QHBoxLayout(self, spacing=theme.SPACE // 2)
        bar.setContentsMargins(2 * theme.SPACE, theme.SPACE, 2 * theme.SPACE, theme.SPACE)
        bar.addWidget(self._button("play", 24))
        for name in ("step", "step_many"):
            bar.addWidget(self._button(name))
        bar.addWidget(self.count)
        bar.addWidget(self._button("epoch"))
        bar.addWidget(_divider())
        for name in ("reset", "new_seed"):
            bar.addWidget(self._button(name))
        bar.addWidget(_divider())
        bar.addWidget(self.speed)
        bar.addWidget(self._speed_text)
        bar.addWidget(ReadoutStrip(self.readouts, _MAY_GO), 1)
        bar.addSpacing(theme.SPACE)
        bar.addWidget(self.badge)

    def _button(self, name: str, size: int = 20) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self._actions[name])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setIconSize(QSize(size, size))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(self._actions[name].text().replace("&", ""))
        return button

    def _make_speed_slider(self) -> UnitSlider:
        slider = UnitSlider([unit_of_speed(speed) for speed in [*LOG.ticks(SLOWEST, FASTEST), None]])
        slider.setMaximumWidth(136)
        slider.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        slider.setToolTip("Speed of playing, from a step a second to as fast as it goes")
        slider.setAccessibleName("Speed")
        return slider


def speed_at(u: float) -> float | None:
    """Steps a second at the slider's u, to two digits; None at its right end."""
    if u > _FLAT_OUT_FROM:
        return None
    return float(f"{float(LOG.from_unit(u / _FLAT_OUT_FROM, SLOWEST, FASTEST)):.2g}")


def unit_of_speed(steps_per_second: float | None) -> float:
    """Where a speed is on the slider."""
    if steps_per_second is None:
        return 1.0
    inside = min(max(steps_per_second, SLOWEST), FASTEST)
    return float(LOG.to_unit(inside, SLOWEST, FASTEST)) * _FLAT_OUT_FROM


def _make_readouts() -> dict[str, Readout]:
    return {
        "step": Readout("t", "Step: updates so far", "0 000 000", latex="t"),
        "epoch": Readout("epoch", "Epoch: passes over the training set so far", "00 000"),
        "cost_train": Readout("J train", "Cost of the training set", "000.0000", latex=r"J_{\mathrm{train}}"),
        "cost_dev": Readout("J dev", "Cost of the dev set", "000.0000", latex=r"J_{\mathrm{dev}}"),
        "accuracy_dev": Readout("dev accuracy", "Share of the dev set classified right", "100.0 %"),
        "steps_per_second": Readout("steps/s", "Steps a second, measured", "000 000"),
        "frame_rate": Readout("frames/s", "How often the window paints a second, measured", "000"),
    }


def _divider() -> QFrame:
    line = QFrame()
    line.setFixedSize(theme.SPACE, 3 * theme.SPACE)
    line.setProperty("role", "divider")
    return line
