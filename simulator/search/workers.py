"""Where the work of a search is done: processes of this machine, or any executor one has."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from typing import Any


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spare_cores() -> int:
    """Cores for a search beside a window: all but one."""
    return max(1, cores() - 1)


class Processes(Executor):
    """Processes of this machine, each on one thread; where one dies the next submit starts them anew."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool = self._fresh()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As of any executor."""
        try:
            return self._pool.submit(fn, *args, **kwargs)
        except BrokenExecutor:
            self._pool.shutdown(wait=False)
            self._pool = self._fresh()
            return self._pool.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As of any executor."""
        self._pool.shutdown(wait, cancel_futures=cancel_futures)

    def _fresh(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.workers, mp_context=context, initializer=_be_a_worker)


def workers_of(executor: Executor) -> int:
    """How many jobs an executor does at once, as far as it says; else as many as there are cores here."""
    client = getattr(executor, "_client", None)
    if client is not None:  # Dask's
        return max(1, sum(map(int, client.ncores().values())))
    return int(getattr(executor, "workers", 0) or getattr(executor, "_max_workers", 0)) or cores()


def is_gone(executor: Executor) -> bool:
    """Whether an executor says that it has lost its workers for good: its futures would never be done."""
    client = getattr(executor, "_client", None)
    return client is not None and client.status in ("closed", "closing", "newly-created")


def _be_a_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for who deals the work
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
