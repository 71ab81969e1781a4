"""The wall of learning curves: all trials of a search at once, and what the poor ones cost (claim O3)."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QStackedWidget, QVBoxLayout, QWidget

from simulator.search.trial import CURVE_COLUMNS
from ui.drawing import trial_colours
from ui.drawing.absence import Presence
from ui.drawing.finding import Finding
from ui.drawing.search_words import is_share, objective_name, say_value
from ui.drawing.segments import Segments
from ui.panels.search_panel import SearchPanel
from ui.panels.wall.crowd import DIVERGED, STOPPED, Crowd
from ui.panels.wall.curves import CurvesView
from ui.panels.wall.key import Key
from ui.panels.wall.tiles import TilesView
from ui.panels.wall.words import Waste, about, finding, missing
from ui.tables import Table, empty_table

_VIEWS = {
    "curves": ("Curves", "All learning curves over each other"),
    "tiles": ("Tiles", "A tile a trial: what it predicts, its curve and its result"),
}
_ORDERS = {"result": ("By result", "The best trial first"), "number": ("By number", "In the order of trying")}
_HEADERS = ("trial", "step")


class WallPanel(SearchPanel):
    """Two views of one crowd of trials."""

    key = "wall"
    title = "Caviar"
    about = "All trials learn at once; the better, the stronger."
    claims = ("O3",)

    def __init__(self) -> None:
        super().__init__()
        self._crowd, self._waste = Crowd(), Waste()
        self._finding, self._key = Finding(), Key()
        self._curves, self._tiles = CurvesView(self._crowd), TilesView(self._crowd)
        self._views = QStackedWidget()
        self._presence = Presence(self._views)
        self._choice, self._order = Segments("View"), Segments("Order of the tiles")
        self._bar = QScrollBar(Qt.Orientation.Vertical)
        self._figure, self.widget = QWidget(), QWidget()
        self._assemble()
        self._connect()
        self._show_view()
        self.show_lab()
        self.apply_theme()

    @property
    def figure(self) -> QWidget:
        return self._figure

    def show_lab(self) -> None:
        is_other = self._crowd.follow(self.mirror)
        if self.mirror is not None:
            self._waste.follow(self.mirror.study)
        self._presence.miss(missing(self._crowd))
        self._in_view().show_crowd(is_other)
        self._say()
        self.attended()

    def attended(self) -> None:
        lab = self.lab
        self._in_view().attend(lab.pointed, lab.chosen, lab.brushed)
        told = lab.pointed if lab.pointed in self._crowd.rows else lab.chosen
        self._key.whisper(about(self._crowd, told))

    def numbers(self) -> Table:
        crowd, objective = self._crowd, self._crowd.objective
        if crowd.mirror is None or objective is None:
            return empty_table(*_HEADERS, "objective")
        curves = [(t.number, crowd.mirror.curves.get(t.number)) for t in crowd.trials]
        known = [(number, curve) for number, curve in curves if curve is not None and len(curve)]
        headers = (*_HEADERS, objective_name(objective))
        if not known:
            return empty_table(*headers)
        column, times = CURVE_COLUMNS.index(objective.column), 100 if is_share(objective) else 1
        return Table(
            headers,
            (
                np.concatenate([np.full(len(curve), number) for number, curve in known]),
                np.concatenate([curve[:, 0] for _, curve in known]).astype(np.int64),
                times * np.concatenate([curve[:, column] for _, curve in known]),
            ),
        )

    def apply_theme(self) -> None:
        self._curves.apply_theme()
        self._tiles.apply_theme()
        for part in (self._finding, self._key):
            part.update()

    # Inside -----------------------------------------------------------------------------------------

    def _assemble(self) -> None:
        self._choice.offer(_VIEWS)
        self._order.offer(_ORDERS)
        for view in (self._curves, self._tiles):
            self._views.addWidget(view)
        self._bar.setAccessibleName("Scroll the tiles")
        column, middle, tools = QVBoxLayout(self._figure), QHBoxLayout(), QHBoxLayout()
        column.addWidget(self._finding)
        column.addWidget(self._presence, 1)
        column.addWidget(self._key)
        tools.addWidget(self._choice)
        tools.addStretch()
        tools.addWidget(self._order)
        middle.addWidget(self._figure, 1)
        middle.addWidget(self._bar)
        whole = QVBoxLayout(self.widget)
        whole.addLayout(tools)
        whole.addLayout(middle, 1)
        for layout in (column, middle, tools, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)

    def _connect(self) -> None:
        for view in (self._curves, self._tiles):
            view.hovered.connect(lambda number: self.lab.point(number))
            view.picked.connect(lambda number: self.lab.choose(number))
            view.adopted.connect(lambda number: self.lab.adopted.emit(number))
        self._curves.moved.connect(self._move)
        self._choice.chosen.connect(self._show_view)
        self._order.chosen.connect(lambda order: self._tiles.sort(order == "result"))
        self._bar.valueChanged.connect(self._tiles.scroll)
        self._tiles.scrolled.connect(self._show_bar)

    def _in_view(self) -> CurvesView | TilesView:
        return self._tiles if self._choice.value == "tiles" else self._curves

    def _show_view(self) -> None:
        """The view that was chosen; the other one has slept."""
        view = self._in_view()
        self._views.setCurrentWidget(view)
        self._order.setVisible(view is self._tiles)
        view.show_crowd(True)
        self.attended()
        self._show_bar()

    def _show_bar(self) -> None:
        tiles, bar = self._tiles, self._bar
        hidden, in_sight = tiles.grid.hidden, tiles.grid.in_sight
        bar.blockSignals(True)
        bar.setRange(0, hidden)
        bar.setPageStep(in_sight)
        bar.setValue(tiles.first)
        bar.blockSignals(False)
        bar.setVisible(self._in_view() is tiles and hidden > 0 and not self._presence.missing)

    def _move(self, by: int) -> None:
        """To the next better trial (-1) or the next worse one (1)."""
        crowd = self._crowd
        order = np.argsort(-np.nan_to_num(crowd.places, nan=-1.0), kind="stable")
        numbers = [crowd.trials[i].number for i in order.tolist()]
        if numbers:
            at = numbers.index(self.lab.chosen) + by if self.lab.chosen in numbers else 0
            self.lab.choose(numbers[min(max(at, 0), len(numbers) - 1)])

    def _say(self) -> None:
        crowd, objective = self._crowd, self._crowd.objective
        self._finding.say(*finding(crowd, self._waste))
        if objective is None:
            self._key.explain("", "", 0, 0)
            return
        ends = trial_colours.legend_ends(crowd.values, objective.more_is_better)
        worst, best = ("" if np.isnan(end) else say_value(objective, end) for end in ends)
        worst = worst if worst != best else ""
        self._key.explain(
            worst, best, int((crowd.ends == DIVERGED).sum()), int((crowd.ends == STOPPED).sum())
        )
