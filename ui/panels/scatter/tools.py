"""The tools of the scatter: which axes, which box, how many trials, and the earlier search."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui import theme
from ui.controls.count import CountBox
from ui.controls.words import QuietCombo
from ui.drawing.tool_rows import ToolRows

_MOST = 1024
_COUNT = 16
_NARROWEST, _WIDEST, _STRETCH = 88, 240, 100


class ScatterTools(QWidget):
    """Two choices of axes; suggest, count, zoom, undo; lay over."""

    looked = Signal(str, str)
    suggested = Signal()
    zoomed = Signal(int)
    undone = Signal()
    laid_over = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.x = _combo("Hyperparameter across", "Which hyperparameter lies along the x axis")
        self.y = _combo("Hyperparameter up", "Which hyperparameter lies along the y axis")
        self.count = CountBox()
        self.count.setRange(1, _MOST)
        self.count.setValue(_COUNT)
        self.count.setToolTip(f"Trials of the next generation, 1 to {_MOST:,}")
        self.count.setAccessibleName("Trials of the next generation")
        self.suggest = _button("Suggest", "Put the box round the best quarter of the trials")
        self.zoom = _button("Zoom in", "Sample as many new trials inside the box: a finer generation")
        self.undo = _button("Undo", "Take the last generation back")
        self.over = QCheckBox("Lay over the earlier search", accessibleName="Lay over the earlier search")
        self.over.setToolTip("Show the same search on other data faintly, with both winners marked")
        self._names: tuple[tuple[str, ...], ...] = ()
        self._looked = ("", "")
        self._assemble()
        for combo in (self.x, self.y):
            combo.activated.connect(lambda _, combo=combo: self._look(combo))
        self.suggest.clicked.connect(self.suggested)
        self.zoom.clicked.connect(lambda: self.zoomed.emit(self.count.value()))
        self.undo.clicked.connect(self.undone)
        self.over.toggled.connect(self.laid_over)
        self.offer_earlier("")

    def _assemble(self) -> None:
        axes = (_label("x"), self.x, _label("y"), self.y, _spring())
        box = (self.suggest, self.zoom, self.count, _label("trials"), self.undo)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE // 2, 0, 0)
        column.setSpacing(theme.SPACE // 2)
        column.addWidget(ToolRows(axes, box))
        last = QHBoxLayout()
        last.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
        last.addWidget(self.over)
        column.addLayout(last)

    def offer_axes(self, names: Sequence[tuple[str, str]], x: str, y: str, alone: str) -> None:
        """Offer hyperparameters (name, title), x and y chosen; where there is but one, `alone` goes up."""
        key = (*names, ("", alone)) if len(names) < 2 else tuple(names)
        if key != self._names:
            self._names = key
            for combo in (self.x, self.y):
                with QSignalBlocker(combo):
                    combo.clear()
                    for name, title in names:
                        combo.addItem(title, name)
            if len(names) < 2:
                with QSignalBlocker(self.y):
                    self.y.setItemText(0, alone)
        self._looked = x, y
        for combo, name in ((self.x, x), (self.y, y)):
            if combo.currentData() != name:
                with QSignalBlocker(combo):
                    combo.setCurrentIndex(max(combo.findData(name), 0))
            combo.setEnabled(len(names) > 1)

    def allow(self, *, suggest: bool, zoom: bool, undo: bool) -> None:
        """Which buttons have something to do."""
        for button, on in ((self.suggest, suggest), (self.zoom, zoom), (self.count, zoom), (self.undo, undo)):
            if button.isEnabled() != on:
                button.setEnabled(on)

    def offer_earlier(self, name: str) -> None:
        """Offer to lay an earlier search over, on data of that name; with none there is no such tool."""
        text = f"Lay over: {name} (earlier)"
        if name and self.over.text() != text:
            self.over.setText(text)
        if self.over.isHidden() == bool(name):
            self.over.setVisible(bool(name))

    def _look(self, combo: QuietCombo) -> None:
        """What was chosen; one that is on the other axis changes places with it."""
        before, chosen = (self._looked, combo.currentData())
        other = before[1] if combo is self.x else before[0]
        if chosen == other:
            other = before[0] if combo is self.x else before[1]
        self.looked.emit(*((chosen, other) if combo is self.x else (other, chosen)))


def _combo(name: str, tip: str) -> QuietCombo:
    combo = QuietCombo()
    combo.setAccessibleName(name)
    combo.setToolTip(tip)
    combo.setMinimumWidth(_NARROWEST)
    combo.setMaximumWidth(_WIDEST)
    combo.setMinimumContentsLength(6)
    combo.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    policy.setHorizontalStretch(_STRETCH)  # the spring beside it takes what is over
    combo.setSizePolicy(policy)
    return combo


def _button(text: str, tip: str) -> QToolButton:
    return QToolButton(text=text, toolTip=tip, accessibleName=text)


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label


def _spring() -> QWidget:
    spring = QWidget()
    policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    policy.setHorizontalStretch(1)
    spring.setSizePolicy(policy)
    return spring
