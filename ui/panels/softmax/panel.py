"""Softmax, term by term: z, t = e^z and a = t / Σt of one example, live or of numbers one types."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.probes import example as stages_of
from simulator.probes.example import Example, ExampleView, Softmax
from simulator.snapshot import Probe, Snapshot
from ui.drawing.footnote import Footnote
from ui.drawing.names import class_name, names_for
from ui.drawing.softmax_words import e_to, share_word, times_ten, z_word
from ui.panels.panel import Panel
from ui.panels.softmax.formula import SoftmaxFormula
from ui.panels.softmax.paint import apart
from ui.panels.softmax.rows import SoftmaxRows
from ui.panels.softmax.tools import SoftmaxTools
from ui.tables import Table, empty_table

WORKED = (5.0, 2.0, -1.0, 3.0)
_WIDE = 640
"""Pixels from which the gradient check stands beside the bars unasked."""
_SPLITS = ("train", "dev", "test")
_HEADERS = ("class", "z", "t = e^z", "a = ŷ (probability)", "y", "dz = ŷ − y", "numerical dL/dz")


class SoftmaxPanel(Panel):
    """Three groups of bars linked by their rows, over the formula with the numbers of one class."""

    key = "softmax"
    title = "Softmax, term by term"
    about = "A vector in, a vector out: each a depends on every z."
    claims = ("X1", "X2", "X3", "X7")

    def __init__(self) -> None:
        super().__init__()
        self._view: ExampleView | None = None
        self._own: Softmax | None = None
        self._names: tuple[str, ...] = ()
        self._check: bool | None = None
        self._tools, self._rows, self._formula = SoftmaxTools(), SoftmaxRows(), SoftmaxFormula()
        self._note, self._figure = Footnote(), QWidget()
        self.widget = self._assemble()
        self._connect()
        self.apply_theme()
        self._draw()

    def _assemble(self) -> QWidget:
        inside = QVBoxLayout(self._figure)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        for part in (self._rows, self._formula, self._note):
            inside.addWidget(part, 1 if part is self._rows else 0)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._tools)
        column.addWidget(self._figure, 1)
        return whole

    def _connect(self) -> None:
        self._tools.free_asked.connect(self._go_free)
        self._tools.worked_asked.connect(lambda: self._take(np.array(WORKED), 0))
        self._tools.classes_asked.connect(self._recount)
        self._tools.true_asked.connect(lambda y: self._take(self._own.z, y))
        self._tools.check_asked.connect(self._choose_check)
        self._rows.pointed.connect(self._point)
        self._rows.z_set.connect(self._set_z)
        self._figure.installEventFilter(self)

    # Showing ----------------------------------------------------------------------------------------

    @property
    def figure(self) -> QWidget:
        return self._figure

    @property
    def softmax(self) -> Softmax | None:
        """What is on show."""
        if self._own is not None:
            return self._own
        return None if self._view is None or not len(self._view.softmax.z) else self._view.softmax

    def probes(self) -> frozenset[Probe]:
        return frozenset({self._probe})

    @property
    def _probe(self) -> Example:
        """The example under the cursor in some panel, else the chosen one, else the first."""
        pointed = self.focus.pointed
        return Example((self.focus.example or 0) if pointed is None else pointed)

    def show(self, snapshot: Snapshot) -> None:
        view = snapshot.views.get(self._probe)
        if view is not None:
            self._view = view
            self._names = names_for(snapshot.data.class_names, len(view.softmax.z))
            if self._own is None:
                self._draw()

    def clear(self) -> None:
        self._view, self._names = None, ()
        if self._own is None:
            self._draw()

    def numbers(self) -> Table:
        softmax = self.softmax
        if softmax is None:
            return empty_table(*_HEADERS)
        names = np.array(self._class_names(len(softmax.z)))
        y = (np.arange(len(names)) == softmax.y).astype(int)
        return Table(_HEADERS, (names, softmax.z, softmax.t, softmax.a, y, softmax.dz, softmax.numerical))

    def apply_theme(self) -> None:
        self._rows.apply_theme()
        self._formula.apply_theme()
        self._note.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._lay_check()
        return super().eventFilter(watched, event)

    def _class_names(self, count: int) -> tuple[str, ...]:
        return names_for((), count) if self._own is not None else names_for(self._names, count)

    def _draw(self) -> None:
        softmax, free = self.softmax, self._own is not None
        count = 0 if softmax is None else len(softmax.z)
        self._rows.set_free(free)
        self._rows.show_softmax(softmax, self._class_names(count))
        self._tools.show_state(free, count, softmax.y if free else 0)
        self._write()

    def _write(self) -> None:
        """The formula of the lit class, else of the most probable, and the sentence below."""
        softmax, lit = self.softmax, self._rows.lit
        if softmax is None:
            self._formula.show_class(None, 0, False)
            self._note.say("No example yet: train a step, or type numbers of your own under Free.")
            return
        a = np.nan_to_num(softmax.a)
        self._formula.show_class(softmax, int(a.argmax()) if lit is None else lit, lit is not None)
        self._note.say(self._sentence(softmax))

    def _point(self, _label: int | None) -> None:
        self._note.whisper("")
        self._write()

    def _sentence(self, softmax: Softmax) -> str:
        if not np.isfinite(softmax.z).all():
            return "z is no finite number: the run diverged. Lower α and reset (R)."
        if math.isinf(softmax.total):
            top = e_to(max(softmax.z.tolist()))
            return f"{top} is too large for a float; softmax takes max z off first, so a stays right."
        hidden = len(softmax.z) - self._rows.columns.rows
        more = f"{hidden} more classes: make the panel taller. " if hidden > 0 else ""
        true = class_name(self._class_names(len(softmax.z)), softmax.y)
        loss = f"loss −log {share_word(float(softmax.a[softmax.y]))} = {softmax.loss:.3f}"
        check = f"ŷ − y is dL/dz: numerically {times_ten(apart(softmax))} apart."
        return f"{more}{self._whose(true)} · {loss} · {check}"

    def _whose(self, true: str) -> str:
        view = self._view
        if self._own is not None or view is None:
            return f"Type z or drag its bars · y = {true}"
        return f"Example {view.example} ({_SPLITS[view.split]}) · y = {true}"

    # Gradient check ---------------------------------------------------------------------------------

    def _choose_check(self, check: bool) -> None:
        self._check = check
        self._lay_check()

    def _lay_check(self) -> None:
        self._formula.set_scale(self._rows.columns.scale)
        check = self._figure.width() >= _WIDE if self._check is None else self._check
        self._tools.check.setChecked(check)
        self._rows.set_check(check)

    # Numbers of one's own ---------------------------------------------------------------------------

    def _go_free(self, free: bool) -> None:
        live = self.softmax
        self._own = None
        if free and live is not None and len(live.z) <= 10 and np.isfinite(live.z).all():
            self._take(live.z.round(2), live.y)  # begin where the example stands
        elif free:
            self._take(np.array(WORKED), 0)
        else:
            self._draw()

    def _take(self, z: np.ndarray, y: int) -> None:
        self._own = stages_of.stages(np.asarray(z, dtype=np.float64), min(y, len(z) - 1))
        self._draw()

    def _recount(self, classes: int) -> None:
        z = self._own.z
        self._take(np.append(z, np.zeros(max(classes - len(z), 0)))[:classes], self._own.y)

    def _set_z(self, label: int, value: float) -> None:
        if self._own is None or label >= len(self._own.z):
            return
        before, z = self._own.a, self._own.z.copy()
        z[label] = value
        self._take(z, self._own.y)
        moved = int((self._own.a != before).sum())
        if moved and math.isfinite(self._own.total):
            self._note.whisper(f"z of class {label} = {z_word(value)}: {moved} of {len(z)} a moved with it.")
