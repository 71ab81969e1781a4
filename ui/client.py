"""The window's end of the engine: starts its process, sends commands, puts snapshots together, and
starts another process from the last checkpoint when one dies.
"""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from multiprocessing.connection import Connection

from PySide6.QtCore import QObject, Qt, Signal, Slot

from simulator.commands import (
    Adopt,
    Ask,
    Command,
    Pause,
    Play,
    Quit,
    Refused,
    Restore,
    Saved,
    Speed,
    Step,
    StepEpoch,
    Watch,
)
from simulator.datasets import Dataset
from simulator.history import Checkpoint, Edit
from simulator.hyperparameters import Config
from simulator.metrics import Record
from simulator.snapshot import Probe, Snapshot, View
from ui.engine_process import EngineProcess, launch

_GOODBYE = 2.0  # seconds an engine has to end by itself
_MOST_DEATHS = 3  # of engines in a row that never showed a snapshot


class Ledger:
    """Whole snapshots from the engine's partial ones: what is not sent again is what it was."""

    def __init__(self) -> None:
        self.run_id, self._key = 0, (0, 0)
        self._record, self._edits = Record(), tuple[Edit, ...]()
        self._views: dict[Probe, View] = {}

    def whole(self, part: Snapshot, generation: int, probes: frozenset[Probe]) -> Snapshot:
        """`part` with everything before it; `generation` counts engine processes."""
        if self._key != (generation, part.run_id):
            self._turn_page(part, generation)
        self._record.extend(part.series)
        self._edits += part.edits
        self._views = {probe: view for probe, view in self._views.items() if probe in probes}
        self._views |= part.views
        return dataclasses.replace(
            part,
            run_id=self.run_id,
            series=self._record.series(),
            edits=self._edits,
            views=dict(self._views),
        )

    def _turn_page(self, part: Snapshot, generation: int) -> None:
        """Another run, or the same one in another process, which goes on where its checkpoint was."""
        goes_on = generation != self._key[0] and part.series.start > 0
        self._record = self._record.truncated(part.series.start) if goes_on else Record(part.series.start)
        # A view of another run beside this run's data would fit nowhere.
        self._edits, self._views = (), {}
        self._key, self.run_id = (generation, part.run_id), self.run_id + (not goes_on)


class Client(QObject):
    """Talks to one engine process at a time. Signals come in the GUI thread."""

    snapshot = Signal(object)
    """A whole Snapshot, after `ask`."""
    refused = Signal(str)
    """Why a command was not carried out."""
    restarted = Signal(str)
    """The engine had died; what is running now and from which step."""
    _received = Signal(object, int)
    _lost = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ledger, self._generation, self._asked = Ledger(), 0, False
        self._probes: frozenset[Probe] = frozenset()
        self._speed, self._playing, self._closing = Speed(None), False, False
        self._deaths = 0
        self._config: Config | None = None
        self._checkpoint: Checkpoint | None = None
        self._data: tuple[Dataset, Dataset, Dataset] | None = None
        self._received.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._lost.connect(self._revive, Qt.ConnectionType.QueuedConnection)

    @property
    def process_id(self) -> int | None:
        """Of the engine's process."""
        return self._process.pid

    @property
    def plays(self) -> bool:
        """Whether it was told to play on, and nothing has ended that."""
        return self._playing

    @property
    def data(self) -> tuple[Dataset, Dataset, Dataset] | None:
        """The run's data: as they are, as they were loaded, as they were at step 0; None before the first."""
        return self._data

    @property
    def is_alive(self) -> bool:
        """Whether the engine's process runs."""
        return self._process.is_alive()

    def start(self, engine: EngineProcess) -> None:
        """Talk to a new engine from now on."""
        self._config, self._process, self._connection = engine.config, engine.process, engine.connection
        self._generation += 1
        self._asked = False
        arguments = self._connection, self._generation
        threading.Thread(target=self._listen, args=arguments, name="engine replies", daemon=True).start()

    def send(self, command: Command) -> None:
        """Send a command; its effect is in the next snapshot, which is asked for at once."""
        match command:
            case Watch(probes):
                self._probes = probes
            case Speed():
                self._speed = command
            case Play():
                self._playing = True
            case Pause() | Step() | StepEpoch() | Adopt():
                self._playing = False
        self._post(command)
        self.ask()

    def ask(self) -> None:
        """Ask for the next snapshot, once the last has been painted."""
        if not self._asked:
            self._asked = True
            self._post(Ask())

    def close(self) -> None:
        """End the engine and wait for it."""
        if self._closing or self._config is None:
            return
        self._closing = True
        self._post(Quit())
        self._process.join(_GOODBYE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _post(self, command: Command) -> None:
        # Where the process is gone the listening thread has noticed too, and another is started.
        with contextlib.suppress(OSError):
            self._connection.send(command)

    def _listen(self, connection: Connection, generation: int) -> None:
        try:
            while True:
                self._received.emit(connection.recv(), generation)
        except (EOFError, OSError):
            self._lost.emit(generation)
        except RuntimeError:
            pass  # the window was deleted while a reply was on its way

    @Slot(object, int)
    def _take(self, reply: Snapshot | Refused | Saved, generation: int) -> None:
        if generation != self._generation or self._closing:
            return
        match reply:
            case Snapshot():
                self._asked, self._deaths = False, 0
                self._config = reply.config
                self._playing = reply.state == "playing" and self._playing
                self.snapshot.emit(self._ledger.whole(reply, generation, self._probes))
            case Refused(reason):
                self.refused.emit(reason)
            case Saved(checkpoint, data):
                self._checkpoint, self._data = checkpoint, data or self._data

    @Slot(int)
    def _revive(self, generation: int) -> None:
        if generation != self._generation or self._closing or self._config is None:
            return
        self._process.join(_GOODBYE)
        code = self._process.exitcode
        self._deaths += 1
        if self._deaths > _MOST_DEATHS:
            self.restarted.emit(
                f"The engine does not start (exit code {code}). Open another data set or restart."
            )
            return
        self.start(launch(self._config))
        if self._checkpoint and self._data:
            self._post(Restore(self._checkpoint, *self._data))
        self._post(Watch(self._probes))
        self._post(self._speed)
        if self._playing:
            self._post(Play())
        self.ask()
        step = self._checkpoint.step if self._checkpoint else 0
        self.restarted.emit(f"The engine ended (exit code {code}) and was started again from step {step}.")
