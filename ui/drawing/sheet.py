"""A table of sentences: cells wrap, rows are as high as they need, and all of it scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTextBrowser

from ui import theme

_SIZES = ((1100, 1.35), (820, 1.15), (0, 1.0))
"""From which width on, how large it is written."""


class Sheet(QTextBrowser):
    """Headers over rows of plain text; in a cell a line that begins with "*" is bold. Words are never cut."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.headers: tuple[str, ...] = ()
        self.rows: tuple[tuple[str, ...], ...] = ()
        self._widths: tuple[int, ...] = ()

    def show_rows(
        self, headers: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int] = ()
    ) -> None:
        """Show a table; `widths` are shares of its width."""
        told = tuple(headers), tuple(tuple(row) for row in rows), tuple(widths)
        if told != (self.headers, self.rows, self._widths):
            self.headers, self.rows, self._widths = told
            self.apply_theme()

    def apply_theme(self) -> None:
        """Set it in the colours and the type of the current theme."""
        at = self.verticalScrollBar().value()
        self.document().setDefaultFont(theme.font(self._scale()))
        self.document().setDocumentMargin(theme.SPACE)
        self.setHtml(self._html())
        self.verticalScrollBar().setValue(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.document().defaultFont() != theme.font(self._scale()):
            self.apply_theme()

    def _scale(self) -> float:
        return next(scale for least, scale in _SIZES if self.width() >= least)

    def _html(self) -> str:
        worn = theme.current()
        shares = self._widths or (1,) * len(self.headers)
        heads = "".join(
            f'<th align="left" width="{100 * share // sum(shares)}%" style="color: {worn.muted};'
            f' font-weight: normal; border-bottom: 1px solid {worn.border}">{escape(head)}</th>'
            for head, share in zip(self.headers, shares, strict=True)
        )
        edge = f'style="border-bottom: 1px solid {worn.grid}; color: {worn.text}"'
        rows = "".join(
            "<tr>" + "".join(f"<td {edge}>{_cell(cell)}</td>" for cell in row) + "</tr>" for row in self.rows
        )
        style = "border-collapse: collapse; border: none"
        return f'<table width="100%" cellpadding="5" style="{style}"><tr>{heads}</tr>{rows}</table>'


def _cell(text: str) -> str:
    lines = (
        f'<span style="font-weight: 600">{escape(line[1:])}</span>' if line.startswith("*") else escape(line)
        for line in text.split("\n")
    )
    return "<br>".join(lines)
