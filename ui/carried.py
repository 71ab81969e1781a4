"""A panel on its way to another program: by the clipboard, or dragged out of the window."""

from __future__ import annotations

import atexit

from PySide6.QtCore import QByteArray, QMimeData, QTemporaryDir, QUrl
from PySide6.QtGui import QGuiApplication, QImage

from simulator.provenance import Provenance
from ui import export
from ui.panels.panel import Panel

_SCALE = 2
_WITHOUT_SCREEN = "offscreen", "minimal"
_KINDS = ((".png", "image/png"), (".svg", "image/svg+xml"), (".csv", "text/csv"))


def copy_picture(panel: Panel, origin: Provenance = export.UNKNOWN, look: str = "screen") -> None:
    """The panel's picture at 2x, to the clipboard."""
    data = QMimeData()
    _put_picture(data, export.encoded(panel, ".png", _SCALE, look, origin))
    QGuiApplication.clipboard().setMimeData(data)
    atexit.unregister(_let_go)
    atexit.register(_let_go)


def _let_go() -> None:
    """Without a screen Qt itself keeps what was copied, and would part with it only after Python's end."""
    if QGuiApplication.instance() is not None and QGuiApplication.platformName() in _WITHOUT_SCREEN:
        QGuiApplication.clipboard().clear()


def copy_numbers(panel: Panel) -> None:
    """The panel's numbers, tab-separated, to the clipboard."""
    QGuiApplication.clipboard().setText(panel.numbers().to_tsv())


def carried(panel: Panel, folder: QTemporaryDir, origin: Provenance) -> QMimeData:
    """The panel as a picture, as a file of it in `folder`, as a drawing and as numbers: a document takes
    what it likes best. Raises OSError where the file cannot be written.
    """
    data = QMimeData()
    made = {suffix: export.encoded(panel, suffix, _SCALE, "screen", origin) for suffix, _ in _KINDS}
    for suffix, kind in _KINDS[1:]:
        data.setData(kind, QByteArray(made[suffix]))
    _put_picture(data, made[".png"])
    if not folder.isValid():
        raise OSError(f"Cannot write a picture to drag: {folder.errorString()}.")
    path = folder.filePath(f"{panel.key}.png")
    export.write_whole(path, made[".png"])
    data.setUrls([QUrl.fromLocalFile(path)])
    return data


def _put_picture(data: QMimeData, png: bytes) -> None:
    """As it was encoded, with its words, and as an image for who takes nothing else."""
    data.setImageData(QImage.fromData(png, "PNG"))
    data.setData("image/png", QByteArray(png))
