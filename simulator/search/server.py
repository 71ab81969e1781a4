"""The process that searches behind a window: takes wishes in, trains, answers with what is new.

Pull with one credit, as the engine does. It works on one study at a time; a race is several, one after
the other.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import numpy as np

from simulator.commands import Refused
from simulator.datasets import Dataset
from simulator.search.board import THUMBNAIL, Opened, Status, Update
from simulator.search.caviar import Caviar
from simulator.search.commands import (
    AskBoard,
    Begin,
    CancelSearch,
    Clone,
    Extend,
    Kill,
    OpenStudy,
    PauseSearch,
    QuitSearch,
    Race,
    ResumeSearch,
    SearchCommand,
    UndoGeneration,
    Zoom,
)
from simulator.search.policies import Halving
from simulator.search.study import Plan, Record, Study
from simulator.search.study_file import SUFFIX, StudyFile
from simulator.search.workers import Processes, spare_cores

_MOST_SEEDS = 100
_PATIENCE = 0.02  # seconds of waiting for workers between two looks at the wishes


def launch(folder: Path | str = "") -> tuple[SpawnProcess, Connection]:
    """Start such a process, which keeps studies in `folder`; it, and this end of the pipe to it."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, str(folder)), name="batchscope search")
    process.start()
    theirs.close()
    return process, ours


