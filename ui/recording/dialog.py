"""What a person chooses before a recording, and how large the file will be."""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QIcon, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.recording.formats import NAMES, suffixes
from ui.recording.take import MOST_FRAMES, RATES, SIZES, Take, stride_through
from ui.recording.words import bytes_in_words
from ui.steady_label import SteadyLabel

_COMES, _PAST = "What comes, while it trains or the past is played", "The past, made again step by step"
_EVERY = (
    "Of what comes the first snapshot that is so many steps further becomes a frame: each such step exactly "
    "where the run is no faster than the screen, else the next that is shown. Of the past it is always exact."
)
_PAUSE = 250  # milliseconds after a change, until the size is worked out again
_WIDEST = "About 999 MB: 10,000 frames of 3,840 × 2,160 pixels, 1,000.0 s"


class RecordDialog(QDialog):
    """Chooses a Take; `changed` with each choice, some time after it.

    The stride of a plan is that of what comes: through a past it is by the past's length.
    """

    changed = Signal(object)

    def __init__(self, title: str, plan: Take, past: range, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Record {title}")
        self._rest = QTimer(self, singleShot=True, interval=_PAUSE)
        self._strides = {False: plan.stride, True: stride_through(past)}
        self._make_fields(past)
        self._said = SteadyLabel("", _WIDEST, role="muted")
        self._fill(plan, past)
        self._lay_out()
        self._rest.timeout.connect(lambda: self.changed.emit(self.plan))
        self._choice_made()

    @property
    def plan(self) -> Take:
        """What is chosen now."""
        return Take(
            suffix=self.format.currentData(),
            rate=self.rate.currentData(),
            size=self.size_box.currentData(),
            stride=self.stride.value(),
            of_past=self.mode.currentData(),
            first=self.first.value(),
            last=self.last.value(),
            most=self.most.value(),
        )

    @property
    def text(self) -> str:
        """What it says of the size now."""
        return self._said.text

    def show_size(self, size: QSize, count: int) -> None:
        """How large the file will be; 0 is not known."""
        plan = self.plan
        length = f"{plan.frames:,} frames of {size.width():,} × {size.height():,} pixels"
        about = f"About {bytes_in_words(count)}" if count else "Of unknown size"
        self._said.show_text(f"{about}: {length}, {plan.frames / plan.rate:,.1f} s")

    def _take_mode(self) -> None:
        """The other way to record has a stride of its own."""
        past = self.mode.currentData()
        self._strides[not past] = self.stride.value()
        self.stride.setValue(self._strides[past])

    def _choice_made(self) -> None:
        past = self.mode.currentData()
        for widget, of_past in ((self._most_row, False), (self._steps_row, True)):
            self._form.setRowVisible(widget, of_past == past)
        self._said.show_text("Working out the size…")
        self._rest.start()

    def _make_fields(self, past: range) -> None:
        self.mode, self.format = QComboBox(), QComboBox()
        self.rate, self.size_box = QComboBox(), QComboBox()
        self.mode.addItem(_COMES, False)
        self.mode.addItem(_PAST, True)
        for suffix in suffixes():
            self.format.addItem(NAMES[suffix], suffix)
        for rate in RATES:
            self.rate.addItem(f"{rate} a second", rate)
        for size in SIZES:
            self.size_box.addItem(size, size)
        low, high = past[0], past[-1]
        self.stride = QSpinBox(minimum=1, maximum=100_000, toolTip=_EVERY)
        self.first = QSpinBox(minimum=low, maximum=high, value=low)
        self.last = QSpinBox(minimum=low, maximum=high, value=high)
        self.most = QSpinBox(minimum=1, maximum=MOST_FRAMES, toolTip="Then it stops by itself")

    def _fill(self, plan: Take, past: range) -> None:
        for box, value in (
            (self.mode, plan.of_past), (self.format, plan.suffix), (self.rate, plan.rate),
            (self.size_box, plan.size),
        ):  # fmt: skip
            box.setCurrentIndex(max(box.findData(value), 0))
            box.currentIndexChanged.connect(self._choice_made)
        self.stride.setValue(self._strides[self.mode.currentData()])
        self.mode.currentIndexChanged.connect(self._take_mode)
        self.most.setValue(plan.most)
        for spin in (self.stride, self.first, self.last, self.most):
            spin.valueChanged.connect(self._choice_made)
        model = self.mode.model()
        assert isinstance(model, QStandardItemModel)
        model.item(1).setEnabled(len(past) > 1)

    def _lay_out(self) -> None:
        column = QVBoxLayout(
            self, spacing=2 * theme.SPACE, sizeConstraint=QLayout.SizeConstraint.SetFixedSize
        )
        margin = 3 * theme.SPACE
        column.setContentsMargins(margin, margin, margin, margin)
        self._form = QFormLayout(horizontalSpacing=2 * theme.SPACE, verticalSpacing=theme.SPACE)
        self._steps_row, self._most_row = _row(self.first, QLabel("to"), self.last), _row(self.most)
        for label, field in (
            ("Record", self.mode), ("A frame every", _row(self.stride, QLabel("steps"))),
            ("From step", self._steps_row), ("At most", self._most_row), ("Format", self.format),
            ("Frame rate", self.rate), ("Size", self.size_box),
        ):  # fmt: skip
            self._form.addRow(label, field)
        self._most_row.layout().insertWidget(1, QLabel("frames"))
        column.addLayout(self._form)
        column.addWidget(self._said)
        column.addWidget(self._buttons())
        self._name()

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        begin = buttons.addButton("Record…", QDialogButtonBox.ButtonRole.AcceptRole)
        begin.setToolTip("Choose the file, and begin")
        begin.setDefault(True)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setIcon(QIcon())
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _name(self) -> None:
        for field, name in (
            (self.mode, "Which frames"), (self.stride, "Steps from frame to frame"),
            (self.first, "First step"), (self.last, "Last step"),
            (self.most, "Most frames"), (self.format, "Format"),
            (self.rate, "Frames a second"), (self.size_box, "Size"),
        ):  # fmt: skip
            field.setAccessibleName(name)


def _row(*widgets: QWidget) -> QWidget:
    """Some widgets side by side."""
    whole = QWidget()
    row = QHBoxLayout(whole, spacing=theme.SPACE)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return whole
