"""The picture of softmax: a row a class, z, t and a side by side as numbers with their bars."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from simulator.probes.example import Softmax
from ui import theme
from ui.drawing.names import names_for
from ui.drawing.softmax_layout import Columns, arrange, scale_for, span_for
from ui.maths import MathLabel
from ui.panels.softmax.paint import RowPainter, label_width
from ui.panels.softmax.z_entry import ZEntry

_HEADS = {
    "z": (r"z", "z"),
    "t": (r"t = e^{z}", "t = e to the z"),
    "a": (r"\hat{y} = a = t / \Sigma t", "ŷ = a = t / Σt"),
    "y": (r"y", "y"),
    "dz": (r"\hat{y} - y", "ŷ − y"),
    "numerical": (r"\Delta L / \Delta z", "ΔL / Δz, the numerical difference"),
}
_TENTH = 10


class SoftmaxRows(QWidget):
    """Paints a Softmax record; reports the class pointed at, and z where the person sets it."""

    pointed = Signal(object)
    """The class under the cursor, or None."""
    z_set = Signal(int, float)
    """A class and its z, as typed or dragged."""

    def __init__(self) -> None:
        super().__init__()
        self.softmax: Softmax | None = None
        self.lit: int | None = None
        self.before: Softmax | None = None
        self._names: tuple[str, ...] = ()
        self._true, self._free, self._check = -1, False, False
        self._span = 1.0
        self._held: int | None = None
        self._columns = arrange(400, 200, 1, 60, False)
        self._entries: list[ZEntry] = []
        self._heads = {
            name: MathLabel(latex, title=words, parent=self) for name, (latex, words) in _HEADS.items()
        }
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("z, t and a of each class")

    # What it shows ----------------------------------------------------------------------------------

    @property
    def columns(self) -> Columns:
        """Where everything stands now."""
        return self._columns

    @property
    def z_span(self) -> float:
        """Half the width of the z axis."""
        return self._span

    def show_softmax(self, softmax: Softmax | None, names: tuple[str, ...]) -> None:
        """Another record, its classes so named."""
        count = 0 if softmax is None else len(softmax.z)
        names = names_for(names, count)
        rearranged, labels = names != self._names, (names, self._true)
        self.softmax, self._names, self._true = softmax, names, softmax.y if softmax is not None else -1
        if self.lit is not None and self.lit >= count:
            self.light(None)
        if softmax is not None and self._held is None:  # a scale that moves under the hand is none
            finite = [abs(z) for z in softmax.z.tolist() if abs(z) < float("inf")]
            self._span = span_for(1.1 * max(finite, default=1.0), self._span)
        if rearranged:
            self._arrange()
        self._fill_entries()
        self._repaint(0 if labels != (names, self._true) else sum(self._columns.label))

    def set_free(self, free: bool) -> None:
        """Let the person type and drag z, or not."""
        if free != self._free:
            self._free, self._held, self.before = free, None, None
            self._arrange()
            self._fill_entries()

    def set_check(self, check: bool) -> None:
        """Show the columns of the gradient check, or not."""
        if check != self._check:
            self._check = check
            self._arrange()

    def light(self, label: int | None) -> None:
        """Light a class in all three groups."""
        if label != self.lit:
            self.lit = label
            self._repaint(-1)
            self.pointed.emit(label)

    def apply_theme(self) -> None:
        """Arrange anew: another style sheet takes the fonts of the parts away."""
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(560, 220)

    # Arranging --------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a formula was set, and is wider than its stand-in
            self._place_heads()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        size = self.width(), self.height()
        label = label_width(self._names, self.width(), scale_for(*size))
        self._columns = arrange(*size, max(len(self._names), 1), label, self._check)
        self._place_heads()
        self._place_entries()
        self.update()

    def _place_heads(self) -> None:
        """Each over the middle of its column."""
        for name, head in self._heads.items():
            head.setVisible(bool(self._names) and name in self._columns.number)
            if name in self._columns.number:
                head.setFont(theme.font(self._columns.scale))
                (left, width), size = self._columns.group(name), head.sizeHint()
                x = min(left + (width - size.width()) / 2, self.width() - size.width() - 2)
                y = (self._columns.head - size.height()) / 2
                head.setGeometry(QRect(QPoint(round(x), round(y)), size))

    def _place_entries(self) -> None:
        wanted = self._columns.rows if self._free and self._names and "z" in self._columns.number else 0
        while len(self._entries) < wanted:
            self._entries.append(self._entry(len(self._entries)))
        for i, entry in enumerate(self._entries):
            entry.setVisible(i < wanted)
            if i >= wanted:
                continue
            cell = self._columns.cell(self._columns.number["z"], i)
            height = min(cell.height(), 24 * self._columns.scale)
            entry.setFont(theme.font(self._columns.scale))
            entry.setGeometry(
                round(cell.left()), round(cell.center().y() - height / 2), round(cell.width()), round(height)
            )

    def _entry(self, i: int) -> ZEntry:
        entry = ZEntry(self)
        entry.setAccessibleName(f"z of class {i}")
        entry.setToolTip(f"z of class {i}: type it, or step it with ↑ and ↓ (Page ↑ and Page ↓ by 1)")
        entry.setStyleSheet("padding: 0 2px; min-height: 0;")
        entry.typed.connect(lambda z: self.z_set.emit(i, z))
        return entry

    def _fill_entries(self) -> None:
        if self._free and self.softmax is not None:
            for entry, z in zip(self._entries, self.softmax.z.tolist(), strict=False):
                entry.show_value(z)

    def _repaint(self, left: float = 0) -> None:
        """All but the formulas of the head: painting them takes longer than all the rest."""
        self.update(QRect(round(left) + 1, round(self._columns.head), self.width(), self.height()))

    # Painting ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.softmax is None:
            return
        painter = QPainter(self)
        columns = self._columns
        if self.lit is not None:
            band = QRectF(0, columns.head + self.lit * columns.row, self.width(), columns.row)
            painter.fillRect(band, theme.current().colour("accent", 0.14))
        rows = RowPainter(painter, columns, self.softmax, self._span)
        rows.paint(self.lit, not self._free)
        if self.before is not None:
            rows.mark(self.before)
        rows.paint_zeros()
        rows.paint_totals(self._check, self.width())
        if event.rect().left() < sum(columns.label):
            self._paint_names(painter, rows)

    def _paint_names(self, painter: QPainter, rows: RowPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for i in range(self._columns.rows):
            rows.paint_name(i, self._names[i], self.lit in (None, i))

    # Pointing and dragging --------------------------------------------------------------------------

    def row_at(self, y: float) -> int | None:
        """The class at a height, None where there is none."""
        row = int((y - self._columns.head) // self._columns.row)
        return row if self.softmax is not None and 0 <= row < self._columns.rows else None

    def z_at(self, x: float) -> float:
        """The z that a bar ending at `x` stands for, to a tenth."""
        left, width = self._columns.bar["z"]
        unit = 2 * min(max((x - left) / max(width, 1.0), 0.0), 1.0) - 1
        return round(unit * self._span * _TENTH) / _TENTH

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        row = self.row_at(event.position().y())
        if self._free and row is not None and self._is_on_bar(event.position()):
            self._held, self.before = row, self.softmax
            self.z_set.emit(row, self.z_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self.z_set.emit(self._held, self.z_at(event.position().x()))
            return
        grip = self._free and self._is_on_bar(event.position())
        self.setCursor(Qt.CursorShape.SizeHorCursor if grip else Qt.CursorShape.ArrowCursor)
        self.light(self.row_at(event.position().y()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._held is not None:
            self._held, self.before = None, None
            self.show_softmax(self.softmax, self._names)  # now the scale may follow

    def leaveEvent(self, _event: QEvent) -> None:
        if self._held is None:
            self.light(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or self.softmax is None:
            super().keyPressEvent(event)
            return
        start = -1 if self.lit is None and step == 1 else (self.lit or 0)
        self.light((start + step) % self._columns.rows)

    def _is_on_bar(self, point: QPointF) -> bool:
        left, width = self._columns.bar.get("z", (0.0, -9.0))
        return left - 4 <= point.x() <= left + width + 4 and self.row_at(point.y()) is not None
