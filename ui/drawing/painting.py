"""Painting data: a plot whose left button is a tool, and the row of tools."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QMouseEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from simulator.snapshot import Extent
from ui import theme
from ui.drawing.markers import paint_marker
from ui.drawing.plot import AXIS_HEIGHT, AXIS_WIDTH, Plot

_RIGHT = 2 * theme.SPACE
_UNLIMITED = (1 << 24) - 1
"""Qt's "no limit", which PySide does not export."""


_LOOK = "Click an example to choose it ([ and ] for its neighbours), drag to pan, wheel to zoom (Esc)"
_TURNS = {"[": -1, "]": 1}


class Tool(Enum):
    """What the left button does: its name, its key, its cursor and what it is for."""

    LOOK = ("Look", Qt.Key.Key_Escape, Qt.CursorShape.ArrowCursor, _LOOK)
    ADD = ("Add", Qt.Key.Key_A, Qt.CursorShape.CrossCursor, "Click to add an example, drag to spray (A)")
    MOVE = ("Move", Qt.Key.Key_M, Qt.CursorShape.SizeAllCursor, "Drag an example (M)")
    DELETE = ("Delete", Qt.Key.Key_D, Qt.CursorShape.PointingHandCursor, "Click an example to delete it (D)")

    @property
    def label(self) -> str:
        """Its name on the button."""
        return self.value[0]

    @property
    def key(self) -> Qt.Key:
        """The key that takes it up while the panel has the focus."""
        return self.value[1]

    @property
    def cursor(self) -> Qt.CursorShape:
        """The cursor that shows it is in hand."""
        return self.value[2]

    @property
    def tip(self) -> str:
        """What it does."""
        return self.value[3]


