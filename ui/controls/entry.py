"""The exact entry: a field that takes what its spec can read and keeps the last good value."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from simulator.specs import Number, Spec

_LONGEST = 7


class Entry(QLineEdit):
    """A line of text read by `spec.parse`: on Enter, and on leaving it if it reads well."""

    typed = Signal(object)
    """A good value."""
    refused = Signal(str)
    """The sentence on what is wrong with the text; empty once nothing is any more."""

    def __init__(self, spec: Spec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = spec
        self._text = ""
        self.setAccessibleName(spec.title)
        self.setAccessibleDescription(spec.doc)
        self.returnPressed.connect(self._commit)
        self.textEdited.connect(lambda _text: self._say(""))

    @property
    def is_edited(self) -> bool:
        """Whether a person is in the middle of typing."""
        return self.hasFocus() and self.isModified()

    def show_value(self, value: Any) -> None:
        """Show a value, shortened where its last digits are finer than the slider."""
        self._text = short(self._spec, value)
        self.setText(self._text)
        self.setCursorPosition(0)
        self._say("")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and self.isModified():
            self._commit()
            self._revert()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._revert()
        else:
            super().keyPressEvent(event)

    def _commit(self) -> None:
        try:
            value = self._spec.parse(self.text())
        except ValueError as error:
            self._say(str(error))
            return
        self._text = short(self._spec, value)
        self._revert()
        self.typed.emit(value)

    def _revert(self) -> None:
        self.setText(self._text)
        self._say("")

    def _say(self, sentence: str) -> None:
        if bool(sentence) != bool(self.property("wrong")):
            self.setProperty("wrong", bool(sentence))
            self.style().polish(self)  # the style sheet reads the property only now
        self.refused.emit(sentence)


def short(spec: Spec, value: Any) -> str:
    """The value in as few digits as tell it from its neighbours a thousandth of the slider away."""
    text = spec.format(value)
    if len(text) <= _LONGEST or not isinstance(spec, Number) or spec.integer:
        return text
    places = ((f"{value:.{digits}g}") for digits in range(2, 17))
    return next((t for t in places if abs(spec.to_unit(float(t)) - spec.to_unit(value)) < 5e-4), text)
