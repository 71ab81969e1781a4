"""Which example a cursor means."""

from __future__ import annotations

import pyqtgraph as pg
from pytestqt.qtbot import QtBot

from simulator.snapshot import Points
from tests.ui.real import trained
from ui.drawing.markers import Examples


def test_the_nearest_within_reach_is_meant_and_none_where_there_is_no_reach(qtbot: QtBot) -> None:
    plot = pg.PlotWidget()
    qtbot.addWidget(plot)
    examples, view = Examples(plot), trained("usual").run.view(Points())
    examples.show(view)
    shown = int((view.split == 0).argmax())
    u, v = map(float, view.uv[:, shown])
    assert examples.nearest(u, v, (0.1, 0.1)) == shown
    assert examples.nearest(u, v, (0.0, 0.0)) is None
