"""The timeline: two buttons and the line, which ask for places in the past."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from simulator.commands import Command, Rewind, Speed
from simulator.snapshot import Snapshot
from ui import icons, theme
from ui.timeline.film import Film
from ui.timeline.track import Track


class Timeline(QWidget):
    """Shows where in its past the run stands and sends it elsewhere.

    `actions` has the keys back and film; the timeline gives them icons and plays the film.
    """

    command = Signal(object)
    """A Rewind."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions, self._is_sending = actions, False
        self.track, self.film = Track(), Film(self._wish, self)
        self.track.wished.connect(self._wish)
        self.track.pressed.connect(self.film.stop)
        self.film.toggled.connect(self._show_film)
        actions["film"].triggered.connect(lambda _checked=False: self.toggle_film())
        icons.wear(actions["back"], "back")
        self._show_film(False)
        self._lay_out()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show where the run stands; the next wish goes out."""
        self.track.show_snapshot(snapshot)
        self.film.answered(snapshot.state == "playing")
        self._actions["film"].setEnabled(not self.track.is_empty)

    def toggle_film(self) -> None:
        """Play the past, or rest."""
        way = self.track.way
        if self.film.is_running or way is None:
            self.film.stop()
        else:
            self.track.scrub.drop()
            self.film.start(way.step, way.start, way.end)

    def heed(self, command: Command) -> None:
        """Whatever the window sends that is no wish of the timeline's ends the film, and is what counts."""
        if not self._is_sending and not isinstance(command, Speed):
            self.film.stop()
            self.track.scrub.give_up()

    def _wish(self, step: int, rough: int) -> None:
        self._is_sending = True
        try:
            self.command.emit(Rewind(step, rough))
        finally:
            self._is_sending = False

    def _show_film(self, runs: bool) -> None:
        icons.wear(self._actions["film"], "pause" if runs else "film", "accent" if runs else "text")

    def _lay_out(self) -> None:
        row = QHBoxLayout(self, spacing=theme.SPACE // 2)
        row.setContentsMargins(2 * theme.SPACE, 0, theme.SPACE, 0)
        for key, wide in (("back", 32), ("film", 28)):  # as wide as play and step below them
            row.addWidget(self._button(key, wide))
        row.addWidget(self.track, 1)

    def _button(self, key: str, wide: int) -> QToolButton:
        button = QToolButton()
        button.setFixedWidth(wide)
        button.setDefaultAction(self._actions[key])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setIconSize(QSize(20, 20))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(self._actions[key].text())
        return button
