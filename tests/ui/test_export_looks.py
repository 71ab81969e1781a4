"""Pictures in another look than the window's, what is left of it on the panel, and numbers as they were."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from simulator.snapshot import Confusion, Points
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


def test_hollow_examples_stand_out_on_paper_from_the_colour_of_their_class(tmp_path: Path) -> None:
    """A dev example on the ground of its own class is white inside, as wide as the eye can tell."""
    boundary = next(kind for kind in PANELS if kind.key == "boundary")
    white = {}
    for panel in on_screen(boundary):
        for dev in (True, False):
            shown = snapshot()
            view = shown.views[Points()]
            views = {**shown.views, Points(): replace(view, split=np.full_like(view.split, 1 if dev else 2))}
            panel.update(replace(shown, views=views, run_id=2 + dev))
            path = export.export(panel, tmp_path / "a.png", 2, "print")
            pixels = np.asarray(read(path)[0].pixels.convert("RGB"))[200:900, 200:800]
            white[dev] = int((pixels.min(axis=2) > 225).sum())
    assert white[True] > white[False] + 200 * 20  # 200 examples and their insides


def test_numbers_of_a_matrix_are_read_on_paper() -> None:
    assert not theme.PRINT.ink_on(theme.PRINT.sequential)[170]  # white on the accent
