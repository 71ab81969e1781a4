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

from simulator.frameworks import changes
from simulator.frameworks.program import Program, program
from simulator.frameworks.task import FRAMEWORKS, Task, arrays, is_drawn, task_of
from simulator.run import Run

Array = NDArray[Any]
TOLERANCE: Mapping[str, float] = {"float64": 1e-9, "float32": 1e-5}
"""Relative difference of two losses that is rounding, by the run's dtype."""
STEPS = 50
"""Steps that programs are compared for at least."""
_MOST_STEPS = 2000  # what comes later is not compared
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

    `rounding` is how far the run itself is from the same run with other last digits, in the larger of losses
    and ŷ: in float64 for one in float32; for one in float64, the first weights off by the least there is.
    Where training is chaotic the last digits soon decide, and no two programs agree.
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
        """The largest difference of two probabilities; NaN, which huge weights make, is as NaN."""
        apart = np.abs(self.their_y_hat - self.y_hat)
        apart[np.isnan(self.their_y_hat) & np.isnan(self.y_hat)] = 0.0
        return float(np.max(apart, initial=0.0))

    @property
    def agrees(self) -> bool:
        """Whether both are the same but for rounding, which in a program falls another way."""
        return max(self.difference, self.at_test_time) <= max(TOLERANCE[self.dtype], 10 * self.rounding)


def _relative(these: Array, those: Array) -> float:
    if these.shape != those.shape:
        return float("inf")
    return float(np.max(np.abs(these - those) / np.maximum(np.abs(those), 1e-12), initial=0.0))


def steps_of(task: Task) -> int:
    """How many steps the program of a task is compared for: all that it makes, within reason."""
    return min(max(task.steps, STEPS), _MOST_STEPS)


def compared(
    run: Run, framework: str, steps: int = 0, trained: bool = False, usual: bool = False
) -> Agreement:
    """The run made again from its start, beside the program of a framework; for `steps_of` it, or `steps`.

    With `trained` both go on from the weights that the run has now, with a new optimiser. Raises ValueError
    where the framework cannot express it, OSError where the program does not run: one sentence with the last
    line that it said.
    """
    fresh, task = begun_anew(run, trained)
    task = dataclasses.replace(task, steps=steps or steps_of(task), usual=usual)
    task = _before_divergence(run, task)
    with tempfile.TemporaryDirectory(prefix="batchscope-") as folder:
        found = carried_out(program(framework, task, "arrays.npz"), arrays(run, task), Path(folder))
    return beside(fresh, task, framework, np.array(found["losses"]), np.array(found["y_hat"]))


def _before_divergence(run: Run, task: Task) -> Task:
    """The task as far as its losses are numbers; ValueError where not one is."""
    tried, _ = begun_anew(run, task.trained)
    changes.losses(tried, task.steps, task.by_hand)
    if not tried.t:
        raise ValueError("The run diverges at its first step: there are no losses to compare.")
    return dataclasses.replace(task, steps=tried.t)


def begun_anew(run: Run, trained: bool = False) -> tuple[Run, Task]:
    """A run at step 0 with the first weights that `run` had, on its data as they are now, and its task.

    Its settings are those of the task: the first ones where a program can change them on the way, too. With
    `trained` it has the weights of now instead, and the averages for test time as if they had no start.
    """
    task = task_of(run, trained)
    fresh = Run(task.config, run.examples.dataset, run.examples.base)
    if trained:
        fresh.network.theta[...] = run.network.theta
        _have_averages(fresh, run)
    elif run.network.layout == fresh.network.layout and not is_drawn(run.origin):
        origin = dataclasses.replace(fresh.checkpoint(), arrays=dict(run.origin.arrays))
        fresh.restore(origin)
    return fresh, task


def _have_averages(fresh: Run, of: Run) -> None:
    """Those of another run for test time, corrected: nothing is missing from them."""
    averages = fresh.network.averages
    mine = fresh.network.statistics_of(averages.value)
    for (mu, sigma2), theirs in zip(mine, of.network.test_statistics(), strict=True):
        mu[...], sigma2[...] = theirs
    averages.missing[...] = 0.0


def beside(fresh: Run, task: Task, framework: str, losses: Array, y_hat: Array) -> Agreement:
    """What a program left beside a run at step 0, trained as far and changed on its way as its task says."""
    X, dtype, steps = fresh.examples.dataset.part("train")[0], fresh.config.dtype, len(losses)
    other = Run(fresh.config.changed("dtype", "float64"), fresh.examples.dataset, fresh.examples.base)
    theta, averages = fresh.network.theta, fresh.network.averages.arrays()
    other.network.theta[...] = theta if dtype != "float64" else np.nextafter(theta, np.inf)
    for name, array in other.network.averages.arrays().items():
        array[...] = averages[name]
    ours, others = (changes.losses(each, steps, task.by_hand) for each in (fresh, other))
    with np.errstate(all="ignore"):  # weights may be huge on the way to a divergence
        our_y_hat, other_y_hat = (each.predict(X).T for each in (fresh, other))
        apart = float(np.nanmax(np.abs(our_y_hat - other_y_hat), initial=0.0))
    return Agreement(framework, dtype, ours, losses, our_y_hat, y_hat, max(_relative(others, ours), apart))


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
