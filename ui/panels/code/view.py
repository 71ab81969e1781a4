"""A program as text: lines have numbers, those that a panel shows a dot, and changed ones flash."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from PySide6.QtCore import QEasingCurve, QEvent, QPointF, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QCursor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from simulator.frameworks.program import Link, Program
from ui import theme
from ui.drawing.motion import is_reduced
from ui.panels.code.highlighter import Highlighter
from ui.panels.code.margin import Margin

_FLASH = 1200  # milliseconds
_COLUMNS, _ROWS = 94, 26
"""Letters, the number of the line too, and lines that are to fit before the type grows."""
_SIZES = (1.9, 1.6, 1.4, 1.2, 1.1, 1.0)


class CodeView(QPlainTextEdit):
    """Read-only; what changes is changed in place, so that what a person selected and looks at stays."""

    pointed = Signal(object)
    """The Link of the line under the cursor, None for one without."""
    followed = Signal(object)
    """The Link of a line that was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName("Program")
        self.viewport().setMouseTracking(True)
        self.links: dict[int, Link] = {}
        self.flashing: list[int] = []
        """Lines, from 0, that have just changed."""
        self._lit, self._hovered = 0.0, -1
        self._scale, self._is_whole = _SIZES[-1], False
        self._highlighter, self._margin = Highlighter(self.document()), Margin(self)
        self._fade = QVariantAnimation(self, duration=_FLASH, startValue=1.0, endValue=0.0)
        self._fade.setEasingCurve(QEasingCurve.Type.InCubic)
        self._fade.valueChanged.connect(self._light)
        self._fade.finished.connect(self.end_flash)
        self.updateRequest.connect(lambda _rect, _dy: self._margin.update())
        self.blockCountChanged.connect(lambda _count: self._place())
        self.cursorPositionChanged.connect(self._read_cursor)

    def show_program(self, made: Program, flash: bool) -> None:
        """Show another text; with `flash` the lines that differ light up."""
        self.links = {link.line: link for link in made.links}
        self._highlighter.read(made.text)
        changed = self._replace(made.text.rstrip("\n"))
        if flash and changed:
            self._flash(changed)
        self._margin.update()

    def apply_theme(self) -> None:
        """Colours and type of the current theme."""
        self._highlighter.wear()
        self._place()
        self._mark()

    # Text -----------------------------------------------------------------------------------------

    def _replace(self, text: str) -> list[int]:
        """Change the lines that differ; which of the new ones do."""
        old, new = self.toPlainText().split("\n"), text.split("\n")
        if old == [""]:
            self.setPlainText(text)
            return list(range(len(new)))
        changed: list[int] = []
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for tag, i, j, k, l in reversed(SequenceMatcher(None, old, new, autojunk=False).get_opcodes()):
            if tag != "equal":
                self._put(cursor, i, j, new[k:l])
                changed += range(k, l)
        cursor.endEditBlock()
        return changed

    def _put(self, cursor: QTextCursor, first: int, end: int, lines: list[str]) -> None:
        """These lines in place of those from `first` to before `end`."""
        document = self.document()
        is_last = end >= document.blockCount()
        # Where no line follows to begin, they go with the end of the one before.
        if is_last and first > 0:
            before = document.findBlockByNumber(first - 1)
            cursor.setPosition(before.position() + before.length() - 1)
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText("".join(f"\n{line}" for line in lines))
            return
        cursor.setPosition(document.findBlockByNumber(first).position())
        if is_last:
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText("\n".join(lines))
            return
        cursor.setPosition(document.findBlockByNumber(end).position(), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("".join(f"{line}\n" for line in lines))

    # Light ----------------------------------------------------------------------------------------

    def _flash(self, lines: list[int]) -> None:
        self.flashing = lines
        self._fade.stop()
        self._light(0.6 if is_reduced() else 1.0)
        self._fade.start()

    def _light(self, share: float) -> None:
        self._lit = 0.6 if is_reduced() else float(share)
        self._mark()

    def end_flash(self) -> None:
        """No line is lit any more."""
        self._fade.stop()
        self.flashing, self._lit = [], 0.0
        self._mark()

    def _mark(self) -> None:
        colours = theme.current()
        lit = [(line, colours.colour("accent", 0.28 * self._lit)) for line in self.flashing]
        if self._hovered in self.links:
            lit.append((self._hovered, colours.colour("accent", 0.10)))
        self.setExtraSelections([self._band(line, colour) for line, colour in lit])

    def _band(self, line: int, colour: object) -> QTextEdit.ExtraSelection:
        made, form = QTextEdit.ExtraSelection(), QTextCharFormat()
        form.setBackground(colour)  # type: ignore[call-overload]  # a QColor makes a brush
        form.setProperty(QTextFormat.Property.FullWidthSelection, True)
        made.cursor = QTextCursor(self.document().findBlockByNumber(line))  # type: ignore[attr-defined]
        made.format = form  # type: ignore[attr-defined]
        return made

    def unfold(self, is_whole: bool) -> None:
        """In a picture there is room for all of it: no reason to write it larger."""
        self._is_whole = is_whole
        self._place()

    # Places ---------------------------------------------------------------------------------------

    def _place(self) -> None:
        """Type as large as fits, and room for the numbers of lines."""
        if not self._is_whole:
            self._scale = next((size for size in _SIZES if self._fits(size)), _SIZES[-1])
        if self.font() != theme.typewriter(self._scale):
            self.setFont(theme.typewriter(self._scale))
        width = self._margin.needed()
        if self.viewportMargins().left() != width:  # or scroll bars that come and go call here for ever
            self.setViewportMargins(width, 0, 0, 0)
        self._margin.setGeometry(0, 0, width, self.height())

    def _fits(self, size: float) -> bool:
        metrics = QFontMetricsF(theme.typewriter(size))
        return (
            _COLUMNS * metrics.horizontalAdvance("0") <= self.width()
            and _ROWS * metrics.lineSpacing() <= self.height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    # Pointing -------------------------------------------------------------------------------------

    def line_at(self, y: float) -> int:
        """The line, from 0, at a height of the viewport; -1 below the last."""
        cursor = self.cursorForPosition(QPointF(0, y).toPoint())
        block = cursor.block()
        return block.blockNumber() if y <= self._box(block).bottom() else -1

    def point_at(self, y: float) -> None:
        """The mouse is at a height of the viewport, or with -1 gone."""
        self._point(self.line_at(y) if y >= 0 else -1)

    def follow_at(self, y: float) -> None:
        """A line was clicked."""
        link = self.links.get(self.line_at(y))
        if link and not self.textCursor().hasSelection():
            self.followed.emit(link)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.point_at(event.position().y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.follow_at(event.position().y())

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self.viewport().underMouse():  # another line is under a mouse that rests
            self._point(self.line_at(self.viewport().mapFromGlobal(QCursor.pos()).y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        link = self.links.get(self.textCursor().blockNumber())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and link:
            self.followed.emit(link)
        else:
            super().keyPressEvent(event)

    def _read_cursor(self) -> None:
        if self.hasFocus():
            self._point(self.textCursor().blockNumber())

    def _point(self, line: int) -> None:
        if line != self._hovered:
            self._hovered = line
            linked = line in self.links
            shape = Qt.CursorShape.PointingHandCursor if linked else Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(shape)
            self._mark()
            self.pointed.emit(self.links.get(line))

    def _box(self, block: object) -> QRectF:
        return self.blockBoundingGeometry(block).translated(self.contentOffset())  # type: ignore[arg-type]

    def lines_in_sight(self) -> Iterator[tuple[int, QRectF]]:
        """Each line, from 0, and where it stands in the viewport."""
        block = self.firstVisibleBlock()
        while block.isValid():
            box = self._box(block)
            if box.top() > self.viewport().height():
                return
            yield block.blockNumber(), box
            block = block.next()
