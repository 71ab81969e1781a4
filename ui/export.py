"""Pictures and numbers of panels: one painter for PNG, SVG and PDF, and a CSV with real headers.

pyqtgraph's own exporters are not used: SVG fails on Qt 6.11, CSV is empty for images.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QMarginsF,
    QPoint,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from simulator.provenance import Provenance
from ui import picture_words, theme
from ui.drawing.pictured import clamped, export_mode, lay_out, no_scroll_bars, views_in, wider_pens
from ui.drawing.svg_strokes import without_scaling
from ui.dressed import dressed
from ui.maths import MathLabel
from ui.panels.panel import Panel
from ui.unfolded import rows_in_sight

FORMATS = (".png", ".svg", ".pdf", ".csv")
SCREEN_DPI = 96
"""Qt sizes text for this; at another resolution axis labels of an SVG or PDF come out too big."""
UNKNOWN = Provenance()
_HEAD, _MARGIN = 32, 8
_BESIDE = QSize(2 * _MARGIN, _HEAD + _MARGIN)
"""Pixels of a picture beside the figure."""
_INCH = 0.0254  # metres


def export(
    panel: Panel, path: Path | str, scale: int = 1, look: str = "screen", origin: Provenance = UNKNOWN
) -> Path:
    """Write a panel's picture (PNG at `scale`, SVG, PDF) or its numbers (CSV), by the path's suffix.

    A picture wears a look, "print" say, and carries its origin. The file is written whole or not at all.
    Raises ValueError for an unknown suffix or look and OSError, in one sentence, where it cannot be written.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        known = ", ".join(FORMATS)
        raise ValueError(f"Pictures and numbers are saved as {known}, got {path.name!r}.")
    write_whole(path, encoded(panel, suffix, scale, look, origin))
    return path


def encoded(
    panel: Panel, suffix: str, scale: int = 1, look: str = "screen", origin: Provenance = UNKNOWN
) -> bytes:
    """What `export` writes."""
    if suffix == ".csv":
        return panel.numbers().to_csv().encode()
    if suffix == ".pdf":
        return book([panel], look, {panel.key: origin})
    with dressed(panel, look, _BESIDE) as zoom:
        return _png(panel, scale, zoom, origin) if suffix == ".png" else _svg(panel, zoom, origin)


def export_all(
    panels: Iterable[Panel],
    folder: Path | str,
    formats: Iterable[str],
    scale: int = 1,
    look: str = "screen",
    origins: Mapping[str, Provenance] | None = None,
) -> list[Path]:
    """Write every panel in every format (".png", ...) as folder/key.suffix; origins are by the key."""
    formats, origins = tuple(formats), origins or {}
    return [
        export(panel, Path(folder) / f"{panel.key}{suffix}", scale, look, origins.get(panel.key, UNKNOWN))
        for panel in panels
        for suffix in formats
    ]


def _settle(panel: Panel) -> None:
    """All that was put off until the event loop is idle, now: series, formulas, and where they go."""
    panel.settle()
    for label in panel.figure.findChildren(MathLabel):
        if not label.is_set:
            label.set_now()
    lay_out(panel.widget)


# One painter for all devices ------------------------------------------------------------------------


def _size(panel: Panel) -> QSize:
    return panel.figure.size() + _BESIDE


def _paint(panel: Panel, device: QPaintDevice, pens: float = 1.0) -> None:
    painter = QPainter(device)
    try:
        _paint_with(painter, panel, pens)
    finally:
        painter.end()


def _paint_with(painter: QPainter, panel: Panel, pens: float) -> None:
    """The panel under its title, on the theme's surface, in device-independent pixels; cosmetic pens, which
    ignore the scale of a device, `pens` times as wide.
    """
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing
        | QPainter.RenderHint.TextAntialiasing
        | QPainter.RenderHint.LosslessImageRendering
    )
    painter.fillRect(QRect(QPoint(0, 0), _size(panel)), theme.current().colour("raised"))
    _paint_title(panel, painter)
    figure = panel.figure
    with export_mode(figure, painter), wider_pens(figure, pens), no_scroll_bars(figure):
        figure.render(painter, QPoint(_MARGIN, _HEAD), QRegion(), QWidget.RenderFlag.DrawChildren)


