"""α drawn on a linear and on a log scale: the same u for both, and where the samples fall (S1-S3)."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.hyperparameters import TABLE
from simulator.sampling import Law, Shares
from simulator.scales import LINEAR, LOG
from ui.drawing.dial import Dial
from ui.drawing.finding import Finding
from ui.drawing.footnote import Footnote
from ui.drawing.sample_row import SampleRow, TwoRows
from ui.drawing.sample_tools import SampleTools
from ui.drawing.samples import Samples
from ui.drawing.scale_numerals import brief
from ui.drawing.tool_rows import ToolRows
from ui.drawing.yielding import Yielding
from ui.panels.decades import words
from ui.panels.standalone import StandalonePanel
from ui.tables import Table

_N = 400
_LOWS, _HIGHS = (1e-6, 1e-2), (1e-1, 1e1)
"""How far the dials of the range go."""
_STEPS_A_DECADE = 2
_ENOUGH = 250
"""Pixels of height from which on the finding has its room."""


class DecadesPanel(StandalonePanel):
    """Two rows over one axis of α: shares of the decades as bars, the samples as heaps of dots."""

    key = "decades"
    title = "α: linear against log scale"
    about = "The same number of samples; where each scale puts them."
    claims = ("S1", "S2", "S3")

    def __init__(self) -> None:
        super().__init__()
        spec = TABLE["learning_rate"]
        self._samples = Samples(_N, self)
        self._tools = SampleTools(self._samples)
        self._low = _end("α from", "The smallest α", _LOWS, spec.low)
        self._high = _end("to", "The largest α", _HIGHS, spec.high)
        self._finding, self._note = Finding(), Footnote()
        self._linear = SampleRow("", "Linear", "plain", named=False, top=1.0)
        self._log = SampleRow("learning rate α (log axis)", "Log", "normed", top=1.0)
        self._figure, self.widget = QWidget(), QWidget()
        self._assemble()
        self._connect()
        self.apply_theme()
        self._draw()

    def _assemble(self) -> None:
        Yielding(self._figure, self._finding, _ENOUGH)
        inside, whole = QVBoxLayout(self._figure), QVBoxLayout(self.widget)
        inside.addWidget(self._finding)
        inside.addWidget(TwoRows(self._linear, self._log), 1)
        inside.addWidget(self._note)
        whole.addWidget(ToolRows((self._tools,), (self._low, self._high)))
        whole.addWidget(self._figure, 1)
        for layout in (inside, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)

    def _connect(self) -> None:
        for dial in (self._low, self._high):
            dial.turned.connect(lambda _: self._draw())
        self._samples.changed.connect(self._draw)
        self._samples.moved.connect(self._fall)
        for row in (self._linear, self._log):
            row.pointed.connect(lambda x, _y: self._read(x))
            row.left.connect(lambda: self._note.whisper(""))

    @property
    def figure(self) -> QWidget:
        return self._figure

    def numbers(self) -> Table:
        linear, log = self._both()
        headers = (
            "decade from", "decade to", "samples, linear scale", "share, linear scale (%)",
            "theory, linear scale (%)", "samples, log scale", "share, log scale (%)", "theory, log scale (%)",
        )  # fmt: skip
        columns = [linear.edges[:-1], linear.edges[1:]]
        for shares in (linear, log):
            columns += [shares.counts, 100 * shares.measured, 100 * shares.theory]
        return Table(headers, tuple(columns))

    def apply_theme(self) -> None:
        for row in (self._linear, self._log):
            row.apply_theme()
        self._finding.update()
        self._note.update()

    # Drawing ----------------------------------------------------------------------------------------

    @property
    def _ends(self) -> tuple[float, float]:
        return _round(self._low.value), _round(self._high.value)

    @property
    def _laws(self) -> tuple[Law, Law]:
        low, high = self._ends
        return Law(LINEAR, low, high), Law(LOG, low, high)

    def _both(self) -> tuple[Shares, Shares]:
        assert self._linear.shares is not None
        assert self._log.shares is not None
        return self._linear.shares, self._log.shares

    def _draw(self) -> None:
        low, high = self._ends
        for row, law in zip((self._linear, self._log), self._laws, strict=True):
            row.show_samples(law, self._samples, LOG)
        formulas = words.formulas(low, high)
        newest = [f"{row}  ·  newest {self._newest(law)}" if self._samples.has_new else row
                  for row, law in zip(formulas, self._laws, strict=True)]  # fmt: skip
        self._linear.words.read(newest[0])
        self._log.words.read(newest[1])
        self._finding.say(*words.finding(*self._both()), "plain")
        self._note.say(words.note(low, high))
        self.caption = f"{self._samples.n:,} samples each · seed {self._samples.seed}"

    def _newest(self, law: Law) -> str:
        return f"{float(law.values(self._samples.u[-1:])[0]):.3g}"

    def _fall(self) -> None:
        for row in (self._linear, self._log):
            row.show_falling(self._samples)

    def _read(self, x: float) -> None:
        """The decade under the cursor."""
        i = self._log.interval_at(x)
        self._note.whisper("" if i is None else words.reading(*self._both(), i))


def _end(name: str, tip: str, span: tuple[float, float], default: float) -> Dial:
    steps = round(_STEPS_A_DECADE * float(np.log10(span[1] / span[0])))
    return Dial(name, tip, span, default, lambda end: brief(_round(end)), scale=LOG, steps=steps)


def _round(end: float) -> float:
    """Half decades as people write them: 0.0003 and not 0.000316."""
    return float(f"{end:.1g}")
