"""What can be done with a search: files over the picture, the search itself under it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from simulator.search.board import Mirror
from ui import theme
from ui.controls.buttons import Button
from ui.controls.error_line import ErrorLine
from ui.controls.whole import count_entry
from ui.controls.words import QuietCombo
from ui.drawing.footnote import Footnote
from ui.drawing.lettering import whole
from ui.drawing.search_words import say_range
from ui.panels.progress.standing import Standing

_PADDING = 2
_WIDE = 290
"""Pixels from which on there is room to say where a zoom would look."""
_COUNT = 16
"""Trials of a zoom, at first."""


class FileTools(QWidget):
    """Which study is looked at, and where studies come from and go to."""

    looked_at = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.chooser = _Chooser()
        self.chooser.setAccessibleName("Study")
        self.chooser.setToolTip("The study that all panels show")
        self.chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.chooser.setMinimumContentsLength(8)
        self.chooser.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.open = Button("Open…", "Look at a study that was searched before")
        self.export = Button("Export…", "Write the plan, all trials and their curves to a JSON file")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.SPACE // 2)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.chooser, 1)
        for button in (self.open, self.export):
            button.setFixedWidth(button.fontMetrics().horizontalAdvance(button.text()) + 2 * theme.SPACE)
            row.addWidget(button)
        self.chooser.activated.connect(self.looked_at)
        self._names: list[str] = []

    def offer(self, names: Mapping[str, str], place: int) -> None:
        """Offer the studies there are: short names, and in tooltips all that is to be said of them."""
        if list(names) != self._names:
            self._names = list(names)
            blocker = QSignalBlocker(self.chooser)
            self.chooser.clear()
            for i, (name, told) in enumerate(names.items()):
                self.chooser.addItem(name)
                self.chooser.setItemData(i, told, Qt.ItemDataRole.ToolTipRole)
            blocker.unblock()
            self.chooser.setEnabled(bool(names))
        if self.chooser.currentIndex() != place:
            self.chooser.setCurrentIndex(place)


class SearchTools(QWidget):
    """Adopt the leader; pause, cancel, undo; zoom into the suggested box."""

    def __init__(self) -> None:
        super().__init__()
        self.count = _COUNT
        self.adopt = Button("Adopt", "Make the leader the live model, weights and all")
        self.go = Button("Pause", "Deal out no more work; what is under way is finished")
        self.cancel = Button("Cancel", "Stop the search; all that has ended stays")
        self.undo = Button("Undo", "Take the last generation of trials back")
        self.zoom = Button("Zoom in", "Try more inside the box around the best quarter of the trials")
        self.entry = count_entry("trials", "Trials", _COUNT, "Trials of the next generation", 48)
        self.error, self.box = ErrorLine(), Footnote()
        self._seen: tuple[object, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.SPACE // 2)
        column.setSpacing(theme.SPACE // 2)
        hand = _row(self.adopt, self.go, self.cancel, self.undo)
        hand.addStretch(1)
        column.addLayout(hand)
        zoom = _row(self.zoom, self.entry, QLabel("more trials"))
        zoom.addStretch(1)
        column.addLayout(zoom)
        column.addWidget(self.box)
        column.addWidget(self.error)
        self.entry.typed.connect(self._take)
        self.entry.refused.connect(self.say)

    def follow(self, mirror: Mirror | None, stands: Standing | None, *, is_last: bool) -> None:
        """Enable what can be done, and say where a zoom would look.

        Wishes go to the search that was begun or opened last.
        """
        if mirror is None or stands is None:
            for part in (self.adopt, self.go, self.cancel, self.undo, self.zoom, self.entry):
                part.setEnabled(False)
            self.box.say("")
            self._seen = ()
            return
        at_work = mirror.status in ("running", "paused")
        leader = stands.leader
        self.adopt.setEnabled(leader is not None and leader.ended)
        self._name_go("Pause" if mirror.status == "running" else "Resume")
        self.go.setEnabled(is_last and (at_work or not mirror.study.complete))
        self.cancel.setEnabled(is_last and at_work)
        self.undo.setEnabled(is_last and bool(mirror.study.generations))
        self.zoom.setEnabled(is_last and stands.ended > 0)
        self.entry.setEnabled(is_last and stands.ended > 0)
        self._say_box(mirror, stands)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.box.setVisible(self.width() >= _WIDE)  # cut it would tell nothing

    def say(self, sentence: str) -> None:
        """What is wrong with the count."""
        if sentence != self.error.text():
            self.error.show_text(sentence)

    def _name_go(self, name: str) -> None:
        if name != self.go.text():  # setting it lays out the window
            self.go.setText(name)

    def _say_box(self, mirror: Mirror, stands: Standing) -> None:
        seen = (mirror, stands.ended, len(mirror.study.records))
        if not stands.ended:
            self.box.say("Zoom in can be pressed once trials have ended.")
        elif mirror.status == "running":
            self.box.say("Zoom in looks around the best quarter so far.")
        elif seen != self._seen:
            self._seen = seen
            box = mirror.study.suggested_box()
            ranges = zip(mirror.study.space.axes, box.low, box.high, strict=True)
            self.box.say(" · ".join(say_range(axis, low, high) for axis, low, high in ranges))

    def _take(self, count: int) -> None:
        self.count = count
        self.entry.show_value(count)
        self.say("")


class _Chooser(QuietCombo):
    """Where a name is too long for it, it leaves clauses out."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, part, self).width() - _PADDING
        option.currentText = whole(option.currentText, self.font(), room)
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
    row.setSpacing(theme.SPACE)
    for part in parts:
        row.addWidget(part)
    return row
