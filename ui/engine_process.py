"""Starting an engine's process. No Qt here: it is started before Qt is imported, and both load at once."""

from __future__ import annotations

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


def _serve(connection: Connection, config: Config) -> None:
    from simulator.engine import serve  # here: this process need not load the engine to start one

    serve(connection, config)
