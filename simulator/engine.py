"""The engine process: take commands in, train, answer with snapshots.

Pull with one credit: a snapshot leaves only when the window has asked for one, so nothing can queue up.
Between snapshots it trains in slices of a few milliseconds and looks for commands after each.
A snapshot brings what is new in the tree of branches, checkpoints too, so whoever holds the other end could
go on from there in another process.
"""

from __future__ import annotations

import dataclasses
import math
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from multiprocessing.connection import Connection
from typing import Any

from simulator.commands import (
    AddExample,
    Adopt,
    Answer,
    Ask,
    Command,
    Compare,
    Delete,
    Goal,
    GoTo,
    Hold,
    Keep,
    Load,
    MoveExample,
    MoveInputs,
    Open,
    Pause,
    Play,
    Quit,
    Redo,
    Refused,
    RemoveExample,
    Rename,
    Reset,
    Revert,
    Rewind,
    Set,
    SetParameter,
    Speed,
    Step,
    StepBack,
    StepEpoch,
    Undo,
    UndoNormalization,
    Watch,
)
from simulator.history import Place
from simulator.hyperparameters import TABLE, Config
from simulator.lockstep import Lockstep
from simulator.news import Reporter
from simulator.run import Run
from simulator.sent import Sent
from simulator.snapshot import Probe, View
from simulator.tree import Tree
from simulator.views import standing

_SLICE = 0.003  # seconds of training between two looks at the commands
_CATCH_UP = 0.009  # seconds for twins in between: no twin takes three times as long as its run
_REST = 0.05  # seconds without a command after which a run that rests gets its dear views
_RATE_WINDOW = 0.5  # seconds over which steps/s is measured


def serve(connection: Connection, config: Config) -> None:
    """Run an engine on `connection` until it is told to quit or the window is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the terminal is the window's to handle
    try:
        Engine(connection, _first_run(connection, config)).serve()
    except (EOFError, OSError):
        return  # the window is gone, and so is the reason to go on


def _first_run(connection: Connection, config: Config) -> Run:
    """A run of `config`; where its data cannot be had, that is said and the default run begins."""
    try:
        return Run(config, traced=True)
    except ValueError as error:
        connection.send(Refused(str(error)))
        return Run(Config(), traced=True)


def coalesced(commands: Iterable[Command]) -> list[Command]:
    """Of neighbouring commands that would overwrite each other, as in a drag, the last alone."""
    kept: list[Command] = []
    for command in commands:
        if kept and _target(command) is not None and _target(kept[-1]) == _target(command):
            kept[-1] = command
        else:
            kept.append(command)
    return kept


def _shows_at_once(command: Command) -> bool:
    """Whether every view is to be new in the next snapshot; a slider's effect comes with training."""
    if isinstance(command, Set):
        return command.name in TABLE and not TABLE[command.name].live
    return not isinstance(command, Speed | Rename | Keep)


def _target(command: Command) -> tuple[object, ...] | None:
    """What a command overwrites; a change of another gesture is one more to take back, and stays."""
    match command:
        case Set(name, _, keep_weights):
            return "set", command.gesture, name, keep_weights
        case MoveExample(index, _, _, plane):
            return "move", command.gesture, index, plane
        case SetParameter(name, index, _):
            return "parameter", command.gesture, name, index
        case Speed() | Watch() | Ask() | Rewind():
            return (type(command),)
    return None


