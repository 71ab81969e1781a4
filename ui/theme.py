"""The one place for colour, pens and type: frozen themes, and the one the application wears.

Painters ask `current()` each time they paint and repaint on `changed`; nobody keeps a colour.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from string import Template
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QPen
from PySide6.QtWidgets import QApplication

ASSETS = Path(__file__).resolve().parent.parent / "assets"

SPACE = 8
"""Pixels of the rhythm: every margin and gap is a multiple of it, or half."""
SMALL = 0.85  # of captions, as far as they stay legible
_LEAST_POINTS = 9.0  # 12 px on a screen of 96 dpi
_SYMBOLS = ("o", "s", "t", "d", "p", "h", "star", "+", "x", "t1", "t2", "t3", "crosshair", "|")
_DASHES = ([], [6, 3], [2, 2], [8, 3, 2, 3], [12, 3], [4, 2, 1, 2, 1, 2], [1, 3])


@dataclass(frozen=True, kw_only=True)
class Theme:
    """Every colour of one appearance, as "#rrggbb", and the pens and tables made of them.

    The vivid classes stay apart under colour-blindness; the stops of the tables are evenly spaced.
    `normed` is a network with batch norm beside a `plain` one without. Lines are `weight` times as wide
    as usual.
    """

    name: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    grid: str
    good: str
    bad: str
    warning: str
    train: str
    dev: str
    loss: str
    normed: str
    plain: str
    vivid_classes: tuple[str, ...]
    diverging_stops: tuple[str, ...]
    sequential_stops: tuple[str, ...]
    weight: float = 1.0
    hollow: float = 0.0
    """How much of the ground fills what is hollow: nothing, where a window can be looked at closely."""

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The colour of class 0, 1, ... 19."""
        return self.vivid_classes + tuple(_blend(c, self.raised, 0.5) for c in self.vivid_classes)

    @cached_property
    def class_table(self) -> NDArray[np.uint8]:
        """`classes` as (20, 4) uint8: a lookup table for images of class indices."""
        return np.array([QColor(colour).getRgb() for colour in self.classes], dtype=np.uint8)

    @cached_property
    def diverging(self) -> NDArray[np.uint8]:
        """(256, 4) uint8 for signed values: blue below zero, the surface at it, orange above."""
        return _table(self.diverging_stops)

    @cached_property
    def sequential(self) -> NDArray[np.uint8]:
        """(256, 4) uint8 for counts and confidences, from the surface to the strongest."""
        return _table(self.sequential_stops)

    def colour(self, role: str, alpha: float = 1.0) -> QColor:
        """The colour of a role, "accent" or "muted" say, or of "#rrggbb"."""
        colour = QColor(getattr(self, role, role))
        colour.setAlphaF(alpha)
        return colour

    def class_colour(self, i: int, alpha: float = 1.0) -> QColor:
        """The colour of class i; they repeat after the twentieth."""
        return self.colour(self.classes[i % len(self.classes)], alpha)

    def class_pen(self, i: int, width: float = 1.5) -> QPen:
        """A line of class i, in its colour and its dash."""
        return _pen(self.class_colour(i), width * self.weight, class_dash(i))

    def ink_on(self, grounds: NDArray[Any]) -> NDArray[np.bool_]:
        """Whether text stands out more than the surface on colours (..., 3) uint8, by WCAG's contrast."""
        text, raised = (_luminance(np.array(self.colour(role).getRgb())) for role in ("text", "raised"))
        ground = _luminance(grounds) + 0.05
        return _ratio(ground, text + 0.05) >= _ratio(ground, raised + 0.05)

    def pen(self, role: str) -> QPen:
        """The pen of a curve, marker or line: "train", "dev", "loss", "edit", "zero", "axis" or a colour."""
        colour, alpha, width, dash = _PENS.get(role, (role, 1.0, 1.0, []))
        return _pen(self.colour(colour, alpha), width * self.weight, dash)


