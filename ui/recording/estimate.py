"""How large a file will be: a few of its very frames are encoded to see."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from simulator.snapshot import Probe, Snapshot
from ui.recording import formats
from ui.recording.encoder import pillow
from ui.recording.journey import Journey
from ui.recording.source import Source, canvas_of, fitted
from ui.recording.stride import Stride
from ui.recording.take import Take


class Estimate(QObject):
    """Gets frames that are neighbours: from both ends of the past, or the last two that came."""

    known = Signal(object, int)
    """The size of a frame, and the bytes of all; 0 where that cannot be told."""
    _weighed = Signal(int, object, int)

    def __init__(self, journey: Journey, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._journey, self._number = journey, 0
        journey.arrived.connect(self._add)
        journey.ended.connect(self._weigh)
        self._weighed.connect(self._tell)
        self._plan, self._source = Take(), None
        self._images: list[QImage] = []
        self._size, self._stride = QSize(), Stride(1)
        self._wanted = 0

    _source: Source | None

    def start(self, plan: Take, source: Source, snapshot: Snapshot, start: int) -> None:
        """Make another; the run stands or plays at `snapshot`, and its past begins at step `start`."""
        self.stop()
        self._plan, self._source = plan, source
        self._images, self._size, self._stride = [], QSize(), Stride(plan.stride)
        steps = _samples(plan, snapshot, start)
        self._wanted = 0 if steps else min(2, plan.frames)
        if steps:
            self._journey.start(steps, snapshot.step, source.probes())
        else:
            self.take(snapshot)

    def stop(self) -> None:
        """It is not wanted any more."""
        self._number += 1
        self._wanted = 0
        self._source = None
        self._journey.end()

    @property
    def home(self) -> int | None:
        """Where the run will stand again after it has looked elsewhere; None where it has not."""
        return self._journey.home

    def probes(self) -> frozenset[Probe]:
        """What must be computed for it."""
        return self._source.probes() if self._source is not None else frozenset()

    def take(self, snapshot: Snapshot) -> None:
        """A snapshot is on screen."""
        self._journey.take(snapshot)
        if not self._wanted:
            return
        if self._stride.is_due(snapshot):
            self._add(snapshot)
        if len(self._images) >= self._wanted or snapshot.state != "playing":
            self._wanted = 0
            self._weigh()

    def _add(self, snapshot: Snapshot) -> None:
        source = self._source
        if source is None or not source.is_there:
            return
        image = source.picture(snapshot, self._plan.scale(source.width))
        if self._size.isEmpty():
            self._size = canvas_of(image, self._plan.suffix in formats.EVEN)
        self._images.append(fitted(image, self._size))
        if not self._wanted:
            self._journey.go_on()

    def _weigh(self) -> None:
        arguments = self._number, self._plan, tuple(self._images)
        self._images = []
        threading.Thread(target=self._work, args=arguments, name="estimate", daemon=True).start()

    def _work(self, number: int, plan: Take, images: Sequence[QImage]) -> None:
        try:
            size = total(plan, images)
        except (OSError, ValueError):
            size = 0
        with contextlib.suppress(RuntimeError):  # the window was deleted meanwhile
            self._weighed.emit(number, images[0].size() if images else QSize(), size)

    def _tell(self, number: int, size: QSize, written: int) -> None:
        if number == self._number:
            self.known.emit(size, written)


def total(plan: Take, images: Sequence[QImage]) -> int:
    """Bytes of all frames, by the first and by what neighbours add to one another."""
    if not images:
        return 0
    first = _length(plan, images[:1])
    pairs = [pair for i, pair in enumerate(pairwise(images)) if i % 2 == 0]
    added = [_length(plan, pair) - (_length(plan, pair[:1]) if i else first) for i, pair in enumerate(pairs)]
    each = sum(added) / len(added) if added else first
    return round(first + max(each, 0) * (plan.frames - 1))


def _length(plan: Take, images: Sequence[QImage]) -> int:
    with tempfile.TemporaryDirectory(prefix="batchscope-") as folder:
        path = Path(folder) / f"sample{plan.suffix}"
        size = images[0].width(), images[0].height()
        writer = formats.writer(path, plan.suffix, size, plan.rate)
        for image in images:
            writer.add(pillow(image))
        writer.close()
        return path.stat().st_size


def _samples(plan: Take, snapshot: Snapshot, start: int) -> Sequence[int]:
    """Steps to look at; none where what comes must do, or there is nothing but what is."""
    if snapshot.state == "playing":
        return ()  # it plays on while a person chooses
    if plan.of_past:
        steps = plan.steps[: plan.frames]
        return steps if len(steps) <= 4 else (*steps[:2], *steps[-2:])
    if snapshot.step <= start:
        return ()
    return max(start, snapshot.step - plan.stride), snapshot.step
