"""One line above the transport that says what happened: never in the way, gone when it is old."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from simulator.snapshot import Snapshot
from ui import icons, theme

_TOLD, _WARNED = 6_000, 20_000  # milliseconds


class NoticeBar(QWidget):
    """What was just done or refused; under that a divergence; under that a remark on the settings."""

    def __init__(self) -> None:
        super().__init__()
        self._text = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._close = QToolButton(toolTip="Dismiss")
        icons.wear(self._close, "close", "muted")
        self._close.clicked.connect(self._expire)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.SPACE, 0, theme.SPACE, 0)
        row.addWidget(self._text, 1)
        self._act = QToolButton(visible=False)
        self._act.clicked.connect(self._carry_out)
        self._wish: Callable[[], object] | None = None
        row.addWidget(self._act)
        row.addWidget(self._close)
        self._age = QTimer(self, singleShot=True)
        self._age.timeout.connect(self._expire)
        self._said, self._state = ("", "text"), ("", "muted")
        self.setFixedHeight(3 * theme.SPACE)  # also when it is silent: the panels must not move
        theme.changed.connect(self._show)
        self._show()

    @property
    def text(self) -> str:
        """What it says now."""
        return self._text.text()

    def tell(self, sentence: str) -> None:
        """Something was done."""
        self._say(sentence, "text", _TOLD)

    def warn(self, sentence: str) -> None:
        """Something could not be done."""
        self._say(sentence, "bad", _WARNED)

    def offer(self, sentence: str, label: str, act: Callable[[], object]) -> None:
        """Something can be done, by a button; it stays until it is done or something else is said."""
        self._say(sentence, "text", None)
        self._wish = act
        self._act.setText(label)
        self._show()

    def show_state(self, snapshot: Snapshot) -> None:
        """What the snapshot itself has to say, when nothing else is being said."""
        state = (snapshot.message, "bad") if snapshot.message else (" ".join(snapshot.remarks), "muted")
        if state != self._state:
            self._state = state
            self._show()

    def _say(self, sentence: str, role: str, milliseconds: int | None) -> None:
        self._said, self._wish = (sentence, role), None
        self._age.stop()
        if milliseconds is not None:
            self._age.start(milliseconds)
        self._show()

    def _carry_out(self) -> None:
        wish = self._wish
        self._expire()
        if wish is not None:
            wish()

    def _expire(self) -> None:
        self._said, self._wish = ("", "text"), None
        self._show()

    def _show(self) -> None:
        sentence, role = self._said if self._said[0] else self._state
        self._text.setText(sentence)
        self._text.setToolTip(sentence)
        self._text.setStyleSheet(f"color: {theme.current().colour(role).name()}")
        self._act.setStyleSheet(f"color: {theme.current().accent}; font-weight: bold")
        self._close.setVisible(bool(self._said[0]))
        self._act.setVisible(self._wish is not None)
