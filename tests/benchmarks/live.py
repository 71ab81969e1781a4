"""The real window while it trains flat out: frames, steps, and how soon a command is seen."""

from __future__ import annotations

import random
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from simulator.commands import Pause, Play, Set, Speed
from simulator.hyperparameters import Config
from simulator.snapshot import Snapshot
from tests.benchmarks import apart
from tests.benchmarks.headless import WARM
from tests.benchmarks.report import Row, Target, measured
from tests.benchmarks.screen import SIZE, Paints, Scope, application, run_for, run_until, shown_window

_ROUNDS, _PLAYING, _HEADLESS = 7, 2.5, 1.0  # seconds
_COMMANDS = 80
_BETWEEN = (30, 150)  # ms, drawn anew each time so that commands fall anywhere in a frame


def measure() -> list[Row]:
    """Frames and steps in rounds beside a headless process, then commands while playing and paused."""
    application()
    window = shown_window(Config())
    window.untab()
    run_for(0.5)  # for the layout to settle
    eye = Eye(window)
    window.send(Speed(None))
    run_until(lambda: eye.snapshot is not None)
    rows = _rates(window, eye) + _latencies(window, eye)
    window.close()
    return rows


class Eye(QObject):
    """Sees what is shown and painted. A frame is a snapshot that reached the screen in a pass of painting."""

    def __init__(self, window: Scope) -> None:
        super().__init__(window)
        self.snapshot: Snapshot | None = None
        self.frames, self._fresh = 0, False
        self.panels = {key: Paints(_middle(panel.widget)) for key, panel in window.view.panels.items()}
        window.shown.connect(self._look)
        window.painted.connect(self._blink)

    def _look(self, snapshot: Snapshot) -> None:
        self.snapshot, self._fresh = snapshot, True

    def _blink(self) -> None:
        self.frames += self._fresh
        self._fresh = False

    def counts(self) -> NDArray[Any]:
        """Frames and steps so far, and paints of each panel."""
        return np.array(
            [self.frames, self.snapshot.step, *(panel.count for panel in self.panels.values())], float
        )


def _middle(widget: QWidget) -> QWidget:
    """What of a panel is painted: its innermost widget."""
    return widget.childAt(widget.rect().center()) or widget


def _rates(window: Scope, eye: Eye) -> list[Row]:
    """The window is paused while the headless process runs, and the other way round."""
    headless, played, beside = [_headless("steps_per_second")], [], []
    for _ in range(_ROUNDS):
        played.append(play(window, eye))
        headless.append(_headless("steps_per_second"))
        beside.append(_headless("beside_a_spinner"))
    frames, steps, *panels = np.array(played).T
    alone = np.convolve(headless, (0.5, 0.5), "valid")
    what = f"playing flat out, {SIZE[0]} × {SIZE[1]}, {len(panels)} panels"
    note = f"{np.median(steps):,.0f} of {np.median(headless):,.0f} steps/s"
    points = tuple(zip(eye.panels, map(float, np.median(panels, axis=1)), strict=True))
    return [
        measured("live", f"{what}: snapshots painted", "/s", frames, Target("≥", 60.0)),
        Row("live", "… paints of each panel", "/s", points=points),
        measured("live", "… steps against headless", "%", 100 * steps / alone, Target("≥", 80.0), note),
        measured("live", "headless beside an empty loop, against headless", "%", 100 / alone * beside),
    ]


def _headless(how: str) -> float:
    return float(apart.call("headless", how, Config(), _HEADLESS))


def play(window: Scope, eye: Eye, warm: int = WARM) -> NDArray[Any]:
    """The eye's counts, a second of playing, from some step on."""
    window.send(Play())
    run_until(lambda: is_playing(eye) and eye.snapshot.step > warm)
    run_for(0.3)
    before, started = eye.counts(), time.perf_counter()
    run_for(_PLAYING)
    rates = (eye.counts() - before) / (time.perf_counter() - started)
    window.send(Pause())
    run_until(lambda: not is_playing(eye))
    return rates


def is_playing(eye: Eye) -> bool:
    return eye.snapshot is not None and eye.snapshot.state == "playing"


def _latencies(window: Scope, eye: Eye) -> list[Row]:
    rows = []
    for state, command in (("paused", Pause()), ("playing", Play())):
        window.send(command)
        run_until(lambda state=state: is_playing(eye) == (state == "playing"))
        run_for(0.3)
        times = _Commands(window, eye).times()
        for percentile, target in ((50, None), (95, Target("≤", 45.0))):
            what = f"{state}: α set → frame painted with it, p{percentile} of {len(times)}"
            rows.append(Row("live", what, "ms", float(np.percentile(times, percentile)), target=target))
    return rows


class _Commands(QObject):
    """Sets α again and again, each time after the last was seen, and takes the time until it is."""

    def __init__(self, window: Scope, eye: Eye) -> None:
        super().__init__()
        self._window, self._eye, self._random = window, eye, random.Random(0)
        self._times, self._value, self._sent = list[float](), 0.0, 0.0
        window.painted.connect(self._painted)

    def times(self) -> list[float]:
        """Milliseconds from each command to the end of the frame that shows it."""
        self._send()
        run_until(lambda: len(self._times) == _COMMANDS)
        return self._times

    def _send(self) -> None:
        self._value, self._sent = self._random.uniform(0.001, 0.01), time.perf_counter()
        self._window.send(Set("learning_rate", self._value))

    def _painted(self) -> None:
        if not self._sent or self._eye.snapshot.config.learning_rate != self._value:
            return
        self._times.append(1000 * (time.perf_counter() - self._sent))
        self._sent = 0.0
        if len(self._times) < _COMMANDS:
            QTimer.singleShot(self._random.randint(*_BETWEEN), self._send)
