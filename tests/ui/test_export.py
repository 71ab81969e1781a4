"""Every panel leaves the app as a picture with ink in it and as its own numbers."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.readers import read, run_together
from tests.ui.real import SYNTHETIC, make, real
from tests.ui.snapshots import broken, docked, snapshot, untrained
from ui import carried, export, theme
from ui.drawing.svg_strokes import without_scaling
from ui.dressed import dressed
from ui.panels import PANELS, Panel
from ui.panels.frame import PanelDock

AXES = {
    "boundary": ("x₁ (cm)", "x₂ (cm)", "class 3", "dev"),
    "network": ("input", "layer 1", "output", "class 3"),
    "cost": ("step t", "cost J (nats)", "J dev"),
    "accuracy": ("step t", "accuracy (%)", "dev"),
    "confusion": ("true class", "predicted class", "class 3"),
    "mini_batch": ("p(true)", "loss", "x₁ (cm)"),
    "averages": ("of z", "step t", "Test time takes"),
    "company": ("ŷ (probability)", "test time", "true class"),
    "warm_up": ("step t (logarithmic)", "accuracy (%)"),
    "boundaries": ("x₁", "x₂"),
    "contours": ("w₁, weight of x₁", "normalised"),
    "covariate": ("dev accuracy", "x₁", "x₂"),
    "softmax": ("sum of a = 1", "0.318"),
    "sigmoid": ("z₁ − z₀", "share of class 1", "difference"),
    "one_hot": ("4 × 24 · one 1 in each column",),
    "log_loss": ("ŷ of the true class (probability)", "loss −log ŷ (nats)"),
    "bias": ("share of examples", "value of z (no unit)", "nats of loss"),
    "gamma_beta": ("share of examples", "value of z and z̃ (no unit)"),
    "histograms": ("share of examples", "value of z, z_norm, z̃ (no unit)"),
    "drift": ("with batch norm", "step t, for unit 0 of layer 1"),
    "twin_cost": ("step t", "cost J (nats)"),
    "reach": ("learning rate", "cost J (nats)"),
    "noise": ("mini-batch size m", "std of output a"),
    "decades": ("learning rate α (log axis)", "in one decade"),
    "momentum_scale": ("share (%)", "momentum β (1 − log axis)", "against"),
    "smoothing": ("steps after the jump", "value (no unit)", "1,000 → 2,000 steps", "true level"),
    "sampler": ("Learning rate (log axis)", "share (%)", "learning_rate = 10 ** rng.uniform(-4, 0)"),
    "wall": ("step t", "dev accuracy (%)", "of the work went to the worse half"),
    "scatter": ("Learning rate α", "Mini-batch size m", "Dev accuracy"),
    "race": ("Learning rate α", "values of α", "trials n", "Press Race"),
    "trials": ("dev acc. (%)", "trial", "done"),
    "space": ("16 trials", "Random: up to 16 values of each", "640 steps in all"),
    "progress": ("Finished · 100 %", "dev accuracy", "worse half"),
    "equations": ("Backward", "A mini-batch comes in"),
    "parallel": ("Learning rate α", "Mini-batch size m", "Dev accuracy (%)"),
    "importance": ("share of the ranks' variation explained (%)", "1 · most important"),
    "cubs": ("No cub yet",),
    "code": ("batch norm:", "numpy", "Spirals: a network"),
    "agreement": ("Press Verify", "laid over the run's"),
    "differences": (),
    "choosing": ("ease", "speed", "lines", "BSD 3-Clause"),
    "branches": ("cost J dev (nats)", "Network 1", "Since the start, step 0"),
}
BITMAPS = {"boundary": 1, "network": 2 + 16 + 16 + 4, "boundaries": 2, "contours": 2, "covariate": 1}
HEAD, LEAST = QSize(16, 40), QSize(640, 480)
BEYOND = ("mini_batch", "code", "differences", "trials")
"""Panels that cannot show all they hold in a figure of the least size."""
LOW = ("space",)
"""Those whose figures are as high as what is in them."""
GROUND = {"screen": (255, 255, 255), "dark": (0x24, 0x28, 0x2F), "print": (255, 255, 255)}


def on_screen(kind: type[Panel]) -> Iterator[Panel]:
    made = make(kind)
    window = docked(made)
    window.resize(480, 360)
    window.show()
    QApplication.processEvents()
    made.update(snapshot() if made.key in SYNTHETIC else real(made))
    QApplication.processEvents()
    yield made
    shiboken6.delete(window)  # now: every window still alive is styled anew when a theme is worn


@pytest.fixture(params=PANELS, ids=lambda panel: panel.key)
def new_panel(request: pytest.FixtureRequest) -> Iterator[Panel]:
    yield from on_screen(request.param)


def size_of(panel: Panel) -> QSize:
    """How large its picture is: what does not fit makes it larger, what is small is given room."""
    with dressed(panel, "screen", HEAD):
        size = panel.figure.size() + HEAD
    usual = (panel.figure.size() + HEAD).expandedTo(LEAST)
    if panel.key in BEYOND:
        assert size.expandedTo(usual) == size != usual
    else:
        assert size == usual or (panel.key in LOW and size.width() == usual.width())
    return size


class Exported:
    """A panel on screen, how it looked before any export, and its exports: each is made once."""

    def __init__(self, panel: Panel, folder: Path) -> None:
        self.panel, self.folder = panel, folder
        export.encoded(panel, ".png", 1, "print")  # formulas are set, and layouts done that were put off
        self.before = self.seen()

    def seen(self) -> QImage:
        """How it looks, nothing put off."""
        for _ in range(2):  # what is drawn may change what there is room for
            QApplication.processEvents()
            self.panel.settle()
        QApplication.processEvents()
        self.panel.widget.repaint()
        return self.panel.widget.grab().toImage()

    def __call__(self, suffix: str, scale: int = 1, look: str = "screen") -> Path:
        path = self.folder / f"{look}_at_{scale}{suffix}"
        return path if path.exists() else export.export(self.panel, path, scale, look)


@pytest.fixture(scope="module", params=PANELS, ids=lambda panel: panel.key)
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    for panel in on_screen(request.param):
        yield Exported(panel, tmp_path_factory.mktemp("exported"))


@pytest.fixture
def panel(exported: Exported) -> Panel:
    """One that tests only export."""
    return exported.panel


def pixels_of(image: QImage) -> np.ndarray:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(plain.constBits(), dtype=np.uint32).copy()  # the bits die with `plain`


def colours_in(image: QImage) -> int:
    return len(np.unique(pixels_of(image)))


def drawn(svg: Path) -> QImage:
    renderer = QSvgRenderer(str(svg))
    assert renderer.isValid()
    image = QImage(renderer.defaultSize(), QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


@pytest.mark.parametrize("scale", [1, *(pytest.param(x, marks=pytest.mark.thorough) for x in (2, 4))])
def test_png_is_as_large_as_asked_and_has_ink(panel: Panel, exported: Exported, scale: int) -> None:
    image = QImage(str(exported(".png", scale)))
    assert image.size() == size_of(panel) * scale
    assert colours_in(image) > 20


def test_svg_holds_its_words_as_text(panel: Panel, exported: Exported) -> None:
    path = exported(".svg")
    content, size = path.read_text(encoding="utf-8"), size_of(panel)
    assert f'viewBox="0 0 {size.width()} {size.height()}"' in content
    assert colours_in(drawn(path)) > 20
    # A letter that the font lacks makes a text of its own.
    written = "".join("".join(re.findall(r"<text[^>]*>([^<]*)<", content)).split())
    for words in (panel.title, *AXES[panel.key]):
        assert "".join(words.split()) in written


def test_svg_holds_bitmaps_only_where_there_are_fields(panel: Panel, exported: Exported) -> None:
    images = exported(".svg").read_text(encoding="utf-8").count("<image")
    assert images == BITMAPS.get(panel.key, 0)


def test_pdf_is_a_page_of_the_figures_size(panel: Panel, exported: Exported) -> None:
    content = exported(".pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert content.rstrip().endswith(b"%%EOF")
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert box is not None
    size = size_of(panel)
    assert [float(side) for side in box.groups()] == pytest.approx(
        [0.75 * size.width(), 0.75 * size.height()], abs=1
    )
    assert len(content) > 5000


def test_csv_reads_back_equal(panel: Panel, exported: Exported) -> None:
    with exported(".csv").open(encoding="utf-8", newline="") as file:
        headers, *rows = list(csv.reader(file))
    table = panel.numbers()
    assert tuple(headers) == table.headers
    for row, cells in zip(rows, table.rows(), strict=True):
        for text, cell in zip(row, cells, strict=True):
            assert text == ("" if cell is None else str(cell))


@pytest.mark.parametrize(
    "look", ["screen", *(pytest.param(x, marks=pytest.mark.thorough) for x in ("dark", "print"))]
)
def test_others_read_what_is_exported(panel: Panel, exported: Exported, look: str) -> None:
    """Pillow, resvg and PDFium see the same picture, of one size, with its axes' names and units in words."""
    png, svg, pdf = (read(exported(suffix, 1, look))[0] for suffix in (".png", ".svg", ".pdf"))
    if look != "print":
        assert png.pixels.size == size_of(panel).toTuple()
    else:
        assert png.pixels.width >= LEAST.width()
    for seen in (png, svg, pdf):
        assert seen.pixels.size == pytest.approx(png.pixels.size, abs=2)
        assert seen.ink == pytest.approx(png.ink, rel=0.5, abs=0.04)  # dotted lines fall between pixels
        assert seen.box == pytest.approx(png.box, abs=20)  # an SVG does not cut what is cut on screen
        assert seen.ink > 0.01
        assert seen.ground == GROUND[look]
    for words in map(run_together, (panel.title, panel.caption, *AXES[panel.key])):
        assert words in svg.words
        assert words in pdf.words


