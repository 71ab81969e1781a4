"""The real window and the real panels, drawn offscreen."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import (
    QEvent,
    QEventLoop,
    QMessageLogContext,
    QObject,
    Qt,
    QTimer,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from simulator.hyperparameters import Config
from ui import theme
from ui.engine_process import launch
from ui.main_window import MainWindow

SIZE = (1600, 1000)
_PATIENCE = 30.0  # seconds that anything may take before the benchmark is given up


def application() -> QApplication:
    """The one application, as the command dresses it."""
    qInstallMessageHandler(_say)
    app = QApplication.instance() or QApplication(["benchmarks"])
    assert isinstance(app, QApplication)
    theme.apply_theme(app, "light")
    return app


def _say(_kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
    if "propagateSizeHints" not in message:  # said of every window shown offscreen
        print(message, file=sys.stderr)


class Scope(MainWindow):
    """The window itself, which says when it has painted a frame: all that changed, in one go."""

    painted = Signal()
    exposed = Signal()
    """It is on the screen, for the first time."""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Expose:
            watched.removeEventFilter(self)
            self.exposed.emit()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:
            self.painted.emit()
        return done

    def untab(self) -> None:
        """Every panel of the workspace in sight at once."""
        for row in self.view.workspace.rows:
            for first, *others in row.cells:
                for key in others:
                    self.view.splitDockWidget(
                        self.view.docks[first], self.view.docks[key], Qt.Orientation.Vertical
                    )


def shown_window(config: Config, workspace: str = "train") -> Scope:
    """A window on a workspace, with no settings of anybody."""
    window = Scope(launch(config), workspace)
    window.view.complete()
    window.resize(*SIZE)
    window.show()
    return window


class Paints(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _widget: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def run_for(seconds: float) -> None:
    """Let the application run."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def run_until(reached: Callable[[], bool]) -> None:
    """Let the application run until `reached`; looks every few milliseconds."""
    end = time.monotonic() + _PATIENCE
    while not reached():
        if time.monotonic() > end:
            raise TimeoutError(f"The window did not get there in {_PATIENCE:.0f} s.")
        run_for(0.005)
