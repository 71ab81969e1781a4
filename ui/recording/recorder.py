"""A recording under way: which snapshots become frames, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal

from simulator import provenance
from simulator.commands import Command, Keep, Rename, Speed, Watch
from simulator.provenance import Provenance
from simulator.snapshot import Probe, Snapshot
from simulator.tree import Tree
from ui.recording import formats
from ui.recording.encoder import Encoder
from ui.recording.journey import Journey
from ui.recording.source import Source, canvas_of, fitted
from ui.recording.stride import Stride
from ui.recording.take import Take
from ui.recording.words import bytes_in_words

HARMLESS = Speed | Watch | Keep | Rename
"""Commands that leave the run where it stands."""
_GOODBYE = 10.0  # seconds for the last frames of a window that closes


class Recorder(QObject):
    """Takes a frame of each snapshot that is due, or goes through the past for them."""

    changed = Signal()
    """There is more of it, or it has begun or ended."""
    told = Signal(str)
    failed = Signal(str)

    def __init__(self, journey: Journey, tree: Callable[[], Tree], parent: QObject | None = None) -> None:
        """`tree` is that of the snapshots."""
        super().__init__(parent)
        self.journey, self._tree = journey, tree
        journey.arrived.connect(self._add)
        journey.ended.connect(self._finish)
        self._encoder: Encoder | None = None
        self._source: Source | None = None
        self.plan, self.frames, self.written, self._taken = Take(), 0, 0, 0
        self._stride, self._size = Stride(1), QSize()
        self._waits = self._is_ending = self._is_cancelled = False
        self._why = ""
        self._last: tuple[Tree, Snapshot] | None = None

    @property
    def is_on(self) -> bool:
        """Whether a file is being made."""
        return self._encoder is not None

    @property
    def is_ending(self) -> bool:
        """Whether no frame is to come any more."""
        return self._is_ending

    @property
    def expected(self) -> int:
        """Bytes of the whole file; 0 where that cannot be told by now."""
        if self._encoder is None or self._encoder.path.suffix.lower() in formats.LATE:
            return 0
        return round(self.written / max(self.frames, 1) * self.plan.frames)

    def probes(self) -> frozenset[Probe]:
        """What must be computed for the frames, in sight or not."""
        return self._source.probes() if self._source is not None else frozenset()

    def start(self, plan: Take, source: Source, path: Path, snapshot: Snapshot, home: int) -> None:
        """Begin, with what is on screen or at the first step of the past; `home` is where one goes back to.

        Raises ValueError or OSError, in a sentence, where that cannot be.
        """
        if not plan.frames:
            raise ValueError(f"The last step must be {plan.first:,} or later, got {plan.last:,}.")
        encoder = Encoder(path, plan.rate, self)
        encoder.encoded.connect(self._encoded)
        encoder.ended.connect(self._ended)
        self._encoder, self._source, self.plan = encoder, source, plan
        self.frames = self.written = self._taken = 0
        self._stride, self._size, self._why = Stride(plan.stride), QSize(), ""
        self._waits = self._is_ending = self._is_cancelled = False
        self._last = None
        self.changed.emit()
        if plan.of_past:
            self.journey.start(plan.steps[: plan.frames], home, source.probes())
        elif snapshot.step == home:
            self.take(snapshot)

    def take(self, snapshot: Snapshot) -> None:
        """A snapshot is on screen."""
        if self._encoder is None or self._is_ending:
            return
        if self.plan.of_past:
            self.journey.take(snapshot)
        elif self._encoder.has_room and self._stride.is_due(snapshot):
            self._add(snapshot)

    def heed(self, command: Command) -> None:
        """The window sends something: who goes elsewhere ends a recording of the past."""
        harmless = isinstance(command, HARMLESS) or self.journey.is_sending
        if self.is_on and self.plan.of_past and not self._is_ending and not harmless:
            self._end_early("the run was sent elsewhere", goes_home=False)

    def refused(self) -> None:
        """The engine will not go where it was asked to."""
        if self.is_on and self.plan.of_past and not self._is_ending:
            self._end_early("the engine refused", goes_home=False)

    def stop(self) -> None:
        """Keep what there is by now."""
        if self.is_on and not self._is_ending:
            self._end_early("")

    def cancel(self) -> None:
        """Keep nothing."""
        if self._encoder is not None:
            self._is_ending = self._is_cancelled = True
            self.journey.end()
            self._encoder.cancel()
            self.changed.emit()

    def close(self) -> None:
        """The window closes: what there is by now is kept, where that takes no longer than a person waits."""
        encoder = self._encoder
        if encoder is None:
            return
        self.journey.end(goes_home=False)
        if not self._is_ending:
            self._finish()
        if not encoder.wait(_GOODBYE):
            encoder.cancel()
            encoder.wait(_GOODBYE)
        self._encoder = None

    def _end_early(self, why: str, goes_home: bool = True) -> None:
        self._why = why
        self.journey.end(goes_home)
        self._finish()

    def _finish(self) -> None:
        if self._encoder is not None:
            self._is_ending = True
            self._encoder.finish(self._words())
            self.changed.emit()

    def _words(self) -> dict[str, str]:
        """What the file says of itself: its recipe makes the run of the last frame."""
        return self._source.words(self._origin) if self._source is not None and self._source.is_there else {}

    def _origin(self) -> Provenance:
        if self._last is None:
            return Provenance()
        tree, snapshot = self._last
        return provenance.of_run(tree, snapshot.place, snapshot.config, snapshot.data.name)

    def _add(self, snapshot: Snapshot) -> None:
        """A frame of this snapshot."""
        encoder, source = self._encoder, self._source
        if encoder is None or source is None or self._is_ending:
            return
        if not source.is_there:
            self._end_early("what was recorded is gone")
            return
        image = source.picture(snapshot, self.plan.scale(source.width))
        if self._size.isEmpty():
            self._size = canvas_of(image, encoder.is_even)
        encoder.add(fitted(image, self._size))
        self._taken, self._last = self._taken + 1, (self._tree(), snapshot)
        if self.plan.of_past:
            self._waits = not encoder.has_room
            if not self._waits:
                self.journey.go_on()
        elif self._taken >= self.plan.frames:
            self._finish()

    def _encoded(self, frames: int, written: int) -> None:
        self.frames, self.written = frames, written
        if self._waits and not self._is_ending:
            self._waits = False
            self.journey.go_on()
        self.changed.emit()

    def _ended(self, said: str) -> None:
        encoder, self._encoder, self._source = self._encoder, None, None
        self.journey.end()
        if encoder is None:
            return
        if said:
            self.failed.emit(said)
        elif self._is_cancelled or not self._taken:
            self.told.emit("The recording was dropped.")
        else:
            early = f" It is shorter than asked for: {self._why}." if self._why else ""
            size = bytes_in_words(self.written)
            self.told.emit(f"Recorded {self.frames} frames, {size}, in {encoder.path}.{early}")
        encoder.deleteLater()
        self.changed.emit()
