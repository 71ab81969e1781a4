"""Any hyperparameter of the table on any scale, with the line of code that draws it (S1-S3, S5)."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.sampling import Law, law_of, line_of, names_of, number_of
from simulator.scales import LINEAR, Scale
from simulator.specs import Choice, Spec
from ui.drawing.code_line import CodeLine
from ui.drawing.footnote import Footnote
from ui.drawing.sample_row import SampleRow
from ui.drawing.samples import Samples
from ui.panels.sampler import words
from ui.panels.sampler.tools import SamplerTools
from ui.panels.standalone import StandalonePanel
from ui.tables import Table, empty_table

_N = 400
_FIRST = "learning_rate"
_HEADROOM = 22


class SamplerPanel(StandalonePanel):
    """A line of code and the samples it draws, on the axis that suits the hyperparameter."""

    key = "sampler"
    title = "Draw any hyperparameter"
    about = "Choose one and a scale: its code and where it falls."
    claims = ("S1", "S2", "S3", "S5")

    def __init__(self) -> None:
        super().__init__()
        self._samples = Samples(_N, self)
        self._tools, self._code, self._note = SamplerTools(self._samples), CodeLine(), Footnote()
        self._row = SampleRow("value", "", "normed", headroom=_HEADROOM)
        self._law: Law | None = None
        self._figure, self.widget = QWidget(), QWidget()
        inside, whole = QVBoxLayout(self._figure), QVBoxLayout(self.widget)
        for part in (self._code, self._row, self._note):
            inside.addWidget(part, 1 if part is self._row else 0)
        whole.addWidget(self._tools)
        whole.addWidget(self._figure, 1)
        for layout in (inside, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self._connect()
        self.apply_theme()
        self._tools.choose(_FIRST)

    def _connect(self) -> None:
        self._tools.changed.connect(self._draw)
        self._tools.copied.connect(self._copy)
        self._samples.changed.connect(self._draw)
        self._samples.moved.connect(lambda: self._row.show_falling(self._samples))
        self._row.pointed.connect(lambda x, _y: self._read(x))
        self._row.left.connect(lambda: self._note.whisper(""))

    @property
    def figure(self) -> QWidget:
        return self._figure

    @property
    def code(self) -> str:
        """What `Copy code` copies: run, it leaves the first of these samples."""
        if self._law is None:
            return ""
        line = line_of(self._tools.spec, self._law)
        return f"import numpy as np\n\nrng = np.random.default_rng({self._samples.seed})\n{line}\n"

    def numbers(self) -> Table:
        spec = self._tools.spec
        header = f"{spec.name} on the {self._tools.scale.name} scale" if number_of(spec) else spec.name
        if self._law is None:
            return empty_table(header)
        names = names_of(spec)
        values = self._law.values(self._samples.u)
        column = np.array([names[int(value)] for value in values], dtype=object) if names else values
        return Table((header,), (column,))

    def apply_theme(self) -> None:
        self._row.apply_theme()
        self._code.update()
        self._note.update()

    # Drawing ----------------------------------------------------------------------------------------

    def _draw(self) -> None:
        spec, scale = self._tools.spec, self._tools.scale
        self._note.whisper("")
        self._tools.copy.setEnabled(False)
        try:
            self._law = law_of(spec, scale, *self._ends(spec))
        except ValueError as error:
            self._law = None
            self._code.say("no line of code can draw this", "muted")
            self._row.words.name(spec.title)
            self._row.words.read("")
            self._row.show_nothing(f"{spec.title}: {error}")
            self._note.say(words.IMPOSSIBLE)
            return
        self._tools.copy.setEnabled(True)
        self._show(spec, self._law)

    def _ends(self, spec: Spec) -> tuple[float | None, float | None]:
        return (None, None) if number_of(spec) is None else (self._tools.range.low, self._tools.range.high)

    def _show(self, spec: Spec, law: Law) -> None:
        axis = self._axis(spec, law)
        names = tuple(spec.labels.values()) if isinstance(spec, Choice) else names_of(spec) and ("off", "on")
        self._row.name(words.axis(spec, axis))
        self._row.words.say("")
        self._row.show_samples(law, self._samples, axis, names)
        self._row.words.name(spec.title)
        self._row.words.read(words.law(spec, law))
        self._code.say(line_of(spec, law))
        assert self._row.shares is not None
        self._note.say(words.note(self._row.shares, law, axis, self._row.label_of, bool(names)))
        self.caption = f"{self._samples.n:,} samples · seed {self._samples.seed}"

    def _axis(self, spec: Spec, law: Law) -> Scale:
        """The table's own scale, whichever is drawn on: there one sees what another does."""
        number = number_of(spec)
        if number is None:
            return LINEAR
        try:
            return Law(number.scale, law.low, law.high).scale
        except ValueError:
            return LINEAR

    def _read(self, x: float) -> None:
        i = self._row.interval_at(x)
        shares = self._row.shares
        if i is not None and shares is not None:
            self._note.whisper(words.reading(shares, i, self._row.label_of(i)))
        else:
            self._note.whisper("")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code)
        self._note.whisper("Copied. Run, it draws the first of these samples; n times, all n of them.")
