"""The colours of a program, from the theme."""

from __future__ import annotations

from PySide6.QtGui import QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from ui import theme
from ui.panels.code.spans import Span, spans

_ROLES = {"keyword": "accent", "string": "good", "number": "dev", "comment": "muted", "name": "train"}


class Highlighter(QSyntaxHighlighter):
    """Colours a document of which it is told the whole text before that changes."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._spans: list[list[Span]] = []
        self._formats: dict[str, QTextCharFormat] = {}
        self.wear()

    def read(self, text: str) -> None:
        """The text as it is about to be."""
        self._spans = spans(text)

    def wear(self) -> None:
        """Take the colours of the current theme."""
        self._formats = {kind: _format(role, kind) for kind, role in _ROLES.items()}
        self.rehighlight()

    def highlightBlock(self, _text: str) -> None:
        number = self.currentBlock().blockNumber()
        for span in self._spans[number] if number < len(self._spans) else ():
            self.setFormat(span.start, span.length, self._formats[span.kind])


def _format(role: str, kind: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(theme.current().colour(role))
    if kind == "name":
        made.setFontWeight(QFont.Weight.Bold)
    return made
