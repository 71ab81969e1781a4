"""One row of the form: title, symbol, editor, the way back to the default and what was wrong."""

from __future__ import annotations

import html
from typing import Any

from PySide6.QtCore import QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from simulator.hyperparameters import Config
from simulator.specs import Number, Spec, Units
from ui import icons, theme, vector
from ui.controls.error_line import ErrorLine
from ui.maths import MathLabel

_SETTLE_MS = 200
_NOTHING = object()


class Control(QWidget):
    """A hyperparameter's row; each kind of spec adds its editor and says how to display a value.

    The hand comes first: while it holds the editor, and until the engine can have answered, values
    from snapshots wait.
    """

    changed = Signal(str, object)
    """(name, value), by hand only."""

    def __init__(self, spec: Spec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.value: Any = spec.default
        self._waiting: Any = _NOTHING
        self._reason = ""
        self._settling = QTimer(self, singleShot=True, interval=_SETTLE_MS, timeout=self._settle)
        self._default_button = self._make_default_button()
        self._error = ErrorLine()
        self._head = QHBoxLayout(spacing=theme.SPACE // 2)
        self._body = QVBoxLayout(self, spacing=0)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._lay_out_head()
        self._body.addLayout(self._head)
        self.setToolTip(describe(spec))

    @property
    def is_held(self) -> bool:
        """Whether a hand is on the editor just now."""
        return False

    def show_value(self, value: Any) -> None:
        """Show a value from elsewhere, silently; a hand on the editor has precedence."""
        if self.is_held or self._settling.isActive():
            self._waiting = value
            self._await_release()
        elif value != self.value:
            self._adopt(value)

    def show_config(self, config: Config) -> None:
        """Show this row's value in `config`, greyed where it has no effect there."""
        self.show_value(getattr(config, self.spec.name))
        reason = self.spec.unused_because(config)
        if reason != self._reason:
            self._reason = reason
            self.setToolTip(describe(self.spec, reason))
            self._set_usable(not reason)

    def reset(self) -> None:
        """Back to the default, as if by hand."""
        self._take(self.spec.default)

    def _set_usable(self, usable: bool) -> None:
        self.setEnabled(usable)

    def _display(self, value: Any) -> None:
        raise NotImplementedError  # every kind shows its own

    def _take(self, value: Any) -> None:
        """A value from the hand."""
        is_new = value != self.value
        self._adopt(value)
        if is_new:
            self._waiting = _NOTHING
            self._settling.start()
            self.changed.emit(self.spec.name, value)

    def _adopt(self, value: Any) -> None:
        self.value = value
        self._default_button.setVisible(value != self.spec.default)
        self._display(value)

    def _await_release(self) -> None:
        if not self._settling.isActive():
            self._settling.start()

    def _settle(self) -> None:
        if self.is_held:
            self._settling.start()
        elif self._waiting is not _NOTHING:
            self._adopt(self._waiting)
            self._waiting = _NOTHING

    def _lay_out_head(self) -> None:
        self._head.addWidget(QLabel(self.spec.title))
        if self.spec.symbol:
            self._head.addWidget(MathLabel(self.spec.symbol, title=self.spec.title))
        if not self.spec.live:
            self._head.addWidget(RestartMark())
        self._head.addStretch(1)
        self._head.addWidget(self._default_button)

    def _make_default_button(self) -> QToolButton:
        button = QToolButton(visible=False)
        icons.wear(button, "default", "muted")
        button.setIconSize(QSize(14, 14))
        button.setToolTip(f"Back to the default, {self.spec.format(self.spec.default) or 'empty'}")
        button.setAccessibleName(f"{self.spec.title}: back to the default")
        button.clicked.connect(self.reset)
        keeps_place = QSizePolicy(button.sizePolicy())
        keeps_place.setRetainSizeWhenHidden(True)
        button.setSizePolicy(keeps_place)
        return button


class RestartMark(QWidget):
    """The small ↻ beside what restarts the network."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(12, 12)
        self.setAccessibleName("Restarts the network")

    def paintEvent(self, _event: QPaintEvent) -> None:
        colour = theme.current().muted if self.isEnabled() else theme.current().border
        vector.drawing(icons.source("restart"), colour).render(QPainter(self), QRectF(self.rect()))


def describe(spec: Spec, reason: str = "") -> str:
    """A row's tooltip: what it is, what it takes, what a change does, why it is greyed."""
    sentences = [spec.doc, _range(spec), "" if spec.live else "A change restarts the network."]
    lines = [f"<b>{html.escape(spec.title)}</b>", *(html.escape(s) for s in sentences if s)]
    if reason:
        lines.append(f"<i>{html.escape(reason)}</i>")
    return "".join(f"<p style='margin: 4px 0'>{line}</p>" for line in lines)


def _range(spec: Spec) -> str:
    if isinstance(spec, Number):
        ends = f"{spec.format(spec.low)} to {spec.format(spec.high)}"
        kind = "whole number" if spec.integer else "number"
        return f"The slider goes from {ends}; type any {kind} in {spec.bounds}."
    if isinstance(spec, Units):
        return f"1 to {spec.maximum} units in each of at most {spec.most_layers} layers."
    return ""
