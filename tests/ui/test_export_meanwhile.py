"""A picture is taken between two frames of the screen: the next one shows what a panel shows by then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.real import SYNTHETIC, make, real
from tests.ui.snapshots import docked, grabbed, snapshot
from ui import export
from ui.drawing.pictured import export_mode
from ui.drawing.plot import Plot
from ui.panels import PANELS, Panel

TAKEN: dict[str, Callable[[Panel], object]] = {
    "frame": export.picture,
    "drawing": lambda panel: export.encoded(panel, ".svg"),
    "large": lambda panel: export.encoded(panel, ".png", 2),
}
KEYS = ("cost", "accuracy", "network", "branches", "drift", "noise", "twin_cost", "averages")


@pytest.fixture
def panel(request: pytest.FixtureRequest) -> Iterator[Callable[[], Panel]]:
    """Makes panels of one kind that are on screen."""
    windows = []

    def on_screen() -> Panel:
        made = make(next(kind for kind in PANELS if kind.key == request.param))
        windows.append(docked(made))
        windows[-1].resize(480, 360)
        windows[-1].show()
        return made

    yield on_screen
    for window in windows:
        shiboken6.delete(window)


def shown(panel: Panel, which: int) -> None:
    """Show one run, or a longer one."""
    if panel.key in SYNTHETIC:
        panel.update(snapshot(steps=(300, 700)[which], seed=which))
    else:
        panel.update(replace(real(panel, ("usual", "no batch norm")[which]), run_id=1 + which))


@pytest.mark.parametrize("panel", KEYS, indirect=True)
def test_what_was_drawn_for_a_file_is_not_taken_for_what_is_on_screen(panel: Callable[[], Panel]) -> None:
    seen = {}
    for name, take in {"none": lambda _: None, **TAKEN}.items():
        made = panel()
        shown(made, 0)
        first = grabbed(made)
        shown(made, 1)
        take(made)
        seen[name] = grabbed(made)
        assert seen[name] != first
    assert [name for name in TAKEN if seen[name] != seen["none"]] == []


@pytest.mark.parametrize("scale", [1, 2])
def test_the_numbers_of_an_axis_are_those_of_its_range(qtbot: QtBot, scale: int) -> None:
    """Plots drawn into a picture while their range is another one than on screen before."""
    plots = [Plot("step t", "cost J (nats)") for _ in range(2)]
    for plot in plots:
        qtbot.addWidget(plot)
        plot.resize(300, 200)
        plot.show()
    drawn, fresh = plots
    drawn.setRange(xRange=(0, 126), yRange=(0, 1), padding=0)
    before = drawn.grab().toImage()
    drawn.setRange(xRange=(0, 164), yRange=(0, 2), padding=0)
    fresh.setRange(xRange=(0, 164), yRange=(0, 2), padding=0)
    picture = QImage(drawn.size() * scale, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(scale)
    painter = QPainter(picture)
    with export_mode(drawn, painter):
        QWidget.render(drawn, painter, QPoint())
    painter.end()
    assert drawn.grab().toImage() == fresh.grab().toImage() != before


@pytest.mark.parametrize("panel", ["network"], indirect=True)
def test_a_frame_of_the_network_has_the_edges_of_its_step(panel: Callable[[], Panel]) -> None:
    """On screen they come a little later."""
    late, fresh = panel(), panel()
    shown(late, 0)
    shown(late, 1)
    shown(fresh, 1)
    assert export.picture(late) == export.picture(fresh)