@pytest.mark.thorough
def test_export_leaves_the_screen_as_it_was(exported: Exported) -> None:
    exported(".png", 4)
    exported(".svg")
    for look in ("dark", "print"):
        exported(".png", 1, look)
    assert theme.current() is theme.LIGHT
    assert exported.seen() == exported.before


@pytest.mark.thorough
@pytest.mark.parametrize("state", ["untrained", "broken"])
def test_exports_whatever_it_shows(new_panel: Panel, tmp_path: Path, state: str) -> None:
    made_up = {"untrained": untrained, "broken": broken}
    new_panel.update(made_up[state]() if new_panel.key in SYNTHETIC else real(new_panel, state))
    assert len(export.export_all([new_panel], tmp_path, export.FORMATS)) == len(export.FORMATS)


def test_a_four_times_larger_picture_has_four_times_wider_lines(qtbot: QtBot, tmp_path: Path) -> None:
    panel = next(kind for kind in PANELS if kind.key == "cost")()
    qtbot.addWidget(panel.widget)
    panel.widget.resize(400, 300)
    panel.widget.show()
    panel.update(snapshot())
    QApplication.processEvents()
    ink = []
    for scale in (1, 4):
        image = QImage(str(export.export(panel, tmp_path / "picture.png", scale)))
        background = np.uint32(theme.current().colour("raised").rgb())
        ink.append(float((pixels_of(image) != background).mean()))
    assert ink[1] == pytest.approx(ink[0], rel=0.35)


