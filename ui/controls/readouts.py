"""Numbers that are watched while they run: each keeps its place and width whatever it says."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.maths import MathLabel
from ui.steady_label import SteadyLabel

_GAP = 2 * theme.SPACE
_ROLES = {"playing": "good", "paused": "muted", "diverged": "bad"}


class Readout(QWidget):
    """A value under its small caption; `widest` is the text it makes room for."""

    def __init__(
        self, caption: str, tip: str, widest: str, *, latex: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        small = theme.font(theme.SMALL)
        heading = MathLabel(latex, caption, title=tip) if latex else QLabel(caption)
        heading.setFont(small)
        heading.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        heading.setFixedHeight(2 * theme.SPACE)
        self._value = SteadyLabel("–", widest)
        self._value.setAccessibleName(tip)
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self, spacing=0)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (heading, self._value):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def text(self) -> str:
        """What it says."""
        return self._value.text

    def show_text(self, text: str) -> None:
        """Say something else."""
        self._value.show_text(text)


class ReadoutStrip(QWidget):
    """Read-outs in a row, flush right; where they do not all fit, those that may go do, in their order."""

    def __init__(
        self, readouts: Mapping[str, Readout], may_go: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._readouts, self._may_go = readouts, may_go
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self, spacing=_GAP)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        for readout in readouts.values():
            row.addWidget(readout)

    def sizeHint(self) -> QSize:
        return self._size(self._readouts)

    def minimumSizeHint(self) -> QSize:
        return self._size(self._readouts.keys() - set(self._may_go))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left = dict(self._readouts)
        for name in self._may_go:
            if self._size(left).width() > event.size().width():
                del left[name]
        for name, readout in self._readouts.items():
            readout.setVisible(name in left)

    def _size(self, names: Collection[str]) -> QSize:
        sizes = [self._readouts[name].sizeHint() for name in names]
        width = sum(size.width() + _GAP for size in sizes)  # the stretch before them has a gap as well
        return QSize(width, max((size.height() for size in sizes), default=0))


class StateBadge(QWidget):
    """A word in a soft lozenge: paused, playing or diverged."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = "paused"
        self.setAccessibleName("State")
        width = max(self.fontMetrics().horizontalAdvance(state) for state in _ROLES)
        self.setFixedSize(width + 3 * theme.SPACE + 8, 3 * theme.SPACE)

    def show_state(self, state: str, message: str = "") -> None:
        """Show a state; `message` explains it on hover."""
        if (state, message) == (self.state, self.toolTip()):
            return
        self.state = state
        self.setToolTip(message)
        self.setAccessibleDescription(f"{state}. {message}".strip())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        role, worn = _ROLES.get(self.state, "muted"), theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(worn.colour(role, 0.14))
        painter.drawRoundedRect(self.rect(), 12, 12)
        painter.setBrush(worn.colour(role))
        painter.drawEllipse(theme.SPACE + 2, self.height() // 2 - 3, 6, 6)
        painter.setPen(worn.colour(role))
        painter.drawText(
            self.rect().adjusted(2 * theme.SPACE + 4, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.state
        )


def decimal(value: float, places: int = 4) -> str:
    """A cost at a fixed number of places, in powers of ten once that is too long; – where there is none."""
    if math.isnan(value):
        return "–"
    return f"{value:.{places}f}" if abs(value) < 1000 else f"{value:.1e}"


def percent(share: float) -> str:
    """A share as 97.5 %."""
    return "–" if math.isnan(share) else f"{100 * share:.1f} %"


def grouped(count: float) -> str:
    """A count in groups of three, 12,345."""
    return f"{count:,.0f}"
