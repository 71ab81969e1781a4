"""The controls of what is not a number: a choice, a switch, a text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QHBoxLayout, QToolButton, QWidget

from simulator.specs import Choice, Switch, Text
from ui import file_dialogs, icons, theme
from ui.controls.control import Control
from ui.controls.entry import Entry

_COMBO_WIDTH = 144
_PICKER_WIDTH = 26
_WIDEST_LIST = 280


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
    """A line of text; that of a file can be browsed for, that of a name picked among those on offer."""

    spec: Text

    def __init__(self, spec: Text, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.entry = Entry(spec)
        self.entry.typed.connect(self._take)
        self.entry.refused.connect(self._error.show_text)
        self.picker = self._make_picker()
        self.browse_button = self._make_browse_button() if spec.name.endswith("_file") else None
        line = QHBoxLayout(spacing=theme.SPACE // 2)
        line.addWidget(self.entry)
        line.addWidget(self.picker)
        if self.browse_button is not None:
            line.addWidget(self.browse_button)
        self._body.addLayout(line)
        self._body.addWidget(self._error)
        self._adopt(spec.default)

    @property
    def is_held(self) -> bool:
        return self.entry.is_edited or self.picker.view().isVisible()

    def offer(self, names: Sequence[str]) -> None:
        """Offer names to pick from beside the entry; none takes the offer back."""
        self.picker.clear()
        self.picker.addItems(list(names))
        self.picker.setCurrentIndex(-1)
        self.picker.setVisible(bool(names))
        metrics = self.picker.fontMetrics()
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        self.picker.view().setMinimumWidth(min(widest + 5 * theme.SPACE, _WIDEST_LIST))

    def _display(self, value: str) -> None:
        self.entry.show_value(value)

    def _set_usable(self, usable: bool) -> None:
        """A file can be chosen at any time: that is how its row comes into use."""
        if self.browse_button is None:
            super()._set_usable(usable)
            return
        for child in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            child.setEnabled(usable or child is self.browse_button)

    def _pick(self, index: int) -> None:
        name = self.picker.itemText(index)
        self.picker.setCurrentIndex(-1)  # the entry says what was picked
        self._take(name)

    def _make_picker(self) -> QuietCombo:
        picker = QuietCombo()
        picker.setProperty("role", "picker")
        picker.setFixedWidth(_PICKER_WIDTH)
        picker.setVisible(False)
        picker.setToolTip("Choose from the list")
        picker.setAccessibleName(f"{self.spec.title}: choose from the list")
        picker.activated.connect(self._pick)
        return picker

    def _make_browse_button(self) -> QToolButton:
        button = QToolButton(toolTip="Choose a file…", accessibleName=f"{self.spec.title}: choose a file")
        button.setIconSize(QSize(16, 16))
        icons.wear(button, "open-file")
        button.clicked.connect(self._browse)
        return button

    def _browse(self) -> None:
        kinds = "Tables (*.csv *.tsv *.txt);;All files (*)"
        path = file_dialogs.ask_for_file(self, self.spec.title, kinds, self.value)
        if path == self.value:
            self.changed.emit(self.spec.name, path)  # the same file again: it may not be in use yet
        elif path:
            self._take(path)
