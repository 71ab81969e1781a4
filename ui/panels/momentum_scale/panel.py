"""1 − β for momentum: β drawn on a linear scale and as 1 − 10ʳ, and the windows that come of it (S4, S5)."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from simulator.sampling import Law, Shares
from simulator.scales import LINEAR, ONE_MINUS_LOG
from simulator.windows import window
from ui.drawing.finding import Finding
from ui.drawing.footnote import Footnote
from ui.drawing.sample_row import SampleRow, TwoRows
from ui.drawing.sample_tools import SampleTools
from ui.drawing.samples import Samples
from ui.drawing.segments import Segments
from ui.drawing.tool_rows import ToolRows
from ui.drawing.yielding import Yielding
from ui.panels.momentum_scale import words
from ui.panels.momentum_scale.window_plot import WindowPlot
from ui.panels.standalone import StandalonePanel
from ui.tables import Table

_N = 400
_LOW, _MIDDLE, _HIGH = 0.9, 0.99, 0.999
"""The range of the course's example (claim S5), and its middle on 1 − log."""
_LAWS = Law(LINEAR, _LOW, _HIGH), Law(ONE_MINUS_LOG, _LOW, _HIGH)
_BOTH, _ENOUGH = 560, 250
"""Pixels of width from which on rows and window stand side by side, of height for the finding."""
_SIDES = {
    "shares": ("Shares", "Where the samples fall"),
    "window": ("Window", "How many values each sampled β averages over"),
}


class MomentumScalePanel(StandalonePanel):
    """Two rows over one axis of β, and the curve 1/(1 − β) with the samples on it."""

    key = "momentum_scale"
    title = "1 − β for momentum"
    about = "Why β is drawn as 1 − 10ʳ: its window 1/(1 − β)."
    claims = ("S4", "S5")

    def __init__(self) -> None:
        super().__init__()
        self._samples = Samples(_N, self)
        self._tools, self._side = SampleTools(self._samples), Segments("Picture")
        self._finding, self._note = Finding(), Footnote()
        self._linear = SampleRow("", "Linear", "plain", named=False, top=1.0, right=True)
        self._log = SampleRow("momentum β (1 − log axis)", "1 − 10ʳ", "normed", top=1.0, right=True)
        self._rows, self._window = TwoRows(self._linear, self._log), WindowPlot(_LOW, _MIDDLE, _HIGH)
        self._figure, self.widget = QWidget(), QWidget()
        self._assemble()
        self._connect()
        self.apply_theme()
        self._draw()

    def _assemble(self) -> None:
        self._side.offer(_SIDES)
        Yielding(self._figure, self._finding, _ENOUGH)
        inside, whole, plots = QVBoxLayout(self._figure), QVBoxLayout(self.widget), QHBoxLayout()
        plots.addWidget(self._rows, 3)
        plots.addWidget(self._window, 2)
        inside.addWidget(self._finding)
        inside.addLayout(plots, 1)
        inside.addWidget(self._note)
        whole.addWidget(ToolRows((self._tools,), (self._side,)))
        whole.addWidget(self._figure, 1)
        for layout in (inside, whole, plots):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._figure.installEventFilter(self)
        self._arrange()

    def _connect(self) -> None:
        self._samples.changed.connect(self._draw)
        self._samples.moved.connect(self._fall)
        self._side.chosen.connect(lambda _: self._arrange())
        for row in (self._linear, self._log):
            row.pointed.connect(lambda x, _y: self._read(x))
            row.left.connect(lambda: self._note.whisper(""))
        self._window.pointed.connect(lambda x, _y: self._read_window(x))
        self._window.left.connect(lambda: self._note.whisper(""))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)

    @property
    def figure(self) -> QWidget:
        return self._figure

    def numbers(self) -> Table:
        headers = (
            "β on the linear scale", "its window 1/(1 − β) (steps)",
            "β on the scale 1 − log", "that one's window 1/(1 − β) (steps)",
        )  # fmt: skip
        linear, log = self._values()
        return Table(headers, (linear, window(linear), log, window(log)))

    def apply_theme(self) -> None:
        for plot in (self._linear, self._log, self._window):
            plot.apply_theme()
        self._finding.update()
        self._note.update()

    # Drawing ----------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        """Both pictures where there is room, else the chosen one."""
        both = self._figure.width() >= _BOTH
        self._side.setVisible(not both)
        self._rows.setVisible(both or self._side.value == "shares")
        self._window.setVisible(both or self._side.value == "window")

    def _values(self) -> tuple[np.ndarray, np.ndarray]:
        linear, log = (law.values(self._samples.u) for law in _LAWS)
        return linear, log

    def _both(self) -> tuple[Shares, Shares]:
        assert self._linear.shares is not None
        assert self._log.shares is not None
        return self._linear.shares, self._log.shares

    def _draw(self) -> None:
        for row, law, formula in zip((self._linear, self._log), _LAWS, words.FORMULAS, strict=True):
            row.show_samples(law, self._samples, ONE_MINUS_LOG)
            newest = float(law.values(self._samples.u[-1:])[0])
            row.words.read(f"{formula}  ·  newest {newest:.4f}" if self._samples.has_new else formula)
        self._window.show_samples(*self._values())
        self._finding.say(*words.finding(*self._both()))
        self._note.say(words.NOTE)
        self.caption = f"{self._samples.n:,} samples each · seed {self._samples.seed}"

    def _fall(self) -> None:
        for row in (self._linear, self._log):
            row.show_falling(self._samples)

    def _read(self, x: float) -> None:
        """The interval under the cursor."""
        i = self._log.interval_at(x)
        self._note.whisper("" if i is None else words.reading(*self._both(), i))

    def _read_window(self, beta: float) -> None:
        beta = min(max(beta, _LOW), _HIGH)
        self._note.whisper(f"β = {beta:.4f} averages over about {float(window(beta)):,.0f} steps.")