def serve(connection: Connection, folder: str) -> None:
    """Search on `connection`'s wishes until told to quit or the window is gone; studies go to `folder`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the terminal is the window's to handle
    server = Server(connection, Path(folder) if folder else None)
    try:
        server.serve()
    except (EOFError, OSError):
        return  # the window is gone, and so is the reason to go on
    finally:
        server.stop()


class Shelved:
    """A study, the file it is kept in, and what of it the window has."""

    def __init__(self, key: int, study: Study, file: StudyFile | None, race: int | None = None) -> None:
        self.key, self.study, self.file, self.race = key, study, file, race
        self.sent_records = 0
        self.sent_rows: dict[int, int] = {}
        self.sent_made: dict[int, int] = {}

    def opened(self) -> Opened:
        """What the window is told first."""
        path = str(self.file.path) if self.file else ""
        return Opened(self.key, self.study.plan, self.study.dataset, self.study.base, path, self.race)


class Server:
    """The studies of a window: those that wait for their turn, and the one at work."""

    def __init__(self, connection: Connection, folder: Path | None = None) -> None:
        self.connection, self.folder = connection, folder
        self.alive, self.credit, self.changed = True, False, False
        self.current: Shelved | None = None
        self.running = False
        self.queue: list[tuple[Plan, Dataset | None, Dataset | None, int]] = []
        self.caviar: Caviar | None = None
        self._workers: Processes | None = None
        self._keys = 0

    def serve(self) -> None:
        """Until QuitSearch, or EOFError when the window is gone."""
        while self.alive:
            for command in self._receive():
                self._carry_out(command)
            self._work()
            if self.credit and self.changed and self.current and self.caviar:
                self.connection.send(self._update(self.current, self.caviar))
                self.credit = self.changed = False

    def stop(self) -> None:
        """End the work; what has ended is on disk."""
        with contextlib.suppress(OSError):  # the window is gone
            self._leave()
        if self._workers:
            self._workers.shutdown(cancel_futures=True)

    # Wishes ---------------------------------------------------------------------------------------

    def _receive(self) -> list[SearchCommand]:
        commands, wait = list[SearchCommand](), 0.0 if self._is_busy else None
        while self.connection.poll(wait):
            commands.append(self.connection.recv())
            wait = 0.0
        return commands

    @property
    def _is_busy(self) -> bool:
        works = self.running and self.caviar is not None and self.caviar.works
        return works or bool(self.queue) or (self.credit and self.changed)

    def _carry_out(self, command: SearchCommand) -> None:
        if isinstance(command, AskBoard):
            self.credit = True
            return
        try:
            _DUTIES[type(command)](self, command)
        except (ValueError, OSError) as error:
            self.connection.send(Refused(str(error)))
        except MemoryError:
            self.connection.send(Refused("There is not enough memory for this search."))
        self.changed = True

    def begin(
        self, plan: Plan, dataset: Dataset | None, base: Dataset | None, race: int | None = None
    ) -> None:
        """Search by a plan from now on."""
        study = Study(plan, dataset, base)
        self._shelve(study, self._new_file(study), race)
        self.running = True

    def open(self, path: str, resume: bool) -> None:
        """Look at the study in a file from now on."""
        file, study = StudyFile.go_on(path)
        self.queue.clear()
        self._shelve(study, file, None)
        self.running = resume

    def resume(self) -> None:
        """Work on the study there is."""
        if self.caviar is None:
            raise ValueError("There is no search to go on with.")
        self.running, self.caviar.paused = True, False

    def pause(self) -> None:
        """Deal no more work."""
        if self.caviar is not None:
            self.caviar.paused = True

    def cancel(self) -> None:
        """Stop, and forget what waits for its turn."""
        self.queue.clear()
        self.running = False

    def change(self, do: Callable[[Study], object]) -> None:
        """Let a study grow by a wish, and work on it."""
        if self.current is None:
            raise ValueError("There is no search to change.")
        records = self.current.study.records
        before = len(records)
        do(self.current.study)
        for record in records[before:]:
            self._note(record)
        if self.current.study.waiting:
            self.resume()

    def kill(self, number: int) -> None:
        """End a trial under way."""
        if self.caviar is None:
            raise ValueError("There is no search to end a trial of.")
        self.caviar.kill(number)

    def race(self, command: Race) -> None:
        """Line up grid and random searches, a pair for each seed."""
        if not 1 <= command.seeds <= _MOST_SEEDS:
            raise ValueError(f"A race is run over 1 to {_MOST_SEEDS} seeds, got {command.seeds}.")
        grid = replace(command.plan, strategy="grid", halving=Halving())  # who is stopped early has no result
        plans = [replace(grid, trials=grid.cost), replace(grid, strategy="random", trials=grid.cost)]
        study = Study(plans[0], command.dataset, command.base)  # whatever is wrong is said now
        race = time.time_ns()  # another than those of a process before this one
        self.queue = [
            (_seeded(plan, command.plan.seed + i), study.dataset, study.base, race)
            for i in range(command.seeds)
            for plan in plans
        ]
        self.running = False

    # Work -----------------------------------------------------------------------------------------

    def _work(self) -> None:
        if not self.running and self.queue:
            plan, dataset, base, race = self.queue.pop(0)
            self.begin(plan, dataset, base, race)
        if not self.running or self.caviar is None:
            return
        try:
            works = self.caviar.turn(_PATIENCE)
        except OSError as error:
            self.connection.send(Refused(str(error)))
            self.caviar.paused = works = True
        self.running = works or (self.caviar.paused and not self.caviar.study.complete)
        self.changed = True

    def _leave(self) -> None:
        """End the study there is: the window is told the rest of it, unasked."""
        if self.current is None or self.caviar is None:
            return
        self.caviar.close()
        self.running = False
        if self.current.file:
            self.current.file.close()
        self.connection.send(self._update(self.current, self.caviar))

    def _shelve(self, study: Study, file: StudyFile | None, race: int | None) -> None:
        self._leave()
        self._keys += 1
        self._workers = self._workers or Processes(spare_cores())
        self.current = Shelved(self._keys, study, file, race)
        self.caviar = Caviar(study, self._workers, thumbnail=THUMBNAIL, noted=self._note)
        self.connection.send(self.current.opened())

    def _new_file(self, study: Study) -> StudyFile | None:
        if self.folder is None:
            return None
        name = f"{time.strftime('%Y-%m-%d %H.%M.%S')} {study.plan.space.base.dataset}"
        for attempt in range(100):
            try:
                return StudyFile(self.folder / f"{name}{f' {attempt}' if attempt else ''}{SUFFIX}", study)
            except FileExistsError:
                continue
            except OSError as error:
                self._say_full(error)
                return None
        return None

    def _note(self, record: Record) -> None:
        shelved = self.current
        if shelved is None or shelved.file is None:
            return
        try:
            shelved.file.note(record)
        except OSError as error:
            shelved.file = None
            self._say_full(error)

    def _say_full(self, error: OSError) -> None:
        self.connection.send(Refused(f"The search goes on, but is no longer kept on disk: {error}."))

    # Answers --------------------------------------------------------------------------------------

    def _update(self, shelved: Shelved, caviar: Caviar) -> Update:
        records = tuple(shelved.study.records[shelved.sent_records :])
        shelved.sent_records += len(records)
        status: Status = ("paused" if caviar.paused else "running") if self.running else "ended"
        made = {n: steps for n, steps in caviar.made.items() if shelved.sent_made.get(n) != steps}
        shelved.sent_made |= made
        return Update(
            shelved.key, status, records, self._new_rows(shelved, caviar), made,
            {number: caviar.thumbnails[number] for number in made if number in caviar.thumbnails},
            caviar.steps_per_second, caviar.seconds_left,
        )  # fmt: skip

    def _new_rows(self, shelved: Shelved, caviar: Caviar) -> dict[int, np.ndarray[Any, Any]]:
        rows = {}
        for number, curve in caviar.curves.items():
            known = shelved.sent_rows.get(number, 0)
            if len(curve) != known:
                rows[number] = curve[known if len(curve) > known else 0 :]
                shelved.sent_rows[number] = len(curve)
        return rows


def _seeded(plan: Plan, seed: int) -> Plan:
    """The plan with another seed, for its samples and for the weights of its trials."""
    base = plan.space.base.changed("seed", seed % 2**32)
    return replace(plan, seed=seed % 2**32, space=plan.space.with_base(base))


_DUTIES: Mapping[type[SearchCommand], Callable[[Server, Any], object]] = {
    Begin: lambda server, c: server.begin(c.plan, c.dataset, c.base),
    Race: lambda server, c: server.race(c),
    OpenStudy: lambda server, c: server.open(c.path, c.resume),
    PauseSearch: lambda server, _: server.pause(),
    ResumeSearch: lambda server, _: server.resume(),
    CancelSearch: lambda server, _: server.cancel(),
    Zoom: lambda server, c: server.change(lambda study: study.zoom(c.box, c.count)),
    UndoGeneration: lambda server, _: server.change(lambda study: study.undo()),
    Clone: lambda server, c: server.change(
        lambda study: study.clone(c.number, c.name, c.value, c.steps, c.at)
    ),
    Extend: lambda server, c: server.change(lambda study: study.extend(c.number, c.steps, c.changes)),
    Kill: lambda server, c: server.kill(c.number),
    QuitSearch: lambda server, _: setattr(server, "alive", False),
}
