"""The application around the window: start-up checks, errors nobody caught, pictures of the window."""

from __future__ import annotations

import ctypes
import dataclasses
import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from simulator import datasets
from simulator.hyperparameters import Config
from ui.engine_process import launch
from ui.export_order import Order

if TYPE_CHECKING:
    from simulator.run import Run

_QT_PACKAGES = "libegl1 libgl1 libxkbcommon0 libfontconfig1 libglib2.0-0 libdbus-1-3 libgssapi-krb5-2"
_X11_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-shape.so.0": "libxcb-shape0",
}
_PICTURE_TIMEOUT = 600.0  # seconds of training for one screenshot, at most
_SPARE_AFTER = 3000  # ms: the start has the machine to itself
_MISHAP_EVERY = 10.0  # seconds between two dialogs about errors, at least


def run(config: Config, workspace: str | None, theme_name: str | None, file: Path | None = None) -> int:
    """Open the window, on a run of a file where one is given, and stay until it is closed."""
    _check_screen()
    if config.dataset == "csv":
        datasets.load(config)  # what is wrong with the file is said before a window opens
    engine = launch(config)  # it loads while Qt does
    app = _application(theme_name)
    from PySide6.QtCore import QSettings, QTimer

    from ui.main_window import MainWindow

    settings = QSettings("batchscope", "batchscope")
    window = MainWindow(engine, workspace, settings)
    window.wear(theme_name or str(settings.value("theme", "system")))
    window.show()
    window.keep_safe(_data_folder() / "recovery")
    if file is not None:
        window.open(file)
    QTimer.singleShot(_SPARE_AFTER, window.client.keep_spare)
    sys.excepthook = _Mishaps(window).report
    return int(app.exec())


def screenshot(
    config: Config,
    path: Path,
    workspace: str | None,
    steps: int,
    size: tuple[int, int],
    theme_name: str | None,
) -> int:
    """Save a picture of the real window after `steps` steps; works without a screen."""
    if path.suffix.lower() != ".png":
        raise ValueError(f"A screenshot is saved as .png, got {path.name!r}.")
    _prefer_offscreen()
    app = _application(theme_name or "light")
    from simulator.commands import Step
    from ui.main_window import MainWindow

    datasets.load(config)  # what is wrong with the data is said before a window opens
    window = MainWindow(launch(config), workspace)
    assert window.form.controls  # a picture of every row
    window.workbench.view.complete()  # and of all panels
    window.resize(*size)
    window.show()
    if window.size().toTuple() != size:
        least = window.minimumSizeHint()
        raise ValueError(f"The window must be at least {least.width()}x{least.height()}.")
    if steps:
        window.send(Step(steps))
    snapshot = _wait_for(app, window, steps)
    if window.searching is not None:
        _search(app, window)
    _settle(app)
    saved = window.grab().save(str(path))
    window.close()
    if not saved:
        raise OSError(f"The picture could not be written to {path}.")
    if snapshot.message:
        print(snapshot.message, file=sys.stderr)
    return 0


def export_run(training: Run, order: Order) -> list[Path]:
    """Every panel of a run as pictures and numbers, without a window on screen."""
    _prefer_offscreen()
    _application("light")
    from simulator.lockstep import Lockstep
    from simulator.provenance import of_run
    from ui import theme
    from ui.export_folder import fulfil
    from ui.origins import origins_of
    from ui.panels import PANELS

    theme.dress_plots()

    order.folder.parent.mkdir(parents=True, exist_ok=True)
    panels = [kind() for kind in PANELS]
    snapshot = Lockstep(training).snapshot(frozenset[object]().union(*(panel.probes() for panel in panels)))
    for panel in panels:
        panel.widget.resize(800, 600)
        panel.widget.show()
        panel.update(snapshot)
    origin = of_run(training.tree, training.place, training.config, snapshot.data.name)
    return fulfil(order, panels, origins_of(panels, lambda: origin))


def _application(theme_name: str | None):  # type: ignore[no-untyped-def]  # a QApplication, imported late
    """The one QApplication; says in a sentence what a bare machine lacks."""
    try:
        from PySide6 import __version__ as pyside
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        raise OSError(f"Qt does not load: {error}. On Debian: apt-get install {_QT_PACKAGES}") from None
    if sys.version_info < (3, 12) and tuple(map(int, pyside.split(".")[:2])) >= (6, 12):
        raise OSError(f"PySide6 {pyside} corrupts Python below 3.12: install 'PySide6-Essentials<6.12'.")
    from PySide6.QtCore import qInstallMessageHandler

    from ui import theme

    qInstallMessageHandler(_pass_on)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    app.setApplicationName("batchscope")
    app.setApplicationDisplayName("batchscope")
    theme.apply_theme(app, theme_name or "system")
    return app


def _pass_on(_kind: object, _context: object, message: str) -> None:
    """Qt's own messages, but for one that it says of every window shown offscreen."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)


def _prefer_offscreen() -> None:
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _check_screen() -> None:
    """Qt aborts where these are missing, and names the wrong library: say it properly instead."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if os.environ.get("WAYLAND_DISPLAY"):
        return
    if not os.environ.get("DISPLAY"):
        raise OSError("There is no screen: DISPLAY is not set. Without one use --headless or --screenshot.")
    missing = [package for library, package in _X11_LIBRARIES.items() if not _loads(library)]
    if missing:
        raise OSError(f"A window needs more of the system. On Debian: apt-get install {' '.join(missing)}")


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _wait_for(app, window, steps: int):  # type: ignore[no-untyped-def]  # Qt types are imported late
    """The first snapshot on screen that stands at `steps` or can go no further."""
    seen = []
    window.shown.connect(seen.append)
    end = time.monotonic() + _PICTURE_TIMEOUT
    while not (seen and seen[-1].state != "playing" and (seen[-1].step >= steps or seen[-1].message)):
        if time.monotonic() > end:
            raise OSError(f"No picture: {steps} steps took longer than {_PICTURE_TIMEOUT:.0f} s.")
        app.processEvents()
        time.sleep(0.002)
    return seen[-1]


def _search(app, window) -> None:  # type: ignore[no-untyped-def]  # Qt types are imported late
    """Let the search in a picture be done: by the plan that a person finds there."""
    from simulator.search.commands import Begin

    lab, end = window.workbench.lab, time.monotonic() + _PICTURE_TIMEOUT
    lab.wish.emit(Begin(dataclasses.replace(lab.plan, space=lab.plan.space.with_base(lab.config))))
    while lab.mirror is None or lab.mirror.status != "ended":
        if time.monotonic() > end:
            raise OSError(f"No picture: the search took longer than {_PICTURE_TIMEOUT:.0f} s.")
        app.processEvents()
        time.sleep(0.002)
    if lab.mirror.study.best is not None:
        lab.choose(lab.mirror.study.best.number)


def _settle(app) -> None:  # type: ignore[no-untyped-def]  # Qt types are imported late
    """Let layouts, formulas and paints catch up."""
    from ui import maths

    end = time.monotonic() + 0.6
    while time.monotonic() < end or maths.pending():
        app.processEvents()
        time.sleep(0.005)


def _data_folder() -> Path:
    """Where this machine keeps what is the app's own."""
    from PySide6.QtCore import QStandardPaths

    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation))


class _Mishaps:
    """Errors that nobody caught: into a log file, and at most one dialog at a time."""

    def __init__(self, window) -> None:  # type: ignore[no-untyped-def]  # a QWidget, imported late
        self._window, self._last = window, -_MISHAP_EVERY

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Stands in for sys.excepthook while the window is open."""
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        folder = _data_folder()
        log = folder / "errors.log"
        text = "".join(traceback.format_exception(kind, error, trace))
        with _ignoring_a_full_disk():
            folder.mkdir(parents=True, exist_ok=True)
            with log.open("a", encoding="utf-8") as file:
                file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')}\n{text}\n")
        if time.monotonic() - self._last > _MISHAP_EVERY:
            self._last = time.monotonic()
            self._say(f"{kind.__name__}: {error}", text, log)

    def _say(self, what: str, text: str, log: Path) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(
            QMessageBox.Icon.Warning, "batchscope", f"Something went wrong: {what}", parent=self._window
        )
        box.setInformativeText(f"Your run goes on. The details are in {log}.")
        box.setDetailedText(text)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


@contextmanager
def _ignoring_a_full_disk() -> Iterator[None]:
    try:
        yield
    except OSError:
        return
