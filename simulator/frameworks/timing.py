"""How long this machine takes for the same training in a framework, the import of which is counted apart."""

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
import importlib, json, runpy, sys, time
started = time.perf_counter()
importlib.import_module({module!r})
imported = time.perf_counter()
runpy.run_path(sys.argv[1])
found = {{"importing": imported - started, "training": time.perf_counter() - imported}}
with open(sys.argv[3], "w") as file:
    json.dump(found, file)
"""


@dataclass(frozen=True)
class Timed:
    """Seconds of the import and of the program, `steps` mini-batches and all, once."""

    framework: str
    steps: int
    importing: float
    training: float


def timed(run: Run, framework: str, steps: int = STEPS) -> Timed:
    """Run the program of a framework once; raises ValueError and OSError, one sentence, where it cannot."""
    task = task_of(run, steps=steps)
    watch = _WATCH.format(module=MODULES[framework][0])
    with tempfile.TemporaryDirectory(prefix="batchscope-") as folder:
        made = program(framework, task, "arrays.npz")
        found = carried_out(made, arrays(run, task), Path(folder), watch)
    return Timed(framework, steps, found["importing"], found["training"])