_PENS: dict[str, tuple[str, float, float, list[float]]] = {
    "train": ("train", 1.0, 2.0, []),
    "dev": ("dev", 1.0, 2.0, [6, 3]),
    "loss": ("loss", 0.5, 1.0, []),  # every step's: wider than 1 it costs 600 ms a frame
    "normed": ("normed", 1.0, 2.0, []),
    "plain": ("plain", 1.0, 2.0, []),
    "normed dev": ("normed", 0.8, 1.5, [6, 3]),
    "plain dev": ("plain", 0.8, 1.5, [6, 3]),
    "normed mark": ("normed", 1.0, 1.0, [2, 3]),
    "plain mark": ("plain", 1.0, 1.0, [2, 3]),
    "mu": ("train", 1.0, 2.0, []),
    "sigma2": ("dev", 1.0, 2.0, []),
    "dropout": ("text", 0.8, 2.0, [8, 3, 2, 3]),
    "law": ("muted", 1.0, 1.5, [6, 3]),
    "edit": ("accent", 0.8, 1.0, [2, 3]),
    "way": ("dev", 1.0, 1.0, []),
    "change": ("accent", 0.3, 1.0, []),
    "other way": ("muted", 0.45, 1.0, []),
    "zero": ("muted", 0.7, 1.0, []),
    "axis": ("muted", 1.0, 1.0, []),
    "decides": ("text", 1.0, 2.0, []),
    "no say": ("text", 0.6, 1.0, [4, 4]),
    "focus": ("accent", 1.0, 2.0, []),
    "mini_batch": ("muted", 1.0, 4.0, [1, 1]),  # drawn as dots
    "own": ("muted", 1.0, 2.0, [6, 3]),
    "averages": ("accent", 1.0, 2.0, []),
    "grid search": ("plain", 1.0, 2.5, [5, 2]),
    "random search": ("normed", 1.0, 2.5, []),
    "one grid": ("plain", 0.5, 1.0, [5, 2]),
    "one random": ("normed", 0.5, 1.0, []),
    "z": ("plain", 1.0, 1.5, []),
    "z_norm": ("muted", 1.0, 1.5, []),
    "z_tilde": ("normed", 1.0, 1.5, []),
}

LIGHT = Theme(
    name="light", surface="#f5f6f7", raised="#ffffff", border="#d5d9de", text="#1a1e24", muted="#59626d",
    accent="#4a54c9", on_accent="#ffffff", grid="#e4e7ea",
    good="#1a7f4b", bad="#b3261e", warning="#8a5a00", train="#1f62b4", dev="#b5410a", loss="#59626d",
    normed="#4a54c9", plain="#b27d00",
    vivid_classes=("#1f62b4", "#dca300", "#0a8a66", "#b5410a", "#cf9db8",
                   "#58b4f5", "#a8a356", "#3c4a63", "#5c0f36", "#1b0a78"),
    diverging_stops=("#0a4a8f", "#5fa3da", "#ffffff", "#eda24e", "#94470a"),
    sequential_stops=("#ffffff", "#b9bfee", "#4a54c9", "#1c2060"),
)  # fmt: skip
DARK = Theme(
    name="dark", surface="#1b1e23", raised="#24282f", border="#3b414a", text="#e6e9ed", muted="#a0a8b3",
    accent="#8f9bff", on_accent="#14161a", grid="#30353d",
    good="#4cc38a", bad="#ff8a80", warning="#e3b341", train="#5aa9f5", dev="#f0914d", loss="#a0a8b3",
    normed="#8f9bff", plain="#f5b914",
    vivid_classes=("#2f93f0", "#f5b914", "#5fb98a", "#dd4a1c", "#a8749b",
                   "#8fd8ff", "#fbf39a", "#eef0f2", "#963650", "#5060ea"),
    diverging_stops=("#86c5ff", "#2f6ea8", "#24282f", "#ab6119", "#ffbd75"),
    sequential_stops=("#24282f", "#424a98", "#8f9bff", "#e8eaff"),
)  # fmt: skip
PRINT = replace(
    LIGHT, name="print", surface="#ffffff", border="#8b929b", text="#000000", muted="#2e343b", grid="#d5d9de",
    loss="#454c55", weight=1.5, hollow=0.9,
)  # fmt: skip
"""For paper: white ground and dark, wide lines. Pictures wear it, a window never does."""


def class_symbol(i: int) -> str:
    """pyqtgraph's marker of class i, so that colour is never alone in telling classes apart."""
    return _SYMBOLS[i % len(_SYMBOLS)]


def class_dash(i: int) -> list[float]:
    """The dash pattern of class i, in pen widths; empty is solid."""
    return list(_DASHES[i % len(_DASHES)])