def _paint_title(panel: Panel, painter: QPainter) -> None:
    room = QRectF(_MARGIN + 4, 0, panel.figure.width() - 8, _HEAD)
    painter.setFont(theme.font())
    painter.setPen(theme.current().colour("muted"))
    known = " · ".join(filter(None, (panel.caption, rows_in_sight(panel))))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, known)
    painter.setFont(theme.font(1.1, bold=True))
    painter.setPen(theme.current().colour("text"))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, panel.title)


# One encoder a format -------------------------------------------------------------------------------


def picture(panel: Panel, scale: float = 1) -> QImage:
    """The panel under its title as it is dressed, `scale` times as large as on screen, as a PNG shows it."""
    _settle(panel)
    made = QImage(_scaled(_size(panel), scale), QImage.Format.Format_ARGB32_Premultiplied)
    made.setDevicePixelRatio(scale)
    made.fill(theme.current().colour("raised"))
    _paint(panel, made, scale)
    return made


def _png(panel: Panel, scale: int, zoom: float, origin: Provenance) -> bytes:
    made, buffer = picture(panel, scale * zoom), QBuffer()
    dots = round(SCREEN_DPI * scale / _INCH)  # as large in a document as the drawing of it
    made.setDotsPerMeterX(dots)  # after it is painted: type is sized by them
    made.setDotsPerMeterY(dots)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if not made.save(buffer, "PNG"):
        raise OSError(f"The picture of {panel.title} at {scale}x could not be encoded.")
    return picture_words.in_png(buffer.data().data(), panel, origin)


def _svg(panel: Panel, zoom: float, origin: Provenance) -> bytes:
    _settle(panel)
    data = QByteArray()
    buffer, generator = QBuffer(data), QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(SCREEN_DPI)
    generator.setSize(_scaled(_size(panel), zoom))
    generator.setViewBox(QRect(QPoint(0, 0), _size(panel)))
    generator.setTitle(panel.title)
    generator.setDescription(panel.about)
    with clamped(views_in(panel.figure)):
        _paint(panel, generator)
    return picture_words.in_svg(without_scaling(bytes(data.data()).decode()), panel, origin).encode()


def book(panels: Sequence[Panel], look: str, origins: Mapping[str, Provenance]) -> bytes:
    """A PDF with a page a panel, each of its panel's size."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(SCREEN_DPI)
    picture_words.in_pdf(writer, panels, [origins.get(panel.key, UNKNOWN) for panel in panels])
    painter = QPainter()
    try:
        for panel in panels:
            with dressed(panel, look, _BESIDE) as zoom:
                _paint_page(writer, painter, panel, zoom)
    finally:
        if painter.isActive():
            painter.end()
    return data.data()


def _paint_page(writer: QPdfWriter, painter: QPainter, panel: Panel, zoom: float) -> None:
    _settle(panel)
    page = QSizeF(_size(panel)) * (zoom * 72 / SCREEN_DPI)
    writer.setPageMargins(QMarginsF())
    writer.setPageSize(QPageSize(page, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    if not painter.isActive():
        painter.begin(writer)
    else:
        writer.newPage()
    painter.save()
    painter.scale(zoom, zoom)
    _paint_with(painter, panel, zoom)
    painter.restore()


def _scaled(size: QSize, scale: float) -> QSize:
    return QSize(round(size.width() * scale), round(size.height() * scale))


def write_whole(path: Path | str, data: bytes) -> None:
    """Write beside, then put in place: a reader sees the old file or the new one, never half of one."""
    path = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise OSError(f"Cannot write {path}: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise OSError(f"Cannot write {path}: {error.strerror}.") from None
