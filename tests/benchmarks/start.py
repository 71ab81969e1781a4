"""From the start of a process to a window ready for a hand, beside one that only imports libraries."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.report import Row, Target, measured

_ROUNDS = 12
_IMPORTS = "import time, numpy, pyqtgraph, PySide6.QtWidgets; print(time.time())"
_FIRST_FRAME = ("-m", "tests.benchmarks.first_frame")
_SIDES = (("-c", _IMPORTS), (*_FIRST_FRAME, "interactive"), (*_FIRST_FRAME, "complete"))


def measure() -> list[Row]:
    """Wall clock, the sides in turn, every file and formula in its cache."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(folder)
        _python("-m", "ui", "--steps", "0", "--screenshot", f"{folder}/warm.png", environment=environment)
        rounds = [[_seconds(side, environment) for side in _SIDES] for _ in range(1 + _ROUNDS)]
    imports, interactive, complete = np.array(rounds[1:]).T
    what = "process start → {} / only importing QtWidgets, pyqtgraph and NumPy"
    return [
        _row(what.format("Space pressed and answered on screen"), interactive, imports, Target("≤", 1.5)),
        _row(what.format("all panels painted, loop idle"), complete, imports, None),
    ]


def _row(what: str, ours: NDArray[Any], imports: NDArray[Any], target: Target | None) -> Row:
    note = f"{np.median(ours):.2f} s / {np.median(imports):.2f} s"
    return measured("start", what, "×", ours / imports, target, note)


def _environment(folder: str) -> dict[str, str]:
    """Settings and compiled modules in `folder`: nobody's own, and there after the first round."""
    mine = {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": folder, "PYTHONPYCACHEPREFIX": folder}
    return {name: value for name, value in (os.environ | mine).items() if name != "PYTHONDONTWRITEBYTECODE"}


def _seconds(side: tuple[str, ...], environment: dict[str, str]) -> float:
    started = time.time()
    return float(_python(*side, environment=environment)) - started


def _python(*arguments: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout
