"""The panel's parts in their places: tree and curves, the sentence under both, and tools."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from ui import theme
from ui.panels.branches.canvas import TreeCanvas
from ui.panels.branches.curves import RoadCurves
from ui.panels.branches.row_painter import HEAD, ROW, Face
from ui.panels.branches.row_tools import RowTools
from ui.panels.branches.sentence import Sentence

_SHARE, _LEAST, _MOST = 0.47, 170, 400
_NARROW, _LOW = 320, 170
"""Pixels of width from which on there are curves beside the tree, of height for the sentence."""
_KEEP = "Better: keep this place to come back to (K)"
_REVERT = "Worse: back to {}; the road to here stays (Backspace)"
_STAY = "Worse: back to the last kept place. You stand on it (Backspace)"


class RoadsFrame(QWidget):
    """Lays out; knows nothing of roads."""

    moved = Signal()
    """The tree lies elsewhere now: scrolled or resized."""

    def __init__(self) -> None:
        super().__init__()
        self.figure, self.sentence = QWidget(), Sentence()
        self.canvas, self.curves, self.tools = TreeCanvas(), RoadCurves(), RowTools()
        self.scroll = QScrollArea(widgetResizable=True)
        self.keep = _button("Better: keep", _KEEP, "K")
        self.revert = _button("Worse: go back", _STAY, "Backspace")
        self.train = _button("J train", "Cost of the training set instead of the dev set", "", True)
        self.log = _button("Log", "Logarithmic cost axis", "", True)
        self.every = _button("All networks", "Also the roads of other networks, dashed", "", True)
        self.log.setChecked(True)  # a road that was ruined is decades above one that was not
        self._assemble()

    def _assemble(self) -> None:
        self.scroll.setWidget(self.canvas)
        self.scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.viewport().setAutoFillBackground(False)
        self.canvas.setAutoFillBackground(False)
        self.scroll.verticalScrollBar().valueChanged.connect(self.moved)
        sides, inside, row, whole = QHBoxLayout(), QVBoxLayout(self.figure), QHBoxLayout(), QVBoxLayout(self)
        sides.addWidget(self.scroll)
        sides.addWidget(self.curves, 1)
        inside.addLayout(sides, 1)
        inside.addWidget(self.sentence)
        for button in (self.keep, self.revert, None, self.log, self.train, self.every):
            row.addStretch() if button is None else row.addWidget(button)
        whole.addWidget(self.figure, 1)
        whole.addLayout(row)
        for layout in (sides, inside, row, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        row.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.SPACE // 2)
        row.setSpacing(theme.SPACE // 2)
        self.tools.setParent(self)

    def show_faces(self, faces: tuple[Face, ...]) -> None:
        """Other rows; roads of other networks are offered where there are any."""
        self.canvas.show_faces(faces)
        self.every.setVisible(any(face.is_distant for face in faces) or self.every.isChecked())

    def reveal(self, at: int | None) -> None:
        """Scroll so that a row is seen."""
        if at is not None:
            high = max(self.canvas.minimumHeight(), self.scroll.viewport().height())
            self.canvas.resize(self.canvas.width(), high)  # now: the layout would come too late to scroll in
            self.scroll.ensureVisible(0, HEAD + at * ROW + ROW // 2, 0, ROW)

    def offer_revert(self, where: str, moved: bool) -> None:
        """Where "worse" goes, if there is a way to go."""
        self.revert.setEnabled(moved)
        self.revert.setToolTip(_REVERT.format(where) if moved else _STAY)

    def show_tools(self, corner: QPoint) -> None:
        """The buttons of a row at a corner of the canvas; nowhere where it is scrolled out of sight."""
        inside = self.canvas.mapTo(self.scroll.viewport(), corner)
        seen = self.scroll.viewport().rect().contains(inside + QPoint(0, self.tools.height() // 2))
        self.tools.setVisible(seen and self.tools.width() < self.scroll.width() - 2 * theme.SPACE)
        self.tools.move(self.canvas.mapTo(self, corner))
        self.tools.raise_()

    def apply_theme(self) -> None:
        """Pens, colours and the outlines of buttons."""
        worn = theme.current()
        self.curves.apply_theme()
        self.tools.apply_theme()
        self.canvas.update()
        self.sentence.update()
        style = (
            f"QToolButton {{ border: 1px solid {worn.border}; border-radius: 4px; padding: 1px 8px; }}"
            f"QToolButton:hover {{ border-color: {worn.accent}; }}"
            f"QToolButton:checked {{ background: {worn.grid}; border-color: {worn.accent}; }}"
        )
        for button in (self.keep, self.revert, self.log, self.train, self.every):
            button.setStyleSheet(style)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _NARROW
        self.curves.setVisible(wide)
        self.sentence.setVisible(self.height() >= _LOW)
        self.scroll.setFixedWidth(
            min(max(round(_SHARE * self.width()), _LEAST), _MOST) if wide else max(self.width(), 1)
        )
        self.moved.emit()


def _button(text: str, tip: str, keys: str, checkable: bool = False) -> QToolButton:
    button = QToolButton(text=text, toolTip=tip, checkable=checkable)
    if keys:
        button.setShortcut(QKeySequence(keys))
    return button
