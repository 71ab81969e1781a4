"""Workers on other machines, by Dask, for a search that outgrows this one: `pip install batchscope[cluster]`.

A Dask scheduler and its workers run code that is sent to them: connect to your own.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

_PATIENCE = 10.0  # seconds to find the scheduler


@contextmanager
def connected(address: str) -> Iterator[Executor]:
    """The workers of a scheduler, "tcp://host:port", as an executor.

    Raises OSError: Dask is not installed, there is no scheduler there, or it has no workers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise OSError("A cluster needs Dask: pip install 'batchscope[cluster]'.") from None
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise OSError(f"There is no scheduler at {address!r} ({type(error).__name__}).") from None
    with client:
        if not client.ncores():
            raise OSError(f"The scheduler at {address} has no workers yet.")
        yield client.get_executor(retries=0, pure=False)
