"""What says as much as there is room for on screen, and all of it in a picture."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_TO_THE_HAND = ("click ", "double-click ", "drag ", "point at ", "press ", "reset (", "type ")


@runtime_checkable
class Unfolds(Protocol):
    """A part of a panel that is told before its picture is taken and after."""

    def unfold(self, is_whole: bool) -> None:
        """Show all of it, or what fits again."""
        ...


class Line(QWidget):
    """Text at a height that never changes on screen; in a picture it is as high as all of the text."""

    def __init__(self, height: int) -> None:
        super().__init__()
        self._height, self.is_whole = height, False
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def unfold(self, is_whole: bool) -> None:
        """Show all of it, or what fits again."""
        self.is_whole = is_whole
        self._fit()

    def needed(self) -> float:
        """Pixels of all of the text at this width."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_whole:
            self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(max(self._height, round(self.needed())) if self.is_whole else self._height)


def for_paper(text: str) -> str:
    """A text without what it says to the hand: a picture cannot be clicked."""
    sentences = [_without_hints(sentence) for sentence in text.split(". ")]
    said = ". ".join(sentence for sentence in sentences if sentence)
    return f"{said}." if text.endswith(".") and said and not said.endswith(".") else said


def _without_hints(sentence: str) -> str:
    clauses = sentence.split(" · ")
    return " · ".join(clause for clause in clauses if not clause.lower().startswith(_TO_THE_HAND))