def test_all_panels_in_all_formats(qtbot: QtBot, tmp_path: Path) -> None:
    panels = [make(kind) for kind in PANELS]
    for panel in panels:
        qtbot.addWidget(panel.widget)
    paths = export.export_all(panels, tmp_path, [".png", ".csv"])
    assert {path.name for path in paths} == {f"{p.key}{s}" for p in panels for s in (".png", ".csv")}
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in paths}


@pytest.mark.thorough
def test_clipboard(panel: Panel) -> None:
    carried.copy_picture(panel)
    assert QGuiApplication.clipboard().image().size() == size_of(panel) * 2
    carried.copy_numbers(panel)
    assert QGuiApplication.clipboard().text() == panel.numbers().to_tsv()


# Errors are one sentence ----------------------------------------------------------------------------


@pytest.fixture
def cost(qtbot: QtBot) -> Panel:
    panel = next(kind for kind in PANELS if kind.key == "cost")()
    qtbot.addWidget(panel.widget)
    return panel


def test_an_unknown_suffix_is_told_the_known_ones(cost: Panel, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.png, \.svg, \.pdf, \.csv, got 'picture\.bmp'"):
        export.export(cost, tmp_path / "picture.bmp")


def test_no_such_folder(cost: Panel, tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"Cannot write .*nowhere.*: No such file or directory\.$"):
        export.export(cost, tmp_path / "nowhere" / "picture.png")


def test_a_failed_write_keeps_the_old_file_and_leaves_nothing(cost: Panel, tmp_path: Path) -> None:
    (tmp_path / "picture.png").mkdir()
    with pytest.raises(OSError, match="Cannot write"):
        export.export(cost, tmp_path / "picture.png")
    assert [path.name for path in tmp_path.iterdir()] == ["picture.png"]


def test_the_dock_says_how_it_went(cost: Panel, qtbot: QtBot, tmp_path: Path) -> None:
    dock = PanelDock(cost)
    qtbot.addWidget(dock)
    said: list[str] = []
    dock.said.connect(said.append)
    dock.export_to(tmp_path / "picture.svg")
    dock.export_to(tmp_path / "picture.txt")
    assert said[0] == f"Saved {tmp_path / 'picture.svg'}."
    assert "'picture.txt'" in said[1]


def test_svg_leaves_no_stroke_to_the_viewer(exported: Exported) -> None:
    """librsvg ignores `vector-effect`: pens under the matrix of an axis became bands and blobs."""
    content = exported(".svg").read_text(encoding="utf-8")
    assert "non-scaling-stroke" not in content
    inked, turned = r'stroke="#(?![^>]*stroke-opacity="0")', r"matrix\((?!1,|0,|-1,)"
    stroked = rf"<g [^>]*{inked}[^>]*{turned}[^>]*>\s*<(polyline|path)"
    assert not re.search(stroked, content)


def test_strokes_are_moved_and_joined() -> None:
    segment = '<polyline fill="none" vector-effect="non-scaling-stroke" points="{}" />\n'
    body = segment.format("0,0 1,1 ") + segment.format("1,1 2,0 ")
    svg = f'<g stroke="#000" transform="matrix(10,0,0,-10,5,50)"\n>\n{body}</g>'
    assert 'points="5,50 15,40 25,50"' in without_scaling(svg)
    assert without_scaling(svg).count("<polyline") == 1


def test_svg_curves_stay_inside_their_axes(qtbot: QtBot, tmp_path: Path) -> None:
    panel = next(kind for kind in PANELS if kind.key == "cost")()
    qtbot.addWidget(panel.widget)
    panel.widget.resize(480, 360)
    panel.widget.show()
    run = snapshot()
    run.series.loss[::16] = 500.0
    panel.update(run)
    QApplication.processEvents()
    content = export.export(panel, tmp_path / "picture.svg").read_text(encoding="utf-8")
    drawn_at = [
        float(y) for line in re.findall(r'points="([^"]*)"', content) for y in re.findall(r",(\S+)", line)
    ]
    assert min(drawn_at) >= 0
    assert panel._plot._curves["loss"].getData()[1].max() == 500


def test_a_process_that_copied_a_picture_ends_well() -> None:
    """Without a screen Qt parts with what was copied after Python's end, and died of it."""
    code = (
        "from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from ui.panels.cost import CostPanel; from ui import carried; carried.copy_picture(CostPanel())"
    )
    quiet = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=quiet, check=False
    )
    assert ended.returncode == 0, ended.stderr
