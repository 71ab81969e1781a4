"""The window's end of the engine: starts its process, sends commands, puts snapshots together, and when one
dies starts another from the last snapshot, which is sent again what that did not answer.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from multiprocessing.connection import Connection

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from simulator.commands import (
    Adopt,
    Answer,
    Ask,
    Command,
    Compare,
    Goal,
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
from simulator.recipe import Recipe
from simulator.tree import Tree
from ui.engine_process import EngineProcess, Spare, launch
from ui.ledger import Ledger
from ui.line import Line

_GOODBYE = 2.0  # seconds an engine has to end by itself
_REST = 1000  # ms after which a spare engine may load: one just started needs the machine first
_MOST_DEATHS = 3  # of engines in a row that never showed a snapshot
_NOT_AGAIN = (Watch, Speed, Play, Pause, Open, Compare, Goal)
"""Commands that say how things are to be: another engine is told how they are anyway."""


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
        self._watched = Watch(frozenset())
        self._speed, self._playing, self._closing = Speed(None), False, False
        self._deaths, self._gave_up = 0, False
        self._spare, self._keeps_spare = Spare(), False
        self._config: Config | None = None
        self._place: Place | None = None
        self._compared: int | None = None
        self._opened = self._posted = 0
        self._unanswered: deque[tuple[int, Command]] = deque()
        self._goal: Goal | None = None
        self._repeated = list[Command]()
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
    def is_answered(self) -> bool:
        """Whether the last snapshot came after all that was asked for."""
        return not self._unanswered

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
        self._config, self._process, self._line = engine.config, engine.process, Line(engine.connection)
        self._generation += 1
        self._asked, self._posted = False, 0
        self._unanswered.clear()
        arguments = engine.connection, self._generation
        threading.Thread(target=self._listen, args=arguments, name="engine replies", daemon=True).start()

    def send(self, command: Command) -> None:
        """Send a command; its effect is in the next snapshot, which is asked for at once."""
        match command:
            case Watch():
                self._watched = command
            case Speed():
                self._speed = command
            case Play():
                self._playing, self._goal = True, None
            case Step():
                self._playing = False
            case Pause() | StepEpoch() | Adopt() | Rewind() | StepBack() | GoTo() | Open():
                self._playing, self._goal = False, None
        self._post(command)
        self.ask()
        if self._gave_up and not isinstance(command, Watch):
            self._deaths, self._gave_up = 0, False
            self._begin_again()

    def open(self, tree: Tree, place: Place) -> None:
        """Go on at a place of another tree."""
        self._ledger = Ledger()
        self._ledger.tree, self._place, self._opened = tree, place, self._opened + 1
        tree.key = self._opened
        self._unanswered.clear()  # all that was of another tree
        self._config = tree.origins[tree.branches[place.branch].root].config
        self.send(Open(tree, place, self._opened))

    def follow(self, made: Recipe) -> None:
        """Make the run of a recipe, and train it to where that ends."""
        run = made.start(traced=False)
        self.open(run.tree, run.tree.tip(run.tree.current))  # what was changed before the first step, too
        if made.steps:
            self.send(Step(made.steps))

    def ask(self) -> None:
        """Ask for the next snapshot, once the last has been painted."""
        if not self._asked:
            self._asked = True
            self._post(Ask())

    def keep_spare(self) -> None:
        """Have another engine load from now on, which goes on at once should this one die."""
        self._keeps_spare = True
        if not self._closing:
            self._spare.keep()

    def close(self) -> None:
        """End the engine and wait for it."""
        if self._closing or self._config is None:
            return
        self._closing = True
        self._post(Quit())
        self._spare.end()
        self._process.join(_GOODBYE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _post(self, command: Command) -> None:
        if not isinstance(command, Ask):
            self._posted += 1
            self._unanswered.append((self._posted, command))
        self._line.send(command, beside=isinstance(command, Open))

    def _listen(self, connection: Connection, generation: int) -> None:
        with contextlib.suppress(RuntimeError):  # the window was deleted while a reply was on its way
            try:
                while True:
                    self._received.emit(connection.recv(), generation)
            except (EOFError, OSError):
                self._lost.emit(generation)

    @Slot(object, int)
    def _take(self, reply: Answer | Refused, generation: int) -> None:
        if generation != self._generation or self._closing:
            return
        match reply:
            case Answer():
                self._asked, self._deaths = False, 0
                self._note_answered(reply.done)
                if reply.opened != self._opened:  # it was on its way when another tree was opened
                    self.ask()
                    return
                snapshot = self._ledger.whole(reply, self._watched.probes)
                self._config, self._place = snapshot.config, snapshot.place
                self._compared = snapshot.compared
                if not self._unanswered:  # what it has not heard of yet it has not ended either
                    self._playing = snapshot.state == "playing" and self._playing
                    self._goal = reply.goal
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
            self._give_up(f"exit code {code}")
        elif self._begin_again():
            step = self._place.step if self._place else 0
            self.restarted.emit(
                f"The engine ended (exit code {code}) and was started again from step {step:,}."
            )
            if self._keeps_spare:
                QTimer.singleShot(_REST, self.keep_spare)

    def _begin_again(self) -> bool:
        """Another engine goes on from the last snapshot, with what was not answered; whether there is one."""
        unanswered = self._to_repeat()
        try:
            # The run comes with its tree: what it began as need not be loaded again, nor be there any more.
            fresh = self._place is None
            self.start(launch(self._config or Config()) if fresh else self._spare.take() or launch(Config()))
        except OSError as error:
            self._give_up(str(error))
            return False
        if self._place is not None:
            self._post(Open(self.tree, self._place, self._opened))
        self._post(self._watched)
        self._post(self._speed)
        if self._compared is not None:
            self._post(Compare(self._compared))
        for command in (*([self._goal] if self._goal else ()), *unanswered):
            self._post(command)
        if self._playing:
            self._post(Play())
        self.ask()
        return True

    def _to_repeat(self) -> list[Command]:
        """What the engine did not answer; what another died of, too, is not tried a third time."""
        tried, self._repeated = (
            self._repeated,
            [command for _, command in self._unanswered if not isinstance(command, _NOT_AGAIN)],
        )
        return [c for c in self._repeated if not any(c is other for other in tried)]

    def _note_answered(self, done: int) -> None:
        """The answer came after so many commands."""
        while self._unanswered and self._unanswered[0][0] <= done:
            self._unanswered.popleft()

    def _give_up(self, why: str) -> None:
        self._gave_up = True
        self.restarted.emit(f"The engine does not start ({why}). What you do next tries it again.")
