"""The growth of a step as a picture, painted as the application exports its panels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.snapshot import Snapshot
from tests.benchmarks.growth import AXES, name
from tests.benchmarks.ours import DTYPES
from tests.benchmarks.report import Row
from tests.benchmarks.screen import application
from ui import export, theme
from ui.panels.panel import Panel
from ui.tables import Table, empty_table

_STYLES = dict(zip(DTYPES, ("dev", "train"), strict=True))
_SIZE = (1120, 720)
_MICROSECONDS = [(np.log10(t), f"{t:,}") for decade in range(6) for t in np.array([1, 2, 5]) * 10**decade]
Points = tuple[tuple[float, float], ...]


def draw(rows: Sequence[Row], path: Path) -> None:
    """Write the rows of `growth` to an .svg, .png or .pdf."""
    app = application()
    panel = _Growth({row.what: row.points for row in rows})
    panel.widget.show()
    app.processEvents()
    export.export(panel, path)


class _Growth(Panel):
    """One plot an axis: µs a step upwards, a line a dtype."""

    key = "growth"
    title = "How a training step grows"
    about = "CPU time of one step; all but one size as in the default config."

    def __init__(self, curves: dict[str, Points]) -> None:
        super().__init__()
        self.caption = "2-16-16-4, batch norm, Adam, m = 64, K = 1 but for what grows"
        self.widget, self._grid = QWidget(), pg.GraphicsLayoutWidget()
        self.widget.resize(*_SIZE)
        QVBoxLayout(self.widget).addWidget(self._grid)
        for place, axis in enumerate(AXES):
            self._plot(axis, curves, *divmod(place, 2))

    def show(self, _snapshot: Snapshot) -> None:
        """It shows no run."""

    def numbers(self) -> Table:
        return empty_table("size", "step (µs)")

    def _plot(self, axis: str, curves: dict[str, Points], row: int, column: int) -> None:
        title, values = AXES[axis]
        plot = self._grid.addPlot(row, column)
        plot.setLabel("bottom", title)
        plot.setLabel("left", "one step (µs)")
        plot.setLogMode(x=axis != "layers", y=True)  # no layer at all is one of the values
        plot.showGrid(x=True, y=True, alpha=0.2)
        where = list(values) if axis == "layers" else np.log10(values).tolist()
        plot.getAxis("bottom").setTicks([list(zip(where, map(str, values), strict=True)), []])
        plot.getAxis("left").setTicks([_MICROSECONDS, []])
        plot.getAxis("left").setWidth(72)
        plot.addLegend(offset=(12, 8))
        for dtype, style in _STYLES.items():
            look = {"pen": theme.current().pen(style), "symbolBrush": theme.current().colour(style)}
            plot.plot(
                *zip(*curves[name(axis, dtype)], strict=True), name=dtype, symbol="o", symbolSize=6, **look
            )
