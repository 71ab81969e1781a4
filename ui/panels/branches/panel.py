"""Roads taken: every branch of the run, and what came of each (claims O2, O4)."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from simulator.commands import Keep, Rename, Revert
from simulator.snapshot import Road, Snapshot
from ui.drawing.numerals import four_digits
from ui.drawing.pace import Pace
from ui.drawing.road_words import title
from ui.panels.branches.canvas import Attention
from ui.panels.branches.curves import Line
from ui.panels.branches.forest import SPLITS, Row
from ui.panels.branches.frame import RoadsFrame
from ui.panels.branches.roads import Roads
from ui.panels.branches.since import back, since, where
from ui.panels.branches.wishes import ACTS, may, wish
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_NAMES = {"cost_dev": "J dev", "cost_train": "J train"}
_HEADERS = ("branch", "step t", "cost J train (nats)", "cost J dev (nats)")


class BranchesPanel(Panel):
    """A tree of roads, their costs over each other, and better or worse."""

    key = "branches"
    title = "Roads taken"
    about = "Every change grows a branch; none is lost."
    claims = ("O2", "O4")
    reads_series = True

    def __init__(self) -> None:
        super().__init__()
        self._frame, self._roads = RoadsFrame(), Roads()
        self.widget: QWidget = self._frame
        self._snapshot: Snapshot | None = None
        self._pace = Pace()
        self._read: dict[object, dict[int, tuple[Road, tuple[str, str, str]] | None]] = {}
        self._pointed: int | None = None
        self._chosen: int | None = None
        self._connect()
        self.apply_theme()
        self._redraw()

    def _connect(self) -> None:
        frame = self._frame
        frame.canvas.pointed.connect(self._point_row)
        frame.canvas.chosen.connect(self._choose)
        frame.canvas.asked.connect(self._do)
        frame.canvas.named.connect(self._name)
        frame.tools.asked.connect(self._do)
        frame.tools.left.connect(lambda: self._point(None))
        frame.curves.pointed.connect(self._point)
        frame.curves.hovered.connect(lambda _step: self._show_values())
        frame.curves.clicked.connect(lambda number: self._do("go", number))
        frame.moved.connect(self._place_tools)
        frame.keep.clicked.connect(lambda: self.command.emit(Keep()))
        frame.revert.clicked.connect(lambda: self.command.emit(Revert()))
        for button in (frame.log, frame.train, frame.every):
            button.toggled.connect(self._redraw)

    @property
    def figure(self) -> QWidget:
        return self._frame.figure

    @property
    def _split(self) -> str:
        return SPLITS[self._frame.train.isChecked()]

    # Showing ----------------------------------------------------------------------------------------

    def show(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._show()

    def clear(self) -> None:
        self._snapshot = None
        self._roads = Roads()
        self._show()

    def numbers(self) -> Table:
        rows = [row for row in self._roads.rows if not row.road.is_bare and len(row.road.at)]
        if not rows:
            return empty_table(*_HEADERS)
        names = [np.full(len(row.road.at), title(row.road), dtype=object) for row in rows]
        columns = [[getattr(row.road, name) for row in rows] for name in ("at", "cost_train", "cost_dev")]
        return Table(_HEADERS, tuple(np.concatenate(column) for column in (names, *columns)))

    def apply_theme(self) -> None:
        self._frame.apply_theme()

    def _redraw(self) -> None:
        """Everything: another cost, or other roads."""
        self._roads.forget()
        self._frame.curves.set_log(self._frame.log.isChecked())
        self._show(anew=True)

    def _show(self, anew: bool = False) -> None:
        snapshot, frame, roads = self._snapshot, self._frame, self._roads
        changed = roads.follow(snapshot, self._split, frame.every.isChecked()) or anew
        if changed:
            frame.curves.name_cost(_NAMES[self._split])
            frame.curves.show_others({line.number: line for line in roads.others})
        self._show_current(snapshot)
        frame.curves.settle(changed)
        other = roads.faces is not frame.canvas.faces
        if other:
            frame.show_faces(roads.faces)
        if other or changed or self._pace.is_due(snapshot):
            self._show_values()
            self._say(snapshot)
            self._attend()

    def _show_current(self, snapshot: Snapshot | None) -> None:
        line: Line | None = self._roads.current
        here, kept = (0.0, math.nan), tuple[tuple[float, float], ...]()
        if snapshot is not None:
            here = float(snapshot.step), getattr(snapshot, self._split)
            kept = self._roads.kept(snapshot)
        self._frame.curves.show_current(line, here, kept)

    def _show_values(self) -> None:
        """What the rows read: at the end, or under the cursor."""
        step, name = self._frame.curves.step, _NAMES[self._split]
        heads = "end", name if step is None else f"at {step:,.0f}", "best"
        key = step, self._split
        known = self._read.get(key, {})
        found = {row.road.number: known.get(row.road.number) for row in self._roads.rows}
        self._read = {key: found}
        for row in self._roads.rows:
            number, before = row.road.number, found[row.road.number]
            if before is None or before[0] is not row.road or number == self._roads.now:
                found[number] = row.road, self._values(row, step)
        self._frame.canvas.show_values(heads, tuple(each[1] for each in found.values() if each))

    def _values(self, row: Row, step: float | None) -> tuple[str, str, str]:
        road = row.road
        last, best = self._roads.marks(road, self._split)
        if step is not None:
            last = self._frame.curves.value(road.number, step)
        is_gone = step is None and bool(road.diverged)
        return f"{road.end:,}", "diverged" if is_gone else _say_cost(last), _say_cost(best)

    def _say(self, snapshot: Snapshot | None) -> None:
        frame = self._frame
        frame.keep.setEnabled(snapshot is not None)
        origin = back(snapshot, self._roads.known) if snapshot is not None else None
        if snapshot is None or origin is None:
            frame.offer_revert("", False)
            frame.sentence.clear()
            return
        frame.sentence.say(since(snapshot, self._roads.known, origin))
        moved = (origin.place.step, origin.place.edits) != (snapshot.step, snapshot.place.edits)
        name = where(origin) if origin.was_kept else f"the start: {where(origin)}"
        frame.offer_revert(name, moved)

    # Pointing ---------------------------------------------------------------------------------------

    def _point_row(self, number: int | None) -> None:
        """A row of the tree, or none; on its buttons it is still that row."""
        tools = self._frame.tools
        on_tools = tools.isVisible() and tools.rect().contains(tools.mapFromGlobal(QCursor.pos()))
        if number is not None or not on_tools:
            self._point(number)

    def _point(self, number: int | None) -> None:
        if number != self._pointed:
            self._pointed = number
            self._attend()

    def _choose(self, number: int) -> None:
        self._chosen = number
        self._attend()
        at = self._frame.canvas.index(number)
        if at is not None:
            self._frame.reveal(at)

    def _attend(self) -> None:
        snapshot = self._snapshot
        compared = None if snapshot is None else snapshot.compared
        current = -1 if snapshot is None else snapshot.place.branch
        if current != self._frame.canvas.attention.current:
            self._chosen = None
            self._frame.reveal(self._frame.canvas.index(current))
        self._frame.canvas.attend(Attention(current, self._pointed, self._chosen, compared))
        self._frame.curves.attend(self._pointed, compared)
        self._place_tools()

    def _place_tools(self) -> None:
        """Over the row under the cursor, or the one chosen by keys, or where one stands."""
        frame, attention = self._frame, self._frame.canvas.attention
        numbers = (
            attention.pointed,
            attention.chosen if frame.canvas.hasFocus() else None,
            attention.current,
        )
        number = next((n for n in numbers if n is not None and frame.canvas.index(n) is not None), None)
        if number is None:
            frame.tools.hide()
            return
        road = self._roads.known[number]
        acts = frozenset(act for act in ACTS if self._may(act, number))
        frame.tools.offer(number, title(road), acts, attention.compared == number)
        row = frame.canvas.row(frame.canvas.index(number) or 0)
        corner = QPoint(
            round(row.right()) - frame.tools.width() - 4, round(row.bottom()) - frame.tools.height() - 1
        )
        frame.show_tools(corner)

    # Wishes -----------------------------------------------------------------------------------------

    def _do(self, act: str, number: int) -> None:
        if not self._may(act, number):
            return
        if act == "rename":
            self._frame.canvas.rename(number)
        else:
            self.command.emit(wish(act, number, self._frame.canvas.attention.compared))

    def _may(self, act: str, number: int) -> bool:
        road, snapshot = self._roads.known.get(number), self._snapshot
        return road is not None and snapshot is not None and may(act, road, snapshot)

    def _name(self, number: int, name: str) -> None:
        road = self._roads.known.get(number)
        if road is not None and name != road.name and name != title(road):
            self.command.emit(Rename(number, name))


def _say_cost(value: float) -> str:
    return four_digits(value) if math.isfinite(value) else "–"
