"""Whether a program does what the run does: run in a process of its own, loss by loss, and at test time."""

from __future__ import annotations

import dataclasses
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
from simulator.frameworks.task import FRAMEWORKS, arrays, is_drawn, task_of
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
    """The losses of both sides (steps,), and ŷ (m, C) of the training set at test time.

    `rounding` is how far the run itself is from the same run in float64, in the larger of losses and ŷ: where
    training is chaotic, the last digits of float32 soon decide, and no two programs agree. 0 in float64.
    """

    framework: str
    dtype: str
    ours: Array
    theirs: Array
    y_hat: Array
    their_y_hat: Array
    rounding: float = 0.0

    @property
    def difference(self) -> float:
        """The largest relative difference of two losses; infinite where one side has fewer."""
        return _relative(self.theirs, self.ours)

    @property
    def at_test_time(self) -> float:
        """The largest difference of two probabilities."""
        return float(np.max(np.abs(self.their_y_hat - self.y_hat), initial=0.0))

    @property
    def agrees(self) -> bool:
        """Whether both are the same but for rounding, which in a program falls another way."""
        return max(self.difference, self.at_test_time) <= max(TOLERANCE[self.dtype], 10 * self.rounding)


def _relative(these: Array, those: Array) -> float:
    if these.shape != those.shape:
        return float("inf")
    return float(np.max(np.abs(these - those) / np.maximum(np.abs(those), 1e-12), initial=0.0))


def compared(run: Run, framework: str, steps: int = STEPS) -> Agreement:
    """A fresh run with the settings and data of `run`, beside the program of a framework.

    Raises ValueError where the framework cannot express it, OSError where the program does not run: one
    sentence with the last line that it said.
    """
    fresh = begun_anew(run)
    task = task_of(fresh, steps=steps)
    with tempfile.TemporaryDirectory(prefix="batchscope-") as folder:
        found = carried_out(program(framework, task, "arrays.npz"), arrays(fresh, task), Path(folder))
    return beside(fresh, framework, np.array(found["losses"]), np.array(found["y_hat"]))


def begun_anew(run: Run) -> Run:
    """The run with the settings and data as they are now, at step 0 with the first weights it had."""
    fresh = Run(run.config, run.examples.dataset, run.examples.base)
    if run.network.layout == fresh.network.layout and not is_drawn(run.origin):
        origin = dataclasses.replace(fresh.checkpoint(), arrays=dict(run.origin.arrays))
        fresh.restore(origin)
    return fresh


def beside(fresh: Run, framework: str, losses: Array, y_hat: Array) -> Agreement:
    """What a program left beside a run at step 0, which is trained as far."""
    X, steps = fresh.examples.dataset.part("train")[0], len(losses)
    exact = None
    if fresh.config.dtype != "float64":
        exact = Run(fresh.config.changed("dtype", "float64"), fresh.examples.dataset, fresh.examples.base)
        exact.network.theta[...] = fresh.network.theta
    ours = np.array([fresh.step() for _ in range(steps)])
    our_y_hat, rounding = fresh.predict(X).T, 0.0
    if exact is not None:
        apart = _relative(ours, np.array([exact.step() for _ in range(steps)]))
        rounding = max(apart, float(np.max(np.abs(our_y_hat - exact.predict(X).T))))
    return Agreement(framework, fresh.config.dtype, ours, losses, our_y_hat, y_hat, rounding)


def carried_out(
    made: Program, data: Mapping[str, Array], folder: Path, watching: str = _WATCH
) -> dict[str, Any]:
    """What is left of a program by who watches it: its losses, and ŷ of the training set."""
    path, watch, left = folder / "program.py", folder / "watch.py", folder / "left.json"
    path.write_text(made.text, encoding="utf-8")
    watch.write_text(watching, encoding="utf-8")
    np.savez(folder / "arrays.npz", **data)  # type: ignore[arg-type]
    command = [sys.executable, str(watch), str(path), str(folder / "arrays.npz"), str(left)]
    title = FRAMEWORKS[made.framework]
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE, check=False, cwd=folder
        )
    except subprocess.TimeoutExpired:
        raise OSError(f"The program in {title} was not done after {_PATIENCE:.0f} s.") from None
    if ended.returncode:
        last = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise OSError(f"The program in {title} ended with exit code {ended.returncode}: {last[:300]}")
    found: dict[str, Any] = json.loads(left.read_text())
    return found
