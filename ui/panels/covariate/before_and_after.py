"""What a panel says at five metres: a number in large between what it is and what it means."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

_LARGEST, _LEAST_WIDTH, _LINE = 56, 160, 20
_SHARE = 0.85
"""Of the width that numbers fill: an SVG is read with other, wider fonts."""


class BeforeAndAfter(QWidget):
    """A caption, numbers and a sentence, one under the other, as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self.caption = self.large = self.sentence = ""
        self._role = "text"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    def say(self, caption: str, large: str, sentence: str, role: str = "text") -> None:
        """Say something else."""
        if (caption, large, sentence, role) != (self.caption, self.large, self.sentence, self._role):
            self.caption, self.large, self.sentence, self._role = caption, large, sentence, role
            self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, 3 * _LINE)

    def sizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, 6 * _LINE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRectF(self.rect()).adjusted(theme.SPACE, theme.SPACE, -theme.SPACE, 0)
        scale = min(max(room.width() / 260, 0.92), 1.6)
        for text, font, role in (
            (self.caption, theme.font(scale), "muted"),
            (self.large, _fitting(self.large, _SHARE * room.width(), room.height() - _LINE), self._role),
            (self.sentence, theme.font(scale), "text"),
        ):
            painter.setFont(font)
            painter.setPen(theme.current().colour(role))
            taken = painter.boundingRect(room, Qt.TextFlag.TextWordWrap, text)
            painter.drawText(room, Qt.TextFlag.TextWordWrap, text)
            room.setTop(room.top() + taken.height() + (theme.SPACE if text else 0))


def _fitting(text: str, width: float, height: float) -> QFont:
    """The largest bold font in which the text fits, one line high."""
    font = theme.font(bold=True)
    font.setPixelSize(100)
    wide = QFontMetricsF(font).horizontalAdvance(text)
    tall = QFontMetricsF(font).height()
    fits = min(_LARGEST, 100 * width / max(wide, 1.0), 100 * height / tall)
    font.setPixelSize(int(max(fits, 12)))
    return font
