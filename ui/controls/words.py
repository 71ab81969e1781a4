"""The controls of what is not a number: a choice, a switch, a text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QHBoxLayout, QToolButton, QWidget

from simulator.specs import Choice, Switch, Text
from ui import icons, theme
from ui.controls.control import Control
from ui.controls.entry import Entry

_COMBO_WIDTH = 144


class Toggle(QAbstractButton):
    """A switch: a knob at the left for off, at the right and in the accent for on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFixedSize(36, 22)

    def event(self, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and event.key() == Qt.Key.Key_Space:
            event.accept()  # with the focus, space switches it; the window's shortcut comes second
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        worn = theme.current()
        filled = self.isChecked() and self.isEnabled()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(self.rect()).adjusted(2, 3, -2, -3)
        if self.hasFocus():
            painter.setPen(QPen(worn.colour("accent", 0.4), 2))
            painter.drawRoundedRect(track.adjusted(-1, -1, 1, 1), 9, 9)
        painter.setPen(
            QPen(worn.colour("accent" if filled else "muted" if self.isEnabled() else "border"), 1)
        )
        painter.setBrush(worn.colour("accent" if filled else "raised"))
        painter.drawRoundedRect(track, 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(worn.colour("on_accent" if filled else "muted" if self.isEnabled() else "border"))
        x = track.right() - 8 if self.isChecked() else track.left() + 8
        painter.drawEllipse(QPointF(x, track.center().y()), 5, 5)


class QuietCombo(QComboBox):
    """A combo box that leaves the wheel to the page unless it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceControl(Control):
    """One of a few, by their labels."""

    spec: Choice

    def __init__(self, spec: Choice, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.combo = QuietCombo()
        self.combo.setFixedWidth(_COMBO_WIDTH)
        self.combo.setAccessibleName(spec.title)
        self.combo.setAccessibleDescription(spec.doc)
        for value, label in spec.labels.items():
            self.combo.addItem(label, value)
        self.combo.activated.connect(lambda _index: self._take(self.combo.currentData()))
        self._head.addWidget(self.combo)
        self._adopt(spec.default)

    @property
    def is_held(self) -> bool:
        return self.combo.view().isVisible()

    def _display(self, value: str) -> None:
        self.combo.setCurrentIndex(self.combo.findData(value))


class SwitchControl(Control):
    """On or off."""

    spec: Switch

    def __init__(self, spec: Switch, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.toggle = Toggle()
        self.toggle.setAccessibleName(spec.title)
        self.toggle.setAccessibleDescription(spec.doc)
        self.toggle.clicked.connect(self._take)
        self._head.addWidget(self.toggle)
        self._adopt(spec.default)

    @property
    def is_held(self) -> bool:
        return self.toggle.isDown()

    def _display(self, value: bool) -> None:
        self.toggle.setChecked(value)


class TextControl(Control):
    """A line of text; that of a file can be browsed for."""

    spec: Text

    def __init__(self, spec: Text, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.entry = Entry(spec)
        self.entry.typed.connect(self._take)
        self.entry.refused.connect(self._complain)
        line = QHBoxLayout(spacing=theme.SPACE // 2)
        line.addWidget(self.entry)
        if spec.name.endswith("_file"):
            line.addWidget(self._browse_button())
        self._body.addLayout(line)
        self._body.addWidget(self._error)
        self._adopt(spec.default)

    @property
    def is_held(self) -> bool:
        return self.entry.is_edited

    def _display(self, value: str) -> None:
        self.entry.show_value(value)

    def _browse_button(self) -> QToolButton:
        button = QToolButton(toolTip="Choose a file…", accessibleName=f"{self.spec.title}: choose a file")
        button.setIconSize(QSize(16, 16))
        icons.wear(button, "open-file")
        button.clicked.connect(self._browse)
        return button

    def _browse(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self, self.spec.title, self.value, "Tables (*.csv *.tsv *.txt);;All files (*)"
        )
        if path:
            self._take(path)
