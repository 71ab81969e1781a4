"""Pictures in another look than the window's, what is left of it on the panel, and numbers as they were."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from simulator.snapshot import Confusion
from tests.ui.readers import read
from tests.ui.snapshots import snapshot
from tests.ui.test_export import on_screen
from ui import export, theme
from ui.panels import PANELS, Panel


class _Torn(Panel):
    """A panel whose pictures fail."""

    key, title, about = "torn", "Torn", "Fails."

    def __init__(self) -> None:
        super().__init__()
        self.widget = QLabel("whole")

    def settle(self) -> None:
        raise OSError("Torn.")


def test_an_export_that_fails_leaves_the_panel_as_it_was(qtbot: QtBot) -> None:
    torn = _Torn()
    qtbot.addWidget(torn.widget)
    torn.widget.resize(200, 90)
    torn.widget.show()
    before = torn.widget.grab().toImage()
    for look in ("dark", "print"):
        with pytest.raises(OSError, match="Torn"):
            export.encoded(torn, ".pdf", 1, look)
    assert theme.current() is theme.LIGHT
    assert (torn.widget.size().toTuple(), torn.widget.styleSheet()) == ((200, 90), "")
    assert torn.widget.grab().toImage() == before


def _thickness(picture: Path) -> float:
    """Pixels of the curve J train in a column of a picture, on the average."""
    pixels = np.asarray(read(picture)[0].pixels.convert("RGB")).astype(int)[80:]  # below the legend
    curve = np.abs(pixels - QColor(theme.LIGHT.train).getRgb()[:3]).max(axis=2) < 60
    return float(curve.sum(axis=0)[curve.any(axis=0)].mean())


def test_print_is_white_with_thick_lines_and_large_type_in_a_dark_window(
    qtbot: QtBot,  # noqa: ARG001
    tmp_path: Path,
) -> None:
    cost = next(kind for kind in PANELS if kind.key == "cost")
    for panel in on_screen(cost):
        usual = export.export(panel, tmp_path / "usual.png")
        theme.apply_theme(QApplication.instance(), "dark")
        try:
            path = export.export(panel, tmp_path / "print.png", 1, "print")
        finally:
            theme.apply_theme(QApplication.instance(), "light")
        assert read(path)[0].ground == (255, 255, 255)
        assert _thickness(path) > 1.5 * _thickness(usual)
        with Image.open(path) as picture:  # of one size with the drawing, for type of 12 points
            assert picture.info["dpi"] == pytest.approx((96, 96), abs=1)


def test_csv_holds_the_snapshots_own_values(tmp_path: Path) -> None:
    shown = snapshot()
    for kind in PANELS:
        if kind.key in ("cost", "confusion"):
            for panel in on_screen(kind):
                export.export(panel, tmp_path / f"{kind.key}.csv")
    with (tmp_path / "cost.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    losses = [float(row["mini-batch loss (nats)"]) for row in rows if row["mini-batch loss (nats)"]]
    dev = {int(row["step t"]): row["cost J dev (nats)"] for row in rows if row["cost J dev (nats)"]}
    np.testing.assert_array_equal(losses, shown.series.loss)
    assert [float(dev[step]) for step in shown.series.at.tolist()] == shown.series.cost_dev.tolist()
    with (tmp_path / "confusion.csv").open(encoding="utf-8", newline="") as file:
        counts = [[int(cell) for cell in row[-4:]] for row in list(csv.reader(file))[1:]]
    np.testing.assert_array_equal(counts, shown.views[Confusion()].matrix)
