"""Test-time predictions while the averages of batch norm warm up."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.probes.warm_up import WarmUp, WarmUpView
from simulator.snapshot import Probe, Snapshot
from ui.drawing.absence import Presence, without_batch_norm
from ui.drawing.footnote import Footnote
from ui.panels.panel import Panel
from ui.panels.warm_up.plot import WarmUpPlot
from ui.panels.warm_up.verdict import Verdict
from ui.tables import Table, empty_table

Array = NDArray[Any]
_AS_GOOD = 0.01
"""How far behind still counts as just as good: a hundredth of the training set."""
_LEARNED = 1.5
"""Times the accuracy of chance is more than chance."""
_HEADERS = (
    "step t",
    "train accuracy, each mini-batch's own statistics (%)",
    "train accuracy, the averages (%)",
    "train cost, each mini-batch's own statistics (nats)",
    "train cost, the averages (nats)",
)


class WarmUpPanel(Panel):
    """The training set judged both ways, and after how many steps the averages are as good."""

    key = "warm_up"
    title = "While the averages warm up"
    about = "Training accuracy: mini-batch statistics against averages."
    claims = ("E1", "E2")
    reads_series = True  # what is missing depends on the config

    def __init__(self) -> None:
        super().__init__()
        self._probe = WarmUp()
        self._view: WarmUpView | None = None
        self._hovered: float | None = None
        self._decay, self._classes = 0.0, 2
        self._changed: int | None = None
        self._verdict, self._plot = Verdict(), WarmUpPlot()
        self._note, self._figure = Footnote(), QWidget()
        self._presence = Presence(self._figure)
        self.widget = QWidget()
        self._assemble()
        self._plot.pointed.connect(self._point)
        self.apply_theme()

    def _assemble(self) -> None:
        figure = QVBoxLayout(self._figure)
        figure.setContentsMargins(0, 0, 0, 0)
        figure.setSpacing(0)
        figure.addWidget(self._verdict)
        figure.addWidget(self._plot, 1)
        figure.addWidget(self._note)
        whole = QVBoxLayout(self.widget)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._presence)

    @property
    def figure(self) -> QWidget:
        return self._presence

    def probes(self) -> frozenset[Probe]:
        return frozenset({self._probe})

    def show(self, snapshot: Snapshot) -> None:
        view = snapshot.views.get(self._probe)
        if view is not None and not (self._holds(view) and snapshot.config.bn_decay == self._decay):
            self._view, self._decay = view, snapshot.config.bn_decay
            self._classes = len(snapshot.data.class_names)
            self._changed = next((edit.step for edit in snapshot.edits if edit.step), None)
            self._plot.show_values(view.at, 100 * view.accuracy_own, 100 * view.accuracy_averages)
            self._judge(view)
            self._say()
        if view is not None or self._view is None:
            self._presence.miss(_missing(snapshot, self._view))

    def clear(self) -> None:
        self._view = None
        self._plot.clear()
        self._verdict.say("", "")
        self._note.say("")

    def numbers(self) -> Table:
        view = self._view
        if view is None:
            return empty_table(*_HEADERS)
        accuracies = (100 * view.accuracy_own, 100 * view.accuracy_averages)
        return Table(_HEADERS, (view.at, *accuracies, view.cost_own, view.cost_averages))

    def apply_theme(self) -> None:
        self._plot.apply_theme()
        self._verdict.update()
        self._note.update()

    def _holds(self, view: WarmUpView) -> bool:
        """Whether nothing was traced since what is on screen: late steps are traced far apart."""
        seen = self._view
        return seen is not None and all(
            np.array_equal(getattr(seen, name), getattr(view, name), equal_nan=True)
            for name in ("at", "accuracy_own", "accuracy_averages")
        )

    def _judge(self, view: WarmUpView) -> None:
        """The number in large: when the averages are as good, or how far behind they still are."""
        step, widest, where = caught_up(before(view, self._changed))
        if not (view.accuracy_own > _LEARNED / self._classes).any():
            self._verdict.say("", "No better than chance yet, either way.")
        elif widest <= _AS_GOOD:
            self._verdict.say("0 steps", "behind: the averages are as good from the start.")
        elif step is None:
            points = f"{100 * _gap(view)[-1]:.0f}"
            self._verdict.say(f"{points} point{'' if points == '1' else 's'}", "behind: not caught up yet.")
        else:
            self._verdict.say(f"{step:,} step{'' if step == 1 else 's'}", "until the averages are as good.")
        self._plot.mark(step if widest > _AS_GOOD else None)
        widest_words = f"widest gap {100 * widest:.0f} points at step {where:,}" if widest > _AS_GOOD else ""
        window = f"decay {self._decay:.6g}, window {_window(self._decay)}"
        self._note.say(" · ".join(filter(None, (window, widest_words, "Reset (R) replays it"))))

    def _point(self, step: float | None) -> None:
        self._hovered = step
        self._say()

    def _say(self) -> None:
        view = self._view
        if view is None or not len(view.at):
            return
        at = float(view.at[-1]) if self._hovered is None else self._hovered
        i = int(np.abs(np.log1p(view.at) - math.log1p(at)).argmin())
        step = int(view.at[i])
        texts = (_percent(series[i]) for series in (view.accuracy_own, view.accuracy_averages))
        self._plot.read(f"step {step:,}", *texts, None if self._hovered is None else step)


def caught_up(view: WarmUpView) -> tuple[int | None, float, int]:
    """(the step from which the averages are as good, the widest gap before it in [0, 1], its step).

    From there on they are less than a hundredth behind at three samples in a row, so that a lucky one does
    not count. The step is None where they never are, or never were behind.
    """
    gap = _gap(view)
    if not (gap > _AS_GOOD).any():
        return None, 0.0, 0
    widest = int(gap.argmax())
    good = np.append(gap <= _AS_GOOD, [True, True])  # at the end of the run fewer samples will do
    steady = np.flatnonzero(good[:-2] & good[1:-1] & good[2:])
    after = steady[steady > widest]
    return (int(view.at[after[0]]) if len(after) else None), float(gap[widest]), int(view.at[widest])


def before(view: WarmUpView, step: int | None) -> WarmUpView:
    """What was seen before a setting changed, where that is anything."""
    kept = int(np.searchsorted(view.at, step, side="right")) if step is not None else len(view.at)
    if not 0 < kept < len(view.at):
        return view
    columns = ("at", "accuracy_own", "accuracy_averages", "cost_own", "cost_averages")
    return replace(view, **{name: getattr(view, name)[:kept] for name in columns})


def _gap(view: WarmUpView) -> Array:
    """How far the averages are behind; 0 where either is no number."""
    with np.errstate(invalid="ignore"):
        gap = view.accuracy_own - view.accuracy_averages
    return np.nan_to_num(gap, posinf=0.0, neginf=0.0)


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %" if math.isfinite(value) else "–"


def _window(decay: float) -> str:
    window = 1 / (1 - decay) if decay < 1 else math.inf
    if not math.isfinite(window):
        return "endless"
    return f"{window:,.0f} mini-batches" if window >= 100 else f"{window:.3g} mini-batches"


def _missing(snapshot: Snapshot, view: WarmUpView | None) -> str:
    config = snapshot.config
    why = without_batch_norm(config.hidden_units, config.batch_norm)
    if why:
        return why
    if view is None or not len(view.at):
        return "Nothing was traced yet. Play (Space): the first steps are the ones to watch."
    return ""
