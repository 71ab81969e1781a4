"""Processes of their own: PyTorch weighs on no window then, and a window not on the engine beside it."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from typing import Any


def call(module: str, function: str, *arguments: Any) -> Any:
    """What a function of a module of this package answers in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_call, module, function, *arguments).result()


def _call(module: str, function: str, *arguments: Any) -> Any:
    return getattr(import_module(f"tests.benchmarks.{module}"), function)(*arguments)
