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
    Answer,
    Ask,
    Command,
    GoTo,
    Open,
    Pause,
    Play,
    Quit,
    Refused,
    Rewind,
    Speed,
    Step,
    StepBack,
    StepEpoch,
    Watch,
)
from simulator.datasets import Dataset
from simulator.history import Place
from simulator.hyperparameters import Config
from simulator.news import take
from simulator.recipe import Recipe
from simulator.roads import road, roads
from simulator.snapshot import Probe, Road, Snapshot, View, is_of_other, of_other
from simulator.tree import Tree
from ui.engine_process import EngineProcess, launch

_GOODBYE = 2.0  # seconds an engine has to end by itself
_MOST_DEATHS = 3  # of engines in a row that never showed a snapshot


class Ledger:
    """Whole snapshots from the engine's answers: the tree of branches is kept here, too, so that neither the
    window nor another engine needs to ask for it.
    """

    def __init__(self) -> None:
        self.tree = Tree()
        self._roads, self._version = tuple[Road, ...](), -1
        self._run_id, self._views = -1, dict[Probe, View]()

    def whole(self, answer: Answer, probes: frozenset[Probe]) -> Snapshot:
        """The answer's snapshot with all of the past."""
        take(self.tree, answer.news)
        part, place = answer.snapshot, answer.snapshot.place
        if part.run_id != self._run_id:  # a view of another network beside this one's data would fit nowhere
            self._run_id, self._views = part.run_id, {}
        self._views = {probe: view for probe, view in self._views.items() if probe in probes} | dict(
            part.views
        )
        return dataclasses.replace(
            part,
            other=self._beside(part.other),
            series=self.tree.record.until(place.step),
            edits=self.tree.branch.edits[: place.edits],
            roads=self._all_roads(),
            kept=self.tree.kept,
            views=dict(self._views),
        )

    def _beside(self, other: Snapshot | None) -> Snapshot | None:
        """The other branch's snapshot with its past, and the views that are of it."""
        if other is None or other.place.branch not in self.tree.branches:
            return None
        place = other.place
        return dataclasses.replace(
            other,
            run_id=-1 - other.run_id,
            series=self.tree.whole(place.branch).until(place.step),
            edits=self.tree.branches[place.branch].edits[: place.edits],
            roads=self._roads,
            kept=self.tree.kept,
            views={of_other(probe): view for probe, view in self._views.items() if is_of_other(probe)},
        )

    def _all_roads(self) -> tuple[Road, ...]:
        """Of the branches only the one that one stands on grows without being changed."""
        if self._version != self.tree.version:
            self._roads, self._version = roads(self.tree), self.tree.version
        current = self.tree.current
        self._roads = tuple(road(self.tree, r.number) if r.number == current else r for r in self._roads)
        return self._roads


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
        self._place: Place | None = None
        self._opened = 0
        self._received.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._lost.connect(self._revive, Qt.ConnectionType.QueuedConnection)

    @property
    def process_id(self) -> int | None:
        """Of the engine's process."""
        return self._process.pid

    @property
    def pace(self) -> float | None:
        """Steps a second of playing; None is flat out."""
        return self._speed.steps_per_second

    @property
    def plays(self) -> bool:
        """Whether it was told to play on, and nothing has ended that."""
        return self._playing

    @property
    def tree(self) -> Tree:
        """All branches of the run, as far as the window has been told."""
        return self._ledger.tree

    @property
    def place(self) -> Place | None:
        """Where in them the last snapshot stands; None before the first."""
        return self._place

    @property
    def data(self) -> tuple[Dataset, Dataset] | None:
        """The run's data as they are, and as they were loaded; None before the first snapshot."""
        tree, place = self.tree, self._place
        if place is None or place.branch not in tree.branches:
            return None
        branch = tree.branches[place.branch]
        base = tree.origins[branch.root].base
        return (tree.painted(branch.root, branch.edits[: place.edits]), base) if base else None

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
            case Pause() | Step() | StepEpoch() | Adopt() | Rewind() | StepBack() | GoTo() | Open():
                self._playing = False
        self._post(command)
        self.ask()

    def open(self, tree: Tree, place: Place) -> None:
        """Go on at a place of another tree."""
        self._ledger = Ledger()
        self._ledger.tree, self._place, self._opened = tree, place, self._opened + 1
        tree.key = self._opened
        self._config = tree.origins[tree.branches[place.branch].root].config
        self.send(Open(tree, place, self._opened))

    def follow(self, made: Recipe) -> None:
        """Make the run of a recipe, and train it to where that ends."""
        run = made.start(traced=False)
        self.open(run.tree, run.place)
        if made.steps:
            self.send(Step(made.steps))

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
    def _take(self, reply: Answer | Refused, generation: int) -> None:
        if generation != self._generation or self._closing:
            return
        match reply:
            case Answer():
                self._asked, self._deaths = False, 0
                if reply.opened != self._opened:  # it was on its way when another tree was opened
                    self.ask()
                    return
                snapshot = self._ledger.whole(reply, self._probes)
                self._config, self._place = snapshot.config, snapshot.place
                self._playing = snapshot.state == "playing" and self._playing
                self.snapshot.emit(snapshot)
            case Refused(reason):
                self.refused.emit(reason)

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
        if self._place is not None:
            self._post(Open(self.tree, self._place, self._opened))
        self._post(Watch(self._probes))
        self._post(self._speed)
        if self._playing:
            self._post(Play())
        self.ask()
        step = self._place.step if self._place else 0
        self.restarted.emit(f"The engine ended (exit code {code}) and was started again from step {step:,}.")