def font(scale: float = 1.0, bold: bool = False) -> QFont:
    """The application's font with tabular figures, larger or smaller but never too small to read."""
    made = QFont(QApplication.font())
    made.setPointSizeF(max(made.pointSizeF() * scale, _LEAST_POINTS))
    if bold:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def typewriter(scale: float = 1.0) -> QFont:
    """The system's font of letters of one width, as large as the application's."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPointSizeF(font(scale).pointSizeF())
    return made


class _Appearance(QObject):
    """What the application wears; it outlives every window, so it is the module's and not a widget's."""

    changed = Signal()
    worn = LIGHT
    wish = "system"

    def follow(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication) and _wished(app, self.wish) != self.worn:
            _wear(app, _wished(app, self.wish))


_appearance = _Appearance()
changed = _appearance.changed
"""Emitted after another theme is worn."""


def current() -> Theme:
    """The theme the application wears."""
    return _appearance.worn


def of_look(look: str) -> Theme:
    """The theme that a picture of this look wears. Raises ValueError for one that there is not."""
    themes = {"screen": current(), "light": LIGHT, "dark": DARK, "print": PRINT}
    if look not in themes:
        raise ValueError(f"The look of a picture must be one of {', '.join(themes)}, got {look!r}.")
    return themes[look]


@contextlib.contextmanager
def lent(theme: Theme) -> Iterator[None]:
    """`current()` is this theme while this holds. Nobody is told: who borrows it paints what wears it."""
    worn = _appearance.worn
    try:
        _lend(theme)
        yield
    finally:
        _lend(worn)


def apply_theme(app: QApplication, name: str = "system") -> None:
    """Wear "light", "dark" or what the system wears, from now on following it."""
    if app.property("themed") is None:
        _prepare(app)
    _appearance.wish = name
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    app.styleHints().setColorScheme(schemes.get(name, Qt.ColorScheme.Unknown))  # title bars come along
    _appearance.follow()


def dress_plots() -> None:
    """Give pyqtgraph the colours worn; for whoever brings it in, which is not before the window stands."""
    import pyqtgraph as pg

    worn = current()
    pg.setConfigOptions(background=worn.raised, foreground=worn.muted, antialias=True, useOpenGL=False)


def _prepare(app: QApplication) -> None:
    app.setProperty("themed", True)
    app.setStyle("Fusion")
    for file in sorted((ASSETS / "fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(file))
    made = QFont("Inter")
    made.setPointSizeF(max(app.font().pointSizeF(), 9.75))
    made.setFeature(QFont.Tag("tnum"), 1)
    made.setFeature(QFont.Tag("calt"), 0)  # glyphs that a PDF has no character for: "(%)" could not be found
    app.setFont(made)
    app.styleHints().colorSchemeChanged.connect(_appearance.follow)
    app.styleHints().accessibility().contrastPreferenceChanged.connect(_appearance.follow)
    _wear(app, LIGHT)


def _wished(app: QApplication, name: str) -> Theme:
    hints = app.styleHints()
    dark = name == "dark" or (name == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
    theme = DARK if dark else LIGHT
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return replace(theme, muted=theme.text, border=theme.muted)
    return theme


def _lend(theme: Theme) -> None:
    _appearance.worn = theme
    if "pyqtgraph" in sys.modules:
        dress_plots()


def _wear(app: QApplication, theme: Theme) -> None:
    _lend(theme)
    app.setPalette(palette_of(theme))
    app.setStyleSheet(style_of(theme))
    _appearance.changed.emit()


def style_of(theme: Theme) -> str:
    """The style sheet of a theme."""
    return _STYLE.substitute({**vars(theme), "icons": (ASSETS / "icons").as_posix()})


def palette_of(theme: Theme) -> QPalette:
    """The palette of a theme."""
    role = QPalette.ColorRole
    palette = QPalette(theme.colour("surface"))
    for roles, colour in (
        ((role.Window, role.Button), "surface"),
        ((role.Base, role.AlternateBase, role.ToolTipBase), "raised"),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText), "text"),
        ((role.PlaceholderText,), "muted"),
        ((role.Highlight, role.Accent, role.Link, role.LinkVisited), "accent"),
        ((role.HighlightedText,), "on_accent"),
        ((role.Mid, role.Midlight, role.Dark), "border"),
    ):
        for each in roles:
            palette.setColor(each, theme.colour(colour))
    faint = QColor(_blend(theme.text, theme.surface, 0.62))
    for each in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, faint)
    return palette


def _luminance(colours: NDArray[Any]) -> NDArray[np.float64]:
    """Relative luminance, 0 to 1, of (..., 3 or more) uint8."""
    share = colours[..., :3] / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def _ratio(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum(one, other) / np.minimum(one, other)


def _pen(colour: QColor, width: float, dash: list[float]) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if dash else Qt.PenCapStyle.RoundCap)
    pen.setDashPattern(dash)
    return pen


def _blend(colour: str, other: str, share: float) -> str:
    """`colour` with `share` of `other` mixed in."""
    mixed = _table((colour, other))[round(share * 255)]
    return QColor(*(int(channel) for channel in mixed)).name()


def _table(stops: tuple[str, ...]) -> NDArray[np.uint8]:
    known = np.array([QColor(stop).getRgb() for stop in stops], dtype=np.float64)
    places = np.linspace(0, len(stops) - 1, 256)
    channels = [np.interp(places, range(len(stops)), channel) for channel in known.T]
    return np.stack(channels, axis=1).round().astype(np.uint8)


_STYLE = Template((ASSETS / "style.qss").read_text(encoding="utf-8"))
