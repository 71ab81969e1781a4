"""The row of one hyperparameter: whether it is searched, and where."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from simulator.hyperparameters import TABLE, Config, in_titles
from simulator.search.space import Axis
from ui import theme
from ui.controls.buttons import Tick
from ui.controls.error_line import ErrorLine
from ui.controls.words import QuietCombo
from ui.maths import MathLabel
from ui.panels.space.draft import Draft
from ui.panels.space.range_editor import RangeEditor
from ui.panels.space.value_boxes import ValueBoxes

_SCALES = {
    "linear": "Linear",
    "log": "Log",
    "one_minus_log": "1 − log",
    "power_of_two": "Doubling",
}
_COMBO, _NARROWEST = 92, 160


class AxisRow(QWidget):
    """A check box that unfolds a range or a choice; `draft` is what the person has made of it."""

    changed = Signal()
    """By hand."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.draft = Draft.of(Axis.of(name))
        spec = TABLE[name]
        self.box = Tick(spec.title, toolTip=spec.doc)
        self.box.setAccessibleDescription(f"Search over it. {spec.doc}")
        self.editor: RangeEditor | ValueBoxes | None = None
        self._live: Config | None = None
        self._assemble(spec.symbol)
        self.box.toggled.connect(self._unfold)
        self.box.clicked.connect(lambda: self.changed.emit())

    def _assemble(self, symbol: str) -> None:
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(theme.SPACE // 4)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(theme.SPACE // 2)
        self._body.addLayout(self._head)
        name = QHBoxLayout()
        name.setSpacing(theme.SPACE // 2)
        name.addWidget(self.box)
        if symbol:
            name.addWidget(MathLabel(symbol, title=self.draft.spec.title))
        name.addStretch(1)
        self._head.addLayout(name, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """The scale beside the name, or under it where there is no room."""
        name = self._head.itemAt(0).minimumSize().width()
        is_wide = self.width() >= name + _COMBO + theme.SPACE
        ways = QBoxLayout.Direction
        self._head.setDirection(ways.LeftToRight if is_wide else ways.TopToBottom)

    @property
    def chosen(self) -> bool:
        """Whether it is searched."""
        return self.box.isChecked()

    def show_axis(self, axis: Axis | None) -> None:
        """Show an axis of a plan, or that there is none."""
        if axis is not None:
            self.draft = Draft.of(axis)
        if (axis is not None) != self.chosen:
            self.box.setChecked(axis is not None)
        self._show()
        self.say("")

    def show_live(self, config: Config) -> None:
        """Mark what the live model has."""
        self._live = config
        if isinstance(self.editor, RangeEditor):
            value = self._live_value(config)
            self.editor.mark(self.draft, value)

    def axis(self) -> Axis:
        """The axis that the row stands for; what is wrong with it is said here, and raised."""
        try:
            axis = self.draft.axis()
        except ValueError as error:
            self.say(in_titles(str(error)))
            raise
        self.say("")
        return axis

    def say(self, sentence: str) -> None:
        """What is wrong with it, under it."""
        if self.editor is not None and sentence != self.error.text():
            self.error.show_text(sentence)

    def note(self, remark: str) -> None:
        """Why it changes nothing, or nothing."""
        if self.editor is not None and remark != self.remark.text():
            self.remark.setText(remark)
            self.remark.setVisible(bool(remark))

    def _unfold(self, unfolded: bool) -> None:
        if unfolded and self.editor is None:
            self._furnish()
        if self.editor is not None:
            self.editor.setVisible(unfolded)
        if isinstance(self.editor, RangeEditor):
            self.scale.setVisible(unfolded)
        if not unfolded:
            self.say("")
            self.note("")

    def _furnish(self) -> None:
        """What edits it, once it is wanted."""
        if self.draft.is_number:
            self._add_scale()
            self.editor = RangeEditor(self.draft)
            self.editor.moved.connect(self._pull)
            self.editor.typed.connect(self._type)
            self.editor.refused.connect(self.say)
            self.editor.default_asked.connect(self._reset)
        else:
            self.editor = ValueBoxes(self.draft.spec, self._labels())
            self.editor.changed.connect(lambda values: self._take(values=values))
        self._body.addWidget(self.editor)
        self._add_sentences()
        self._show()

    def _add_scale(self) -> None:
        self.scale = QuietCombo()
        self.scale.setFixedWidth(_COMBO)
        self.scale.setToolTip("The scale that is even: on the slider, and in what is drawn at random")
        self.scale.setAccessibleName(f"{self.draft.spec.title}: scale")
        self.scale.activated.connect(lambda _: self._take(scale=self.scale.currentData()))
        self._head.addWidget(self.scale, 0, Qt.AlignmentFlag.AlignRight)
        self._fold()

    def _add_sentences(self) -> None:
        self.error = ErrorLine()
        self.remark = QLabel(visible=False, wordWrap=True)
        self.remark.setProperty("role", "muted")
        self.remark.setFont(theme.font(theme.SMALL))
        self._body.addWidget(self.error)
        self._body.addWidget(self.remark)

    def _labels(self) -> dict[Any, str]:
        return {value: self.draft.spec.say(value) for value in Axis.of(self.draft.name).values}

    def _show(self) -> None:
        if isinstance(self.editor, RangeEditor):
            self._offer_scales()
            self.editor.show_draft(self.draft)
            if self._live is not None:
                self.editor.mark(self.draft, self._live_value(self._live))
        elif self.editor is not None:
            self.editor.show_values(self.draft.values)

    def _offer_scales(self) -> None:
        offered = [self.scale.itemData(i) for i in range(self.scale.count())]
        if offered != list(self.draft.scales):
            self.scale.clear()
            for each in self.draft.scales:
                self.scale.addItem(_SCALES[each], each)
        self.scale.setCurrentIndex(self.scale.findData(self.draft.scale))

    def _live_value(self, config: Config) -> float:
        if self.draft.name == "hidden_units":
            return float(config.hidden_units[0]) if config.hidden_units else math.nan
        return float(getattr(config, self.draft.name))

    def _pull(self, low: float, high: float) -> None:
        """A handle was moved: only the end that it stands for is another."""
        before, ends = self.draft.units, {}
        for end, u, known in zip(("low", "high"), (low, high), before, strict=True):
            if abs(u - known) > 0.5 / self.draft.steps:
                ends[end] = self.draft.value(u)
        self._take(**ends)

    def _type(self, end: str, value: float) -> None:
        self._take(**{end: float(value)})

    def _reset(self) -> None:
        self.draft = Draft.of(Axis.of(self.draft.name))
        self._take()

    def _take(self, **changes: Any) -> None:
        if "scale" in changes:
            changes["reached"] = ()
        self.draft = self.draft.changed(**changes).kept()
        self._show()
        self.changed.emit()
