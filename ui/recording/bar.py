"""What a recording has come to, at the window's corner, with Stop and Cancel."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.recording.recorder import Recorder
from ui.recording.words import bytes_in_words
from ui.steady_label import SteadyLabel

_WIDEST = "10,000 of 10,000 frames · 10,000.0 s · 999 MB, about 999 MB in all"


class RecordingBar(QWidget):
    """A small window over the window: what it covers is in the recording all the same, and it is not."""

    def __init__(self, recorder: Recorder, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Tool)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle("Recording")
        self._recorder, self._window = recorder, window
        self._said = SteadyLabel("", _WIDEST)
        self._progress = QProgressBar(textVisible=False, accessibleName="Frames of the recording")
        self._progress.setFixedHeight(theme.SPACE // 2)
        self._stop = QPushButton("Stop", toolTip="Keep what is recorded by now")
        self._cancel = QPushButton("Cancel", toolTip="Keep nothing")
        self._stop.clicked.connect(recorder.stop)
        self._cancel.clicked.connect(recorder.cancel)
        row = QHBoxLayout(spacing=theme.SPACE)
        row.addWidget(self._said, 1)
        row.addWidget(self._stop)
        row.addWidget(self._cancel)
        column = QVBoxLayout(self, spacing=theme.SPACE)
        column.setContentsMargins(2 * theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        column.addLayout(row)
        column.addWidget(self._progress)
        recorder.changed.connect(self.refresh)

    @property
    def text(self) -> str:
        """What it says now."""
        return self._said.text

    def refresh(self) -> None:
        """Show what there is; come when a recording begins and go when it is over."""
        recorder, plan = self._recorder, self._recorder.plan
        if recorder.is_on:
            self._said.show_text(self._words())
            self._progress.setMaximum(plan.frames)
            self._progress.setValue(recorder.frames)
            self._stop.setEnabled(not recorder.is_ending)
        if recorder.is_on != self.isVisible():
            self._place()
            self.setVisible(recorder.is_on)

    def _words(self) -> str:
        recorder, plan = self._recorder, self._recorder.plan
        seconds, written = recorder.frames / plan.rate, bytes_in_words(recorder.written)
        said = f"{recorder.frames:,} of {plan.frames:,} frames · {seconds:.1f} s · {written}"
        if recorder.is_ending:
            return f"{said}, the last are written…"
        return f"{said}, about {bytes_in_words(recorder.expected)} in all" if recorder.expected else said

    def _place(self) -> None:
        """Above the transport, at the right."""
        self.adjustSize()
        corner = self._window.mapToGlobal(QPoint(self._window.width(), self._window.height()))
        self.move(corner - QPoint(self.width() + 3 * theme.SPACE, self.height() + 18 * theme.SPACE))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed by the system's button, it is stopped."""
        self._recorder.stop()
        event.accept()