class PaintablePlot(Plot):
    """Keeps the plane's proportions, and gives the left button to the tool in hand."""

    pressed = Signal(float, float)
    dragged = Signal(float, float)
    released = Signal()
    tool_asked = Signal(object)
    clicked = Signal(float, float)
    """A click while looking: a press and a release in one place."""
    turned = Signal(int)
    """The previous example (-1) or the next (1) is asked for."""

    _extent: Extent | None = None  # pyqtgraph resizes the view before its __init__ returns

    def __init__(self) -> None:
        super().__init__("u", "v")
        self.tool = Tool.LOOK
        self._holding = False
        self._down: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def take(self, tool: Tool) -> None:
        """Take a tool in hand; only looking pans and zooms."""
        self.tool = tool
        self.setMouseEnabled(x=tool is Tool.LOOK, y=tool is Tool.LOOK)
        self.viewport().setCursor(tool.cursor)

    def show_extent(self, extent: Extent) -> None:
        """Show a part of the plane, unless it is the one last asked for: the person may have zoomed."""
        if extent != self._extent:
            self._extent = extent
            self.show_all()

    def show_all(self) -> None:
        """Back to the whole extent."""
        if self._extent is not None:
            left, right, low, high = self._extent
            self._keep_proportions()
            self.setRange(xRange=(left, right), yRange=(low, high), padding=0)

    def reach(self, pixels: float) -> tuple[float, float]:
        """A distance on screen in the plane's coordinates, along u and v."""
        width, height = self.getViewBox().viewPixelSize()
        return pixels * width, pixels * height

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() == Qt.MouseButton.LeftButton
        if self.tool is Tool.LOOK or not is_left:
            self._down = event.position() if is_left else None
            super().mousePressEvent(event)
            return
        self._holding = True
        self._emit(self.pressed, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._down is not None and not self._is_near(event):
            self._down = None  # a drag that comes back is no click
        if self._holding:
            self._emit(self.dragged, event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._holding:
            super().mouseReleaseEvent(event)
            if self._down is not None and event.button() == Qt.MouseButton.LeftButton:
                self._down = None
                self._emit(self.clicked, event)
            return
        self._holding = False
        self.released.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in _TURNS:  # by the character: many keyboards have it under AltGr
            self.turned.emit(_TURNS[event.text()])
            return
        tool = next((tool for tool in Tool if tool.key == event.key()), None)
        if tool is None or event.modifiers():
            super().keyPressEvent(event)
        else:
            self.tool_asked.emit(tool)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._keep_proportions()  # before: the old margins may be larger than the new size
        super().resizeEvent(event)

    def _keep_proportions(self) -> None:
        """Be no wider than the plane is, and leave room above it, so that a circle is round."""
        if self._extent is None:
            return
        left, right, low, high = self._extent
        ratio = (right - left) / (high - low)
        if not 1 / 3 <= ratio <= 3:  # 50 : 1 data would be a hair: they fill the room there is
            self.setMaximumWidth(_UNLIMITED)
            return
        height = max(self.height() - AXIS_HEIGHT - theme.SPACE, 1)
        widest = max(round(ratio * height), 1)
        width = min(self.width() - AXIS_WIDTH - _RIGHT, widest)
        above = max(0.0, height - width / ratio)
        self.getPlotItem().layout.setContentsMargins(0, theme.SPACE + above, _RIGHT, 0)
        self.setMaximumWidth(widest + AXIS_WIDTH + _RIGHT)  # last: it may resize, and come back here

    def _is_near(self, event: QMouseEvent) -> bool:
        """Whether the cursor is still where it was pressed, but for a tremble."""
        moved = event.position() - (self._down or event.position())
        return moved.manhattanLength() < QApplication.startDragDistance()

    def _emit(self, signal: Signal, event: QMouseEvent) -> None:
        point: QPointF = self.at(event)
        signal.emit(point.x(), point.y())


class Tools(QWidget):
    """Look, add, move, delete; home; and the class of what is added."""

    taken = Signal(object)
    home = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        self._row.setSpacing(2)
        self._buttons = {tool: self._button(tool) for tool in Tool}
        self.classes = QComboBox(toolTip="Class of added examples")
        self.classes.setMinimumContentsLength(2)
        self.classes.setMaximumWidth(112)
        self.classes.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        show_all = QToolButton(text="Home", toolTip="Show the whole plane again")
        show_all.clicked.connect(self.home)
        self._row.addWidget(show_all)
        self._row.addWidget(self.classes)
        self.show_tool(Tool.LOOK)

    @property
    def label(self) -> int:
        """The class of added examples."""
        return max(self.classes.currentIndex(), 0)

    def show_tool(self, tool: Tool) -> None:
        """Press the button of the tool in hand."""
        self._buttons[tool].setChecked(True)
        self.classes.setEnabled(tool is Tool.ADD)  # in its place all the time: what shifts is missed

    def add_widget(self, widget: QWidget) -> None:
        """Put a chooser at the row's end."""
        self._row.addStretch()
        self._row.addWidget(widget, 1)

    def name_classes(self, names: tuple[str, ...]) -> None:
        """Offer these classes, keeping the one chosen."""
        if names != tuple(self.classes.itemText(i) for i in range(self.classes.count())):
            chosen = self.label
            self.classes.clear()
            self.classes.addItems(names)
            self.classes.setCurrentIndex(min(chosen, len(names) - 1))
            self.apply_theme()

    def apply_theme(self) -> None:
        """Draw the classes' markers anew."""
        for i in range(self.classes.count()):
            self.classes.setItemIcon(i, _marker_icon(i))

    def _button(self, tool: Tool) -> QToolButton:
        button = QToolButton(text=tool.label, checkable=True, autoExclusive=True, toolTip=tool.tip)
        button.clicked.connect(lambda: self.taken.emit(tool))
        self._row.addWidget(button)
        return button


def _marker_icon(label: int) -> QIcon:
    pixmap = QPixmap(32, 32)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_marker(painter, QPointF(8, 8), label)
    painter.end()
    return QIcon(pixmap)
