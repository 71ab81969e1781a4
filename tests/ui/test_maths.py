"""Formulas are set, kept, forgiven when the cache is spoilt, and drawn where text would be."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator.hyperparameters import TABLE
from ui import maths, theme
from ui.maths import MathLabel

SYMBOLS = sorted({spec.symbol for spec in TABLE.values() if spec.symbol})


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No formula is known, and the cache is an empty folder."""
    monkeypatch.setattr(maths, "_set", {})
    monkeypatch.setattr(maths, "_file", lambda latex: tmp_path / f"{latex.strip(chr(92))}.svg")
    return tmp_path


def ink(pixmap: QPixmap) -> np.ndarray:
    """The alpha of every pixel."""
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8)
    return pixels.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width(), 3]


@pytest.mark.parametrize(
    "latex", [*SYMBOLS, r"J_{\mathrm{train}}", r"\frac{1}{m}\sum_{i=1}^{m}\hat{y}^{(i)}"]
)
def test_every_formula_has_ink(latex: str) -> None:
    drawn = ink(maths.pixmap(latex, theme.current().text, 32))
    assert 0.03 < (drawn > 100).mean() < 0.7


def test_a_pixmap_is_sharp_on_a_dense_screen() -> None:
    once, twice = maths.pixmap("m", "#000000", 20), maths.pixmap("m", "#000000", 20, ratio=2)
    assert twice.width() == 2 * once.width()
    assert twice.deviceIndependentSize() == once.deviceIndependentSize()


def test_a_formula_is_read_back_from_the_cache(cold: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    svg = maths.typeset(r"\alpha")
    monkeypatch.setattr(maths, "_set", {})
    assert (cold / "alpha.svg").is_file()
    assert maths.recall(r"\alpha") == svg


@pytest.mark.parametrize("junk", [b"", b"<svg", b"\xff\xfe", b"not an image </svg>"])
def test_a_spoilt_cache_is_a_miss(cold: Path, junk: bytes) -> None:
    (cold / "alpha.svg").write_bytes(junk)
    assert maths.recall(r"\alpha") is None
    assert maths.typeset(r"\alpha").endswith("</svg>")


def test_a_cache_that_cannot_be_written_is_no_trouble(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(maths, "_set", {})
    monkeypatch.setattr(maths, "_file", lambda _latex: tmp_path / "file" / "a.svg")
    assert maths.typeset(r"\alpha").endswith("</svg>")


def test_the_cache_names_what_filled_it() -> None:
    assert f"ziamath {importlib.metadata.version('ziamath')}" == maths.SETTER


@pytest.mark.usefixtures("cold")
def test_a_label_shows_words_until_its_formula_is_set(qtbot: QtBot) -> None:
    label = MathLabel(r"\alpha", "alpha", title="Learning rate")
    qtbot.addWidget(label)
    words = label.sizeHint().width()
    assert not label.is_set
    qtbot.waitUntil(lambda: label.is_set)
    assert label.sizeHint().width() < words
    assert label.accessibleName() == "Learning rate"


@pytest.mark.usefixtures("cold")
def test_a_label_may_close_before_its_turn(qtbot: QtBot) -> None:
    closed, kept = MathLabel(r"\alpha"), MathLabel(r"\beta")
    qtbot.addWidget(kept)
    closed.deleteLater()
    qtbot.waitUntil(lambda: kept.is_set)


def test_a_label_follows_the_theme_and_greys(qapp: QApplication, qtbot: QtBot) -> None:
    label = MathLabel("m")
    qtbot.addWidget(label)
    label.set_now()
    light = grounds_and_ink(label)
    theme.apply_theme(qapp, "dark")
    dark = grounds_and_ink(label)
    theme.apply_theme(qapp, "light")
    label.setEnabled(False)
    greyed = grounds_and_ink(label)
    assert light[0] == greyed[0] > dark[0]
    assert light[1] < greyed[1] < dark[1]


def grounds_and_ink(label: MathLabel) -> tuple[int, int]:
    """The lightness behind a formula, and that of its strongest stroke."""
    image = label.grab().toImage()
    shades = [image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())]
    return shades[0], max(shades, key=lambda shade: abs(shade - shades[0]))
