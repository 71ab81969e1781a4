"""The themes can be read by everyone, and everyone hears when another is worn."""

from __future__ import annotations

import itertools

import numpy as np
import pyqtgraph as pg
import pytest
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtGui import QColor, QFontDatabase, QFontMetricsF, QIcon
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from ui import icons, theme
from ui.theme import DARK, LIGHT, PRINT, Theme

BOTH = pytest.mark.parametrize("worn", [LIGHT, DARK], ids=lambda worn: worn.name)

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
SIGHTS = {
    "trichromat": np.eye(3),
    "deuteranope": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "protanope": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}


def linear(colour: str) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio, from 1 to 21."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted(float(weights @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@BOTH
@pytest.mark.parametrize("role", ["text", "muted", "accent", "good", "bad", "warning"])
@pytest.mark.parametrize("ground", ["surface", "raised"])
def test_what_is_read_stands_out(worn: Theme, role: str, ground: str) -> None:
    assert contrast(getattr(worn, role), getattr(worn, ground)) >= 4.5


@pytest.mark.parametrize("worn", [LIGHT, DARK, PRINT], ids=lambda worn: worn.name)
@pytest.mark.parametrize("table", ["sequential", "diverging", "class_table"])
def test_a_number_stands_out_on_whatever_ground(worn: Theme, table: str) -> None:
    grounds = getattr(worn, table)
    for ground, takes_text in zip(grounds, worn.ink_on(grounds), strict=True):
        shade = QColor(*ground.tolist()).name()
        inks = [contrast(ink, shade) for ink in (worn.text, worn.raised)]
        assert inks[0 if takes_text else 1] == max(inks) >= 3.4


@BOTH
def test_text_on_the_accent_stands_out(worn: Theme) -> None:
    assert contrast(worn.on_accent, worn.accent) >= 4.5


@BOTH
@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize(("classes", "apart"), [(8, 22), (10, 16)])
def test_classes_stay_apart_for_every_sight(worn: Theme, sight: str, classes: int, apart: float) -> None:
    seen = [lab(SIGHTS[sight] @ linear(colour)) for colour in worn.classes[:classes]]
    closest = min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2))
    assert closest >= apart


@BOTH
def test_twenty_classes_have_a_colour_each(worn: Theme) -> None:
    assert len(set(worn.classes)) == 20
    assert worn.class_table.shape == (20, 4)
    assert worn.class_colour(20) == worn.class_colour(0)


def test_the_first_classes_have_a_marker_each_that_pyqtgraph_draws() -> None:
    symbols = [theme.class_symbol(i) for i in range(10)]
    assert len(set(symbols)) == 10
    assert all(theme.class_symbol(i) in Symbols for i in range(20))


@BOTH
def test_tables_run_from_end_to_end(worn: Theme) -> None:
    for table in (worn.diverging, worn.sequential):
        assert table.shape == (256, 4)
        assert table.dtype == np.uint8
    lightness = np.array([lab(linear("#" + bytes(row[:3]).hex()))[0] for row in worn.sequential])
    steps = np.diff(lightness) * (1 if worn.name == "dark" else -1)
    assert np.all(steps > -0.7)  # one way but for the rounding to bytes


@BOTH
@pytest.mark.parametrize("role", ["train", "dev", "loss", "edit", "zero", "axis", "grid"])
def test_pens_keep_their_width_under_zoom(worn: Theme, role: str) -> None:
    assert worn.pen(role).isCosmetic()


def test_everyone_hears_of_a_new_theme(qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.apply_theme(qapp, "dark")
    assert theme.current() == DARK
    assert qapp.palette().window().color().name() == DARK.surface
    assert pg.getConfigOption("background") == DARK.raised
    theme.apply_theme(qapp, "light")
    assert theme.current() == LIGHT


def test_the_system_decides_when_it_is_asked_to(qapp: QApplication) -> None:
    theme.apply_theme(qapp, "system")
    assert theme.current() in (LIGHT, DARK)
    theme.apply_theme(qapp, "light")


def test_the_font_is_ours_and_its_figures_are_tabular() -> None:
    assert "Inter" in QFontDatabase.families()
    metrics = QFontMetricsF(theme.font())
    assert len({metrics.horizontalAdvance(figure * 8) for figure in "0123456789"}) == 1


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_has_ink(name: str) -> None:
    image = icons.icon(name).pixmap(24, 24).toImage()
    inked = sum(image.pixelColor(x, y).alpha() > 60 for x in range(24) for y in range(24))
    assert inked >= 15


def test_icons_follow_the_theme(qapp: QApplication, qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    icons.wear(button, "play")

    def colour() -> str:
        return button.icon().pixmap(24, 24, QIcon.Mode.Normal).toImage().pixelColor(11, 12).name()

    assert colour() == LIGHT.text
    theme.apply_theme(qapp, "dark")
    assert colour() == DARK.text
    theme.apply_theme(qapp, "light")
