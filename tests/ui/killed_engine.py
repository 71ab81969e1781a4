"""An engine that is killed at any moment, while a person trains, changes things and goes back and forth."""

from __future__ import annotations

import os
import random
import signal
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, Qt

from simulator.commands import AddExample, Command, Pause, Play, Rewind, Set, SetParameter, Speed, Step, Watch
from simulator.history import Edit
from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.snapshot import Parameters, Snapshot
from tests.simulator.travelling import replayed, state
from ui.client import Client
from ui.engine_process import launch

_CONFIG = Config(examples=120, hidden_units=(6, 4), mini_batch_size=16, keep_prob=0.9)
_ROUNDS = 8  # kills of one client's engines: a fresh replay of its run must not take all the time
_PATIENCE = 30.0  # seconds for anything to happen


@dataclass
class Figures:
    """Seconds from a kill to its notice and to the next snapshot; and what must never be."""

    noticed: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        spans = ("noticed", self.noticed), ("running again", self.again)
        said = [
            f"{name} after {1e3 * statistics.median(each):.1f} ms, {1e3 * max(each):.1f} ms at most"
            for name, each in spans
        ]
        return f"{len(self.again)} kills: {'; '.join(said)}; {len(self.wrong)} wrong"


def kill_engines(app: QCoreApplication, kills: int, seed: int = 0, rest: float = 0.0) -> Figures:
    """Kill so many engines, each after `rest` seconds of peace; the figures say what came of it."""
    rng, figures = random.Random(seed), Figures()
    while len(figures.again) < kills:
        person = _Person(app, rng, figures)
        try:
            for _ in range(min(_ROUNDS, kills - len(figures.again))):
                person._wait(rest)
                person.go_on()
        finally:
            person.client.close()
    return figures


class _Person:
    """Works with a client whose engine is killed in the middle of it."""

    def __init__(self, app: QCoreApplication, rng: random.Random, figures: Figures) -> None:
        self._app, self._rng, self._figures = app, rng, figures
        self._shown: Snapshot | None = None
        self._gesture, self._noticed_at = 0, 0.0
        self.client = client = Client()
        client.snapshot.connect(self._show)
        client._lost.connect(self._notice, Qt.ConnectionType.DirectConnection)
        client.start(launch(_CONFIG))
        client.send(Watch(frozenset({Parameters()})))
        client.send(Speed(2000.0))
        self._until(lambda s: s.step == 0)
        client.keep_spare()

    def go_on(self) -> None:
        """Train a while, then do something in the middle of which the engine is killed, and look."""
        self._do(Step(self._rng.randrange(1, 400)))
        rested = self._until(self._rests)
        expected = self._rng.choice((self._while_training, self._while_changing, self._while_rewinding))(
            rested
        )
        self._kill()
        shown = self._until(expected, "what was acknowledged or wished for is not there")
        if shown.state == "playing":
            self._do(Pause())
        self._until(self._rests)
        self._compare()

    # What is going on when it is killed -----------------------------------------------------------

    def _while_training(self, rested: Snapshot) -> Callable[[Snapshot], bool]:
        self._do(Play())
        self._wait(self._rng.uniform(0.0, 0.5))
        assert self._shown is not None
        seen = self._shown
        losses, known = seen.series.loss.tobytes(), self.client.tree.branch.edits
        return (
            lambda s: (
                s.edits == known[: len(s.edits)]  # from a place in the past it comes to the later ones again
                and len(s.edits) >= len(rested.edits)
                and s.step >= seen.step
                and s.series.loss[: seen.series.loss.size].tobytes() == losses
                and s.state == "playing"
            )
        )

    def _while_changing(self, rested: Snapshot) -> Callable[[Snapshot], bool]:
        calls = [edit.call for edit in rested.edits]
        for _ in range(self._rng.randrange(1, 6)):
            command, call = self._change()
            self._do(command)
            calls.append(call)
            self._wait(self._rng.choice((0.0, 0.0, 0.02)))
        return lambda s: [_plain(edit) for edit in s.edits] == [tuple(call[:3]) for call in calls]

    def _while_rewinding(self, rested: Snapshot) -> Callable[[Snapshot], bool]:
        step = self._rng.randrange(rested.step + 1)
        self._do(Rewind(step))
        self._wait(self._rng.choice((0.0, 0.01)))
        return lambda s: s.step == step

    def _change(self) -> tuple[Command, tuple[object, ...]]:
        value = self._rng.uniform(0.001, 0.05)
        kind = self._rng.randrange(3)
        if kind == 0:
            return Set("learning_rate", value), ("set", "learning_rate", value)
        if kind == 1:
            return AddExample(value, value, 1), ("add_example", (value, value), 1)
        index = (self._rng.randrange(6), self._rng.randrange(2))
        return SetParameter("W1", index, value), ("set_parameter", "W1", index)

    # Hands and eyes -------------------------------------------------------------------------------

    def _do(self, command: Command) -> None:
        self._gesture += 1
        self.client.send(type(command)(**{**command.__dict__, "gesture": self._gesture}))

    def _rests(self, snapshot: Snapshot) -> bool:
        """Whether all that was wished for has been done."""
        return snapshot.state != "playing" and not self.client._unanswered

    def _kill(self) -> None:
        self._wait(self._rng.choice((0.0, self._rng.uniform(0.0, 0.01))))
        self._shown, self._noticed_at, killed_at = None, 0.0, time.perf_counter()
        assert self.client.process_id is not None
        os.kill(self.client.process_id, signal.SIGKILL)
        self._until(lambda _: self._noticed_at > 0)
        self._figures.noticed.append(self._noticed_at - killed_at)
        self._figures.again.append(time.perf_counter() - killed_at)

    def _compare(self) -> None:
        """The engine's weights, and all that the window has, are those of a fresh replay."""
        mine = Run(Config())
        assert self.client.place is not None
        mine.open(self.client.tree.as_now(), self.client.place)
        fresh = replayed(mine)
        if state(mine) != state(fresh):
            self._figures.wrong.append(f"the window's run is not its replay at {self.client.place}")
        shown = self._until(lambda s: Parameters() in s.views and s.place == mine.place)
        for name, array in shown.views[Parameters()].arrays.items():
            if array.tobytes() != fresh.network.parameters[name][0].tobytes():
                self._figures.wrong.append(f"{name} of the engine is not its replay's at {mine.place}")

    def _show(self, snapshot: Snapshot) -> None:
        self._shown = snapshot
        self.client.ask()

    def _notice(self, _generation: int) -> None:
        self._noticed_at = time.perf_counter()

    def _wait(self, seconds: float) -> None:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._app.processEvents()
            time.sleep(0.0005)

    def _until(self, wanted: Callable[[Snapshot], bool], otherwise: str = "nothing happens") -> Snapshot:
        end = time.perf_counter() + _PATIENCE
        while self._shown is None or not wanted(self._shown):
            if time.perf_counter() > end:
                raise AssertionError(f"{otherwise}: {self._shown and self._shown.place}")
            self._app.processEvents()
            time.sleep(0.0005)
        return self._shown


def _plain(edit: Edit) -> tuple[object, ...]:
    return tuple(edit.call[:3])
