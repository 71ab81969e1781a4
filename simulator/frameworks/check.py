"""Whether a program does what the run does: run in a process of its own, loss by loss, and at test time."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.frameworks.program import Program, program
from simulator.frameworks.task import Task, arrays, task_of
from simulator.run import Run

Array = NDArray[Any]
TOLERANCE: Mapping[str, float] = {"float64": 1e-9, "float32": 1e-5}
"""Relative difference of two losses that is rounding, by the run's dtype."""
STEPS = 50
_PATIENCE = 300.0  # seconds for a program to run
_WATCH = """
import json, runpy, sys
import numpy as np
names = runpy.run_path(sys.argv[1])
X = np.load(sys.argv[2])["X_train"]
found = {"losses": np.array(names["losses"]).tolist(), "y_hat": np.asarray(names["predict"](X)).tolist()}
with open(sys.argv[3], "w") as file:
    json.dump(found, file)
"""


@dataclass(frozen=True, eq=False)
class Agreement:
    """The losses of both sides (steps,), and ŷ (m, C) of the training set at test time."""

    framework: str
    ours: Array
    theirs: Array
    y_hat: Array
    their_y_hat: Array

    @property
    def difference(self) -> float:
        """The largest relative difference of two losses; infinite where one side has fewer."""
        if self.ours.shape != self.theirs.shape:
            return float("inf")
        return float(
            np.max(np.abs(self.theirs - self.ours) / np.maximum(np.abs(self.ours), 1e-12), initial=0.0)
        )

    @property
    def at_test_time(self) -> float:
        """The largest difference of two probabilities."""
        return float(np.max(np.abs(self.their_y_hat - self.y_hat), initial=0.0))


def compared(run: Run, framework: str, steps: int = STEPS) -> Agreement:
    """A fresh run with the settings and data of `run`, beside the program of a framework.

    Raises ValueError where the framework cannot express it, OSError where the program does not run: one
    sentence with the last line that it said.
    """
    fresh = Run(run.config, run.examples.dataset, run.examples.base)
    if not task_of(run).seeded:
        fresh.restore(run.origin)
    task = task_of(fresh, steps=steps)
    with tempfile.TemporaryDirectory(prefix="batchscope-") as folder:
        found = carried_out(program(framework, task, "arrays.npz"), arrays(fresh, task), Path(folder))
    ours = np.array([fresh.step() for _ in range(steps)])
    X = fresh.examples.dataset.part("train")[0]
    return Agreement(framework, ours, np.array(found["losses"]), fresh.predict(X).T, np.array(found["y_hat"]))


def carried_out(made: Program, data: Mapping[str, Array], folder: Path) -> dict[str, Any]:
    """What a program left: its losses, and ŷ of the training set."""
    path, watch, left = folder / "program.py", folder / "watch.py", folder / "left.json"
    path.write_text(made.text, encoding="utf-8")
    watch.write_text(_WATCH, encoding="utf-8")
    np.savez(folder / "arrays.npz", **data)  # type: ignore[arg-type]
    command = [sys.executable, str(watch), str(path), str(folder / "arrays.npz"), str(left)]
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE, check=False, cwd=folder
        )
    except subprocess.TimeoutExpired:
        raise OSError(f"The program in {made.framework} was not done after {_PATIENCE:.0f} s.") from None
    if ended.returncode:
        last = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise OSError(
            f"The program in {made.framework} ended with exit code {ended.returncode}: {last[:300]}"
        )
    found: dict[str, Any] = json.loads(left.read_text())
    return found


def same(run: Run, framework: str, task: Task) -> bool:
    """Whether both agree to rounding."""
    found = compared(run, framework, task.steps)
    return max(found.difference, found.at_test_time) <= TOLERANCE[run.config.dtype]
