"""Starting an engine's process. No Qt here: it is started before Qt is imported, and both load at once."""

from __future__ import annotations

import contextlib
import multiprocessing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from simulator.hyperparameters import Config


@dataclass(frozen=True)
class EngineProcess:
    """A process that runs `config`, and this end of the pipe to it."""

    config: Config
    process: SpawnProcess
    connection: Connection


def launch(config: Config) -> EngineProcess:
    """Start an engine with a run of `config`."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, config), name="batchscope engine", daemon=True)
    process.start()
    theirs.close()
    return EngineProcess(config, process, ours)


class Spare:
    """An engine that loads ahead of need and rests: where another dies, it goes on at once."""

    def __init__(self) -> None:
        self._engine: EngineProcess | None = None

    def keep(self) -> None:
        """Have one; where none can be started there is none, and one is tried when it is needed."""
        if self._engine is None or not self._engine.process.is_alive():
            with contextlib.suppress(OSError):
                self._engine = launch(Config())

    def take(self) -> EngineProcess | None:
        """The one that waits, if it lives; no other waits from now on."""
        engine, self._engine = self._engine, None
        return engine if engine is not None and engine.process.is_alive() else None

    def end(self) -> None:
        """Have none any more."""
        engine = self.take()
        if engine is not None:
            engine.process.kill()
            engine.process.join()


def _serve(connection: Connection, config: Config) -> None:
    from simulator.engine import serve  # here: this process need not load the engine to start one

    serve(connection, config)
