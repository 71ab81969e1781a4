"""The exact entry: a field that takes what its spec can read and keeps the last good value."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from simulator.specs import Number, Spec

ENDS_TYPING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
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
        self.returnPressed.connect(self._finish)
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

    def event(self, event: QEvent) -> bool:
        if is_escape_override(event):
            event.accept()  # with the focus, Esc ends the typing; the window's Esc comes second
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and self.isModified():
            self._commit()
            self._revert()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._revert()
            give_up_focus(self)
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        if self._commit():
            give_up_focus(self)  # or the window's R and Space would be typed here

    def _commit(self) -> bool:
        try:
            value = self._spec.parse(_with_decimal_point(self._spec, self.text()))
        except ValueError as error:
            self._say(_in_words(self._spec, str(error)))
            return False
        self._text = short(self._spec, value)
        self._revert()
        self.typed.emit(value)
        return True

    def _revert(self) -> None:
        self.setText(self._text)
        self._say("")

    def _say(self, sentence: str) -> None:
        if bool(sentence) != bool(self.property("wrong")):
            self.setProperty("wrong", bool(sentence))
            self.style().polish(self)  # the style sheet reads the property only now
        self.refused.emit(sentence)


def give_up_focus(field: QWidget) -> None:
    """To the row around the field, which has no keys of its own; Tab goes on from there."""
    (field.parentWidget() or field.window()).setFocus()
    field.clearFocus()


def is_escape_override(event: QEvent) -> bool:
    """Whether Qt asks if the field wants Esc for itself."""
    is_asking = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
    return is_asking and event.key() == Qt.Key.Key_Escape


def _with_decimal_point(spec: Spec, text: str) -> str:
    """0,05 as 0.05; a whole number stays as typed, for its comma would be of thousands."""
    has_comma = text.count(",") == 1 and "." not in text
    return text.replace(",", ".") if has_comma and isinstance(spec, Number) and not spec.integer else text


def _in_words(spec: Spec, sentence: str) -> str:
    """A refusal that begins with the title a person sees, and not the name in the code."""
    return spec.title + sentence.removeprefix(spec.name) if sentence.startswith(spec.name) else sentence


def short(spec: Spec, value: Any) -> str:
    """The value in as few digits as tell it from its neighbours a thousandth of the slider away."""
    text = spec.format(value)
    if len(text) <= _LONGEST or not isinstance(spec, Number) or spec.integer:
        return text
    places = ((f"{value:.{digits}g}") for digits in range(2, 17))
    return next((t for t in places if abs(spec.to_unit(float(t)) - spec.to_unit(value)) < 5e-4), text)
