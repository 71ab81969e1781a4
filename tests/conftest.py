"""The engine's tests run as the engine does, on one BLAS thread: imported before NumPy, it sees to that."""

from __future__ import annotations

import os
import sys

import hypothesis
import pytest

import simulator  # noqa: F401

# A busy machine makes nothing wrong: how long something takes is measured in tests/benchmarks.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Where Python is told to keep no bytecode, it is kept with pytest's cache, not beside the sources.

    The tests start some hundred processes; each would compile NumPy and Qt's bindings anew.
    """
    if sys.dont_write_bytecode and hasattr(config, "cache"):
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(config.cache.mkdir("bytecode"))
        sys.dont_write_bytecode = False