class Engine:
    """A run, whether it plays and how fast, what is watched, and what the window already has."""

    def __init__(self, connection: Connection, run: Run) -> None:
        self.connection, self.run, self.lockstep = connection, run, Lockstep(run)
        self.steps_left: float = 0.0  # inf while playing
        self.to_change: list[tuple[int, str, object]] = []
        self.pace: float | None = None
        self.credit, self.changed, self.alive = False, True, True
        self._sent, self._reporter, self.opened, self.done = Sent(), Reporter(), 0, 0
        self._reporter.listen(run.tree)
        self._due = time.perf_counter()
        self._slice_steps, self._rate, self._fresh = 8, _Rate(), True
        self._behind, self._stale_until = False, 0.0

    def serve(self) -> None:
        """Until Quit, or EOFError when the window is gone."""
        while self.alive:
            commands = self._receive()
            for command in coalesced(commands):
                self._carry_out(command)
            if self.steps_left:
                self._go_on()
            self._follow()
            self._fresh = self._fresh or not self.steps_left or any(map(_shows_at_once, commands))
            if self.credit and self.changed:
                self._answer(self._fresh)
                self._fresh = False

    # Commands -------------------------------------------------------------------------------------

    def _receive(self) -> list[Command]:
        commands: list[Command] = []
        wait = self._patience()
        while self.connection.poll(wait):
            commands.append(self.connection.recv())
            wait = 0.0
        wishes = [command for command in commands if not self._is_ask(command)]
        self.done += len(wishes)  # each is before the next answer
        return wishes

    def _is_ask(self, command: Command) -> bool:
        self.credit = self.credit or isinstance(command, Ask)
        return isinstance(command, Ask)

    def _patience(self) -> float | None:
        if self._behind:
            return 0.0
        if not self.steps_left:
            return max(0.0, self._stale_until - time.perf_counter()) if self._waits_to_answer() else None
        return max(0.0, self._due - time.perf_counter()) if self._is_paced else 0.0

    def _carry_out(self, command: Command) -> None:
        self.run.gesture = command.gesture
        try:
            _DUTIES[type(command)](self, command)
        except ValueError as error:
            self.connection.send(Refused(str(error)))
            return
        except MemoryError:
            self.connection.send(Refused("There is not enough memory for this."))
            return
        self.changed = True

    def open(self, tree: Tree, place: Place, number: int) -> None:
        """Go on where another engine was; at the start where the way to `place` cannot be made again."""
        root = tree.branches[place.branch].root
        origin, refused = tree.origins[root], None
        run = Run(origin.config, origin.dataset, origin.base, traced=True)
        try:
            run.open(tree, place)
        except ValueError as error:
            refused = error
            run.open(tree, Place(root, origin.step, len(origin.edits)))
        lockstep = Lockstep(run)
        lockstep.watch(self.lockstep.probes)
        self.run, self.lockstep, self.opened = run, lockstep, number
        self._reporter.assume(tree)
        self._sent.forget_views()
        if refused is not None:
            raise refused

    def travel(self, where: Callable[[], object]) -> None:
        """Go elsewhere, and rest there."""
        self.play(0.0)
        where()

    def play(self, steps: float) -> None:
        """Train `steps` steps, math.inf for without end; a diverged run stays where it is."""
        self.to_change.clear()
        self.steps_left = 0.0 if self.run.divergence else steps
        self._due = time.perf_counter()
        self._rate = _Rate()

    # Training -------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """Train; a change of the past that cannot be made again ends that, as in a recipe gone wrong."""
        try:
            self._train()
        except ValueError as error:
            self.steps_left, self.changed = 0.0, True
            self.connection.send(Refused(str(error)))

    def _train(self) -> None:
        started = time.perf_counter()
        self._make_changes()
        wanted = min(self._slice_steps, self.steps_left, self._affordable(started), self._to_next_change())
        made = self.run.advance(int(wanted))
        self.steps_left = 0.0 if self.run.divergence else self.steps_left - made
        elapsed = time.perf_counter() - started
        if not self._is_paced and made:
            self._slice_steps = max(1, min(2 * self._slice_steps, round(made * _SLICE / max(elapsed, 1e-6))))
        self._rate.count(made)
        self.changed = self.changed or made > 0 or bool(self.run.divergence)

    def _make_changes(self) -> None:
        """What an adopted trial had changed at this step."""
        while self.to_change and self.to_change[0][0] <= self.run.t:
            _, name, value = self.to_change.pop(0)
            self.run.gesture = None
            self.run.set(name, value)

    def _to_next_change(self) -> float:
        return self.to_change[0][0] - self.run.t if self.to_change else math.inf

    def _follow(self) -> None:
        """Twins and long computations; what they have come to is to be seen even where the run rests."""
        was_behind, self._behind = self._behind, self.lockstep.follow(_CATCH_UP)
        self.changed = self.changed or was_behind or self._behind or self._is_stale()

    def _waits_to_answer(self) -> bool:
        return bool(self._stale_until) and self.credit

    def _is_stale(self) -> bool:
        """Whether a view that was too dear to answer with at once is due now."""
        return bool(self._stale_until) and time.perf_counter() >= self._stale_until

    @property
    def _is_paced(self) -> bool:
        """Play keeps the pace; a number of steps asked for is made as fast as it goes."""
        return self.pace is not None and math.isinf(self.steps_left)

    def _affordable(self, now: float) -> float:
        if self.pace is None or not self._is_paced:
            return float("inf")
        if now < self._due:
            return 0.0
        behind = 1 + int((now - self._due) * self.pace)
        self._due += behind / self.pace
        return behind

    # Answers --------------------------------------------------------------------------------------

    def _answer(self, fresh: bool) -> None:
        snapshot, playing = standing(self.run), bool(self.steps_left)
        other = self.lockstep.other
        whole = dataclasses.replace(
            snapshot,
            other=standing(other.run) if other else None,
            views=self._views(fresh),
            state="playing" if playing else snapshot.state,
            steps_per_second=self._rate.per_second() if playing else 0.0,
        )
        news = self._reporter.news(self.run.tree)
        self.connection.send(Answer(whole, news, self.opened, self.done, self._goal()))
        self.credit = self.changed = False

    def _goal(self) -> Goal | None:
        if not self.steps_left or math.isinf(self.steps_left):
            return None
        return Goal(self.run.t + int(self.steps_left), tuple(self.to_change))

    def _views(self, fresh: bool) -> Mapping[Probe, View]:
        views, now, rests = {}, time.perf_counter(), self._rests()
        self._stale_until = 0.0
        for probe in self.lockstep.probes:
            stamp = self.lockstep.stamp(probe)
            if self._sent.due(probe, stamp, now, fresh, rests):
                view = self._view(probe)
                if view is not None:
                    views[probe] = view
                done = time.perf_counter()
                self._sent.viewed(probe, stamp, done, done - now)
                now = done
            elif not self._sent.has(probe, stamp):
                due = self._sent.due_at(probe) if self.steps_left else now + _REST
                self._stale_until = min(self._stale_until or due, due)
        return views

    def _view(self, probe: Probe) -> View | None:
        """None where the window asks of data it had before: a plane of features that these have not."""
        try:
            return self.lockstep.view(probe)
        except ValueError:
            return None

    def _rests(self) -> bool:
        """Whether nothing is trained and no command came for a while: time for dear views."""
        return not self.steps_left and self._is_stale()


