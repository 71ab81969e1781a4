"""How long this machine takes for the same training in a framework; what comes before it is counted apart."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from simulator.frameworks.check import carried_out
from simulator.frameworks.installed import MODULES
from simulator.frameworks.program import program
from simulator.frameworks.task import arrays, task_of
from simulator.run import Run

STEPS = 300
_WATCH = """
import importlib, io, json, runpy, sys, time
steps = []
class Clock(io.TextIOBase):
    def write(self, text):
        if text.startswith("step "):
            steps.append(time.perf_counter())
        return len(text)
started = time.perf_counter()
importlib.import_module({module!r})
imported = time.perf_counter()
sys.stdout = Clock()
runpy.run_path(sys.argv[1])
rest = len(steps) / (len(steps) - 1)
found = {{
    "importing": imported - started, "preparing": steps[0] - imported,
    "training": (steps[-1] - steps[0]) * rest,
}}
with open(sys.argv[3], "w") as file:
    json.dump(found, file)
"""


@dataclass(frozen=True)
class Timed:
    """Seconds, measured once: of the import, from there to the end of the first step, and of `steps` steps.

    The first step is a part of the second: a framework may compile there.
    """

    framework: str
    steps: int
    importing: float
    preparing: float
    training: float


def timed(run: Run, framework: str, steps: int = STEPS) -> Timed:
    """Run the program of a framework once; raises ValueError and OSError, one sentence, where it cannot."""
    task = task_of(run, steps=steps)
    watch = _WATCH.format(module=MODULES[framework][0])
    with tempfile.TemporaryDirectory(prefix="batchscope-") as folder:
        made = program(framework, task, "arrays.npz")
        found = carried_out(made, arrays(run, task), Path(folder), watch)
    return Timed(framework, steps, **found)
