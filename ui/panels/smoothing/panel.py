"""What β averages over: one noisy series smoothed by two β, with their windows (S4, S6)."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui import theme
from ui.controls.error_line import ErrorLine
from ui.drawing.finding import Finding
from ui.drawing.footnote import Footnote
from ui.drawing.readout import Entry, Readout
from ui.drawing.tool_rows import ToolRows
from ui.drawing.yielding import Yielding
from ui.panels.smoothing import words
from ui.panels.smoothing.beta_handle import BetaHandle
from ui.panels.smoothing.plot import ROLES, SmoothingPlot, windows
from ui.panels.standalone import StandalonePanel
from ui.tables import Table

_PAIRS = ((0.9, 0.9005), (0.999, 0.9995))
"""The course's (claim S6)."""
_ENOUGH = 230
"""Pixels of height from which on the readout has its room."""
_WIDEST = "0,000 steps"


class SmoothingPanel(StandalonePanel):
    """Two handles, two lines: near 1 the smallest change of β is a large one of the window."""

    key = "smoothing"
    title = "What β averages over"
    about = "One noisy series, smoothed by two β."
    claims = ("S4", "S6")

    def __init__(self) -> None:
        super().__init__()
        self._seed = 0
        self.handles = [
            BetaHandle(title, role, beta)
            for title, role, beta in zip(("First β", "Second β"), ROLES, _PAIRS[1], strict=True)
        ]
        self._choices, self._error = _Choices(), ErrorLine()
        self._finding, self._readout, self._note = Finding(), Readout(), Footnote()
        self._plot = SmoothingPlot()
        self._figure, self.widget = QWidget(), QWidget()
        self._assemble()
        self._connect()
        self.apply_theme()
        self._draw()

    def _assemble(self) -> None:
        Yielding(self._figure, self._readout, _ENOUGH)
        inside, whole = QVBoxLayout(self._figure), QVBoxLayout(self.widget)
        for part in (self._finding, self._readout, self._plot, self._note):
            inside.addWidget(part, 1 if part is self._plot else 0)
        whole.addWidget(ToolRows(*((handle,) for handle in self.handles), (self._choices,)))
        whole.addWidget(self._error)
        whole.addWidget(self._figure, 1)
        for layout in (inside, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)

    def _connect(self) -> None:
        for handle in self.handles:
            handle.moved.connect(lambda _: self._draw())
            handle.refused.connect(self._error.show_text)
        for pair, button in self._choices.pairs.items():
            button.clicked.connect(lambda _=False, pair=pair: self._take(pair))
        self._choices.noise.clicked.connect(self._resample)
        self._plot.pointed.connect(lambda x, _y: self._read(x))
        self._plot.left.connect(lambda: self._note.whisper(""))

    @property
    def figure(self) -> QWidget:
        return self._figure

    @property
    def betas(self) -> tuple[float, float]:
        """Of both lines."""
        one, other = (handle.value for handle in self.handles)
        return one, other

    def numbers(self) -> Table:
        headers = (
            "step after the jump",
            "series (no unit)",
            *(f"EWA with β = {beta:g}" for beta in self.betas),
        )
        return Table(headers, (self._plot.steps, self._plot.values, *self._plot.lines))

    def apply_theme(self) -> None:
        self._plot.apply_theme()
        for part in (self._finding, self._readout, self._note, *self.handles):
            part.update()

    # Doing ------------------------------------------------------------------------------------------

    def _take(self, pair: tuple[float, float]) -> None:
        for handle, beta in zip(self.handles, pair, strict=True):
            handle.show_value(beta)
        self._draw()

    def _resample(self) -> None:
        self._seed += 1
        self._draw()

    def _draw(self) -> None:
        self._plot.show_betas(self.betas, self._seed)
        self._finding.say(*words.finding(*self.betas))
        entries = (
            Entry(role, f"β = {beta:g}", f"{windows(beta)} steps", _WIDEST)
            for role, beta in zip(ROLES, self.betas, strict=True)
        )
        self._readout.say("", (*entries, Entry("law", "true level", "", "")))
        self._note.say(words.NOTE)
        self.caption = f"noise of seed {self._seed}"

    def _read(self, x: float) -> None:
        i = self._plot.step_at(x)
        if i is None:
            self._note.whisper("")
            return
        one, other = (line[i] for line in self._plot.lines)
        self._note.whisper(
            f"step {self._plot.steps[i]:,.0f}: series {self._plot.values[i]:.2f} · "
            f"EWA of β = {self.betas[0]:g}: {one:.3f} · of {self.betas[1]:g}: {other:.3f}"
        )


class _Choices(QWidget):
    """The course's pairs, and other noise."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs = {pair: self._pair(*pair) for pair in _PAIRS}
        self.noise = QToolButton(text="Other noise", toolTip="Draw the noise of the series anew")
        self.noise.setAccessibleName("Other noise")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE // 2)
        for button in (*self.pairs.values(), self.noise):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            row.addWidget(button)
        row.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def _pair(self, one: float, other: float) -> QToolButton:
        button = QToolButton(
            text=f"{one:g} → {other:g}", toolTip=f"Set the handles to β = {one:g} and {other:g}"
        )
        button.setAccessibleName(f"β from {one:g} to {other:g}")
        return button
