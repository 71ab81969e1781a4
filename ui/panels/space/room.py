"""Where picture and form stand."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.panels.space.preview import Preview

_WIDE, _TALL, _FORM = 800, 460, 424
_FINDING, _UNLIMITED = 44, 16_777_215


class Room(QWidget):
    """Picture and form: side by side where it is wide, else the picture on top as far as there is room."""

    def __init__(self, form: QWidget, figure: QWidget, preview: Preview) -> None:
        super().__init__()
        self._form, self._figure, self._preview = form, figure, preview
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.SPACE // 2)
        self._box.addWidget(figure)
        self._box.addWidget(form, 1)
        figure.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Share the room."""
        wide = self.width() >= _WIDE
        way = QBoxLayout.Direction.RightToLeft if wide else QBoxLayout.Direction.TopToBottom
        if self._box.direction() != way:
            self._box.setDirection(way)
        self._preview.setVisible(wide or self.height() >= _TALL)
        tall = _FINDING + (self._preview.tall if self.height() >= _TALL else 0)
        self._figure.setMinimumHeight(0 if wide else tall)
        self._figure.setMaximumHeight(_UNLIMITED if wide else tall)
        self._form.setMaximumWidth(_FORM if wide else _UNLIMITED)
        self._box.setStretchFactor(self._figure, 1 if wide else 0)
