"""What is recorded: a panel, or the window with all that is in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter, Qt

from simulator.provenance import Provenance
from simulator.snapshot import Probe, Snapshot
from ui import picture_words, theme
from ui.origins import origin_of

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.panels.panel import Panel


class Source(Protocol):
    """Something that shows snapshots and can be painted."""

    key: str
    title: str

    def words(self, of_run: Callable[[], Provenance]) -> dict[str, str]:
        """What a film of it says of itself; `of_run` tells of the run in its last frame."""
        ...

    @property
    def is_there(self) -> bool:
        """Whether it can still be painted."""
        ...

    @property
    def width(self) -> int:
        """Pixels on screen."""
        ...

    def probes(self) -> frozenset[Probe]: ...

    def picture(self, snapshot: Snapshot, scale: float) -> QImage: ...


class PanelSource:
    """A panel, in sight or not, as it is exported."""

    def __init__(self, panel: Panel) -> None:
        self._panel, self.key, self.title = panel, panel.key, panel.title

    def words(self, of_run: Callable[[], Provenance]) -> dict[str, str]:
        return picture_words.words(self.title, self._panel.about, origin_of(self._panel, of_run))

    @property
    def is_there(self) -> bool:
        return shiboken6.isValid(self._panel) and shiboken6.isValid(self._panel.widget)

    @property
    def width(self) -> int:
        return self._panel.figure.width() + 2 * theme.SPACE

    def probes(self) -> frozenset[Probe]:
        return self._panel.probes()

    def picture(self, snapshot: Snapshot, scale: float) -> QImage:
        """The panel with this snapshot in it, whether or not it was its turn."""
        from ui.export import picture

        self._panel.update(snapshot)
        return picture(self._panel, scale)


class WindowSource:
    """The window without what floats beside it."""

    key, title = "window", "the window"

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def words(self, of_run: Callable[[], Provenance]) -> dict[str, str]:
        return picture_words.words("Batchscope", "All panels of a workspace.", of_run())

    @property
    def is_there(self) -> bool:
        return shiboken6.isValid(self._window)

    @property
    def width(self) -> int:
        return self._window.width()

    def probes(self) -> frozenset[Probe]:
        return self._window.workbench.probes() | self._window.side.probes()

    def picture(self, snapshot: Snapshot, scale: float) -> QImage:
        """The window with this snapshot in every panel in sight."""
        self._window.workbench.show_snapshot(snapshot)
        self._window.workbench.settle()
        image = QImage(self._window.size() * scale, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        image.fill(theme.current().colour("surface"))
        self._window.render(image)
        return image


def fitted(image: QImage, size: QSize) -> QImage:
    """RGB, `size` pixels; one of another size, of a panel dragged larger say, in the middle of it."""
    image.setDevicePixelRatio(1)
    if image.size() != size:
        kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        image = _centred(image.scaled(size, kept, smooth), size)
    return image.convertToFormat(QImage.Format.Format_RGB888)


def _centred(image: QImage, size: QSize) -> QImage:
    canvas = QImage(size, QImage.Format.Format_RGB32)
    canvas.fill(theme.current().colour("raised"))
    painter = QPainter(canvas)
    painter.drawImage((size.width() - image.width()) // 2, (size.height() - image.height()) // 2, image)
    painter.end()
    return canvas


def canvas_of(image: QImage, even: bool) -> QSize:
    """The size of all frames, as the first picture has it; an `even` one is a pixel smaller where it must."""
    size = image.size()
    return QSize(size.width() // 2 * 2, size.height() // 2 * 2) if even else size