class _Rate:
    """Steps a second over the last window."""

    def __init__(self) -> None:
        self._since, self._steps, self._value = time.perf_counter(), 0, 0.0

    def count(self, steps: int) -> None:
        self._steps += steps
        elapsed = time.perf_counter() - self._since
        if elapsed > _RATE_WINDOW:
            self._value, self._steps = self._steps / elapsed, 0
            self._since = time.perf_counter()

    def per_second(self) -> float:
        return self._value or self._steps / max(time.perf_counter() - self._since, 1e-3)


def _set_pace(engine: Engine, command: Speed) -> None:
    if command.steps_per_second is not None and not 0.01 <= command.steps_per_second <= 1e6:
        raise ValueError(f"Speed must be in [0.01, 1e+06] steps a second, got {command.steps_per_second:g}.")
    engine.pace, engine._due = command.steps_per_second, time.perf_counter()


def _watch(engine: Engine, command: Watch) -> None:
    engine.lockstep.watch(command.probes)
    engine._sent.forget_views()
    engine._sent.always = command.always


def _step(engine: Engine, command: Step) -> None:
    if not 1 <= command.count <= 10_000_000:
        raise ValueError(f"The number of steps must be in [1, 10000000], got {command.count}.")
    under_way = engine.steps_left if math.isfinite(engine.steps_left) else 0.0
    engine.play(under_way + command.count)  # two quick presses are two steps


def _adopt(engine: Engine, command: Adopt) -> None:
    engine.run.load(command.config, command.dataset, base=command.base, name=command.name)
    _train_to(engine, Goal(command.steps, command.changes))


def _train_to(engine: Engine, goal: Goal) -> None:
    engine.play(max(goal.step - engine.run.t, 0))
    engine.to_change = sorted(goal.changes, key=lambda change: change[0])


def _quit(engine: Engine, _: Quit) -> None:
    engine.alive = False


_DUTIES: Mapping[type[Command], Callable[[Engine, Any], object]] = {
    Play: lambda engine, _: engine.play(float("inf")),
    Pause: lambda engine, _: engine.play(0.0),
    Step: _step,
    StepEpoch: lambda engine, _: engine.play(engine.run.batches.left(engine.run.config.mini_batch_size)),
    Speed: _set_pace,
    Set: lambda engine, c: engine.run.set(c.name, c.value, c.keep_weights),
    Load: lambda engine, c: engine.run.load(c.config, c.dataset),
    Adopt: _adopt,
    Goal: _train_to,
    Reset: lambda engine, _: engine.run.reset(),
    AddExample: lambda engine, c: engine.run.add_example((c.u, c.v), c.label, c.plane),
    MoveExample: lambda engine, c: engine.run.move_example(c.index, (c.u, c.v), c.plane),
    RemoveExample: lambda engine, c: engine.run.remove_example(c.index),
    SetParameter: lambda engine, c: engine.run.set_parameter(c.name, c.index, c.value),
    Hold: lambda engine, c: engine.run.hold(c.layer, c.unit, c.held),
    UndoNormalization: lambda engine, c: engine.run.undo_normalization(c.layer, c.unit),
    MoveInputs: lambda engine, c: engine.run.move_inputs(c.move, c.plane),
    Rewind: lambda engine, c: engine.travel(lambda: engine.run.rewind(c.step, c.rough)),
    StepBack: lambda engine, _: engine.travel(lambda: engine.run.rewind(engine.run.t - 1)),
    GoTo: lambda engine, c: engine.travel(lambda: engine.run.visit(c.branch, c.step)),
    Undo: lambda engine, _: engine.run.undo(),
    Redo: lambda engine, _: engine.run.redo_undone(),
    Keep: lambda engine, _: engine.run.keep(),
    Revert: lambda engine, _: engine.run.revert(),
    Rename: lambda engine, c: engine.run.rename(c.branch, c.name),
    Delete: lambda engine, c: engine.run.delete(c.branch),
    Compare: lambda engine, c: engine.lockstep.compare(c.branch),
    Open: lambda engine, c: engine.travel(lambda: engine.open(c.tree, c.place, c.number)),
    Watch: _watch,
    Quit: _quit,
}
