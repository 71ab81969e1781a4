"""Pictures and numbers of panels: one painter for PNG, SVG and PDF, and a CSV with real headers.

pyqtgraph's own exporters are not used: SVG fails on Qt 6.11, CSV is empty for images.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyqtgraph as pg
from pyqtgraph.exporters.Exporter import Exporter
from PySide6.QtCore import QBuffer, QByteArray, QMarginsF, QPoint, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
    QPen,
    QRegion,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsView, QWidget

from ui import theme
from ui.drawing.pictured import clamped, no_scroll_bars
from ui.drawing.svg_strokes import without_scaling
from ui.panels.panel import Panel

FORMATS = (".png", ".svg", ".pdf", ".csv")
SCREEN_DPI = 96
"""Qt sizes text for this; at another resolution axis labels of an SVG or PDF come out too big."""
_HEAD, _MARGIN = 32, 8


def export(panel: Panel, path: Path | str, scale: int = 1) -> Path:
    """Write a panel's picture (PNG at `scale`, SVG, PDF) or its numbers (CSV), by the path's suffix.

    The file is written whole or not at all. Raises ValueError for an unknown suffix and OSError, in one
    sentence, where the file cannot be written.
    """
    path = Path(path)
    encode = _encoders(scale).get(path.suffix.lower())
    if encode is None:
        known = ", ".join(FORMATS)
        raise ValueError(f"Pictures and numbers are saved as {known}, got {path.name!r}.")
    _write_whole(path, encode(panel))
    return path


def export_all(
    panels: Iterable[Panel], folder: Path | str, formats: Iterable[str], scale: int = 1
) -> list[Path]:
    """Write every panel in every format (".png", ...) as folder/key.suffix."""
    formats = tuple(formats)
    return [
        export(panel, Path(folder) / f"{panel.key}{suffix}", scale) for panel in panels for suffix in formats
    ]


def copy_picture(panel: Panel) -> None:
    """The panel's picture at 2x, to the clipboard."""
    QGuiApplication.clipboard().setImage(picture(panel, 2))


def copy_numbers(panel: Panel) -> None:
    """The panel's numbers, tab-separated, to the clipboard."""
    QGuiApplication.clipboard().setText(panel.numbers().to_tsv())


# One painter for all devices ------------------------------------------------------------------------


def _size(panel: Panel) -> QSize:
    return panel.figure.size() + QSize(2 * _MARGIN, _HEAD + _MARGIN)


def _paint(panel: Panel, device: QPaintDevice, scale: int = 1) -> None:
    """The panel under its title, on the theme's surface, in device-independent pixels."""
    painter = QPainter(device)
    try:
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.TextAntialiasing
            | QPainter.RenderHint.LosslessImageRendering
        )
        painter.fillRect(QRect(QPoint(0, 0), _size(panel)), theme.current().colour("raised"))
        _paint_title(panel, painter)
        with (
            _export_mode(panel.figure, painter),
            _wider_pens(panel.figure, scale),
            no_scroll_bars(panel.figure),
        ):
            panel.figure.render(painter, QPoint(_MARGIN, _HEAD), QRegion(), QWidget.RenderFlag.DrawChildren)
    finally:
        painter.end()


def _paint_title(panel: Panel, painter: QPainter) -> None:
    room = QRectF(_MARGIN + 4, 0, panel.figure.width() - 8, _HEAD)
    painter.setFont(theme.font())
    painter.setPen(theme.current().colour("muted"))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, panel.caption)
    painter.setFont(theme.font(1.1, bold=True))
    painter.setPen(theme.current().colour("text"))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, panel.title)


def _views(figure: QWidget) -> list[QGraphicsView]:
    """The graphics views in a figure, itself included."""
    inside = figure.findChildren(QGraphicsView)
    return [figure, *inside] if isinstance(figure, QGraphicsView) else inside


@contextlib.contextmanager
def _export_mode(figure: QWidget, painter: QPainter) -> Iterator[None]:
    """pyqtgraph's items draw shapes, not cached bitmaps, while this holds."""
    exporters = [Exporter(view.scene()) for view in _views(figure)]
    options = {"antialias": True, "background": None, "painter": painter, "resolutionScale": 1}
    try:
        for exporter in exporters:
            exporter.setExportMode(True, options)
        yield
    finally:
        for exporter in exporters:
            exporter.setExportMode(False)


@contextlib.contextmanager
def _wider_pens(figure: QWidget, scale: int) -> Iterator[None]:
    """Cosmetic pens ignore the image's scale: draw them `scale` times as wide while this holds."""
    if scale == 1:
        yield
        return
    restore = [_widen(item, scale) for view in _views(figure) for item in view.scene().items()]
    try:
        yield
    finally:
        for undo in restore:
            undo()


def _widen(item: object, scale: int) -> Callable[[], None]:
    """Scale one pyqtgraph item's pen; the answer puts it back."""
    if isinstance(item, pg.AxisItem):
        pen, text_pen = item.pen(), item.textPen()
        _pen_axis(item, _wide(pen, scale), text_pen)
        return lambda: _pen_axis(item, pen, text_pen)
    if isinstance(item, (pg.PlotCurveItem, pg.ScatterPlotItem)):
        pen = pg.mkPen(item.opts["pen"])
        item.opts["pen"] = _wide(pen, scale)
        return lambda: item.opts.update(pen=pen)
    return lambda: None


def _pen_axis(axis: pg.AxisItem, pen: QPen, text_pen: QPen) -> None:
    axis.setPen(pen)
    axis.setTextPen(text_pen)  # after the pen, which recolours the axis label


def _wide(pen: QPen, scale: int) -> QPen:
    wide = QPen(pen)
    wide.setWidthF(pen.widthF() * scale)
    return wide


# One encoder a format -------------------------------------------------------------------------------


def _encoders(scale: int) -> dict[str, Callable[[Panel], bytes]]:
    return dict(zip(FORMATS, (lambda panel: _png(panel, scale), _svg, _pdf, _csv), strict=True))


def picture(panel: Panel, scale: float = 1) -> QImage:
    """The panel under its title as it stands, `scale` times as large as on screen, as a PNG shows it."""
    image = QImage(_size(panel) * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(theme.current().colour("raised"))
    panel.settle()
    _paint(panel, image, scale)
    return image


def _png(panel: Panel, scale: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    if not picture(panel, scale).save(buffer, "PNG"):
        raise OSError(f"The picture of {panel.title} at {scale}x could not be encoded.")
    return buffer.data().data()


def _svg(panel: Panel) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(SCREEN_DPI)
    generator.setSize(_size(panel))
    generator.setViewBox(QRect(QPoint(0, 0), _size(panel)))
    generator.setTitle(panel.title)
    generator.setDescription(panel.about)
    panel.settle()
    with clamped(_views(panel.figure)):
        _paint(panel, generator)
    return without_scaling(bytes(data.data()).decode()).encode()


def _pdf(panel: Panel) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(SCREEN_DPI)
    writer.setTitle(panel.title)
    panel.settle()
    page = QSizeF(_size(panel)) * (72 / SCREEN_DPI)
    writer.setPageMargins(QMarginsF())
    writer.setPageSize(QPageSize(page, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch))
    _paint(panel, writer)
    return data.data()


def _csv(panel: Panel) -> bytes:
    return panel.numbers().to_csv().encode()


def _write_whole(path: Path, data: bytes) -> None:
    """Write beside, then put in place: a reader sees the old file or the new one, never half of one."""
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
