"""A process of its own for programs in frameworks: the window never waits, and none outlives it."""

from __future__ import annotations

import contextlib
import dataclasses
import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from simulator.history import Place
    from simulator.tree import Tree

_GOODBYE = 2.0  # seconds a process has to end by itself


@dataclass(frozen=True, eq=False)
class Job:
    """Check the program of one framework, or time those of some, for a run at a place of a tree."""

    tree: Tree
    place: Place
    frameworks: tuple[str, ...]
    is_check: bool
    trained: bool = False
    usual: bool = False


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of one framework: an Agreement or a Timed, or in words why none; of which Task."""

    framework: str
    is_check: bool
    found: Any
    task: Any


class CodeProcess(QObject):
    """Does one job at a time. Signals come in the GUI thread."""

    came = Signal(object)
    """An Outcome."""
    ended = Signal(str)
    """The job is done; a sentence where it ended before its time, else empty."""
    _received = Signal(object, int)
    _lost = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._room: TemporaryDirectory[str] | None = None
        self._generation, self._done = 0, False
        self._received.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._lost.connect(self._end, Qt.ConnectionType.QueuedConnection)

    @property
    def process_id(self) -> int | None:
        """Of the process at work."""
        return self._process.pid if self._process is not None else None

    def begin(self, job: Job) -> None:
        """Start a job; one that is under way ends."""
        self.stop()
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._room = TemporaryDirectory(prefix="batchscope-", ignore_cleanup_errors=True)
        self._process = context.Process(
            target=_serve, args=(theirs, self._room.name), name="batchscope code", daemon=True
        )
        self._process.start()
        theirs.close()
        self._generation, self._done = self._generation + 1, False
        arguments = self._connection, job, self._generation
        threading.Thread(target=self._listen, args=arguments, name="code replies", daemon=True).start()

    def stop(self) -> None:
        """End what is under way, and what that has started."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        self._generation += 1
        if process is None or connection is None:
            return
        if hasattr(os, "killpg") and process.pid is not None:
            with contextlib.suppress(OSError):  # it is no group of its own yet, or gone
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.join()
        connection.close()
        if self._room is not None:
            self._room.cleanup()  # what was killed has left its files

    def _listen(self, connection: Connection, job: Job, generation: int) -> None:
        with contextlib.suppress(RuntimeError):  # the window was deleted while a reply was on its way
            try:
                connection.send(job)
                while True:
                    self._received.emit(connection.recv(), generation)
            except (EOFError, OSError):
                self._lost.emit(generation)

    @Slot(object, int)
    def _take(self, reply: Outcome | None, generation: int) -> None:
        if generation != self._generation:
            return
        if reply is not None:
            self.came.emit(reply)
            return
        self._done = True
        self.stop()
        self.ended.emit("")

    @Slot(int)
    def _end(self, generation: int) -> None:
        if generation != self._generation or self._done or self._process is None:
            return
        self._process.join(_GOODBYE)
        code = self._process.exitcode
        self.stop()
        self.ended.emit(f"The process that ran the program ended (exit code {code}).")


# In the process -------------------------------------------------------------------------------------


def _serve(connection: Connection, room: str) -> None:
    """Do the job that comes, its files in `room`; where the window is gone, end with all that was started."""
    tempfile.tempdir = room
    if hasattr(os, "setsid"):
        os.setsid()  # with the program that it starts it is a group of its own
    with contextlib.suppress(EOFError, OSError):
        job = connection.recv()
        threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
        for outcome in _outcomes(job):
            connection.send(outcome)
        connection.send(None)


def _end_with(connection: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        connection.recv()  # nothing ever comes: it returns when the other end is gone
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _outcomes(job: Job) -> Iterator[Outcome]:
    from simulator.frameworks.check import compared, steps_of
    from simulator.frameworks.task import task_of
    from simulator.frameworks.timing import timed
    from simulator.frameworks.writing import run_at

    run = run_at(job.tree, job.place)
    task = task_of(run, job.trained, usual=job.usual)
    for framework in job.frameworks:
        try:
            found: object = (
                compared(run, framework, 0, job.trained, job.usual) if job.is_check else timed(run, framework)
            )
        except (ValueError, OSError, ArithmeticError) as error:
            found = str(error)
        yield Outcome(framework, job.is_check, found, dataclasses.replace(task, steps=steps_of(task)))
