"""Programs in other frameworks against the runs they were written from:
`python -m tests.frameworks [--write] [NAME ...]`.

Each framework that is installed runs in a process of its own: every optimiser with and without batch norm
and with every activation, and L2, decay, C = 2 ... 10, both precisions and the odd cases among them. With
`--write` what was checked is noted in `assets/frameworks_checked.json`, which the window shows where a
framework is not installed.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import datetime
import io
import json
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from simulator.activations import ACTIVATIONS
from simulator.frameworks import installed
from simulator.frameworks.check import STEPS, TOLERANCE, Agreement, begun_anew, beside
from simulator.frameworks.limits import departures, limits
from simulator.frameworks.program import program
from simulator.frameworks.task import FRAMEWORKS, arrays, task_of
from simulator.hyperparameters import Config
from simulator.optimizers import OPTIMIZERS
from simulator.run import Run

RECORD = Path(__file__).parents[1] / "assets" / "frameworks_checked.json"
_SOME = 4  # of so many programs one is also checked with trained weights, and one as usual
_NEAR = 0.5  # nats: as far as the losses of a usual program may be from the run's
_SMALL = {"examples": 200, "learning_rate": 0.02}


def configs() -> Iterator[Config]:
    """What programs are checked for."""
    shapes = (8, 6), (5,), (4, 4, 4), (16, 16)
    for i, (optimizer, batch_norm, activation) in enumerate(product(OPTIMIZERS, (True, False), ACTIVATIONS)):
        yield Config(
            **_SMALL, optimizer=optimizer, batch_norm=batch_norm, activation=activation, seed=i,
            weight_decay=(0.0, 0.01, 0.1)[i % 3], decay_rate=(0.0, 0.5)[i // 2 % 2], classes=2 + i % 9,
            hidden_units=shapes[i % 4], mini_batch_size=(16, 50, 64, 512)[i // 3 % 4],
            initialization=("he", "xavier", "large", "small")[i // 5 % 4],
            dtype=("float64", "float32")[i // 4 % 2],
            bn_decay=(0.9, 0.99)[i % 2], bn_epsilon=(1e-5, 1e-2)[i // 7 % 2],
        )  # fmt: skip
    for optimizer in ("adam", "rmsprop"):
        yield Config(**_SMALL, optimizer=optimizer, epsilon=0.01, beta_2=0.99)
    yield Config(**_SMALL, hidden_units=())
    yield Config(**_SMALL, hidden_units=(), optimizer="momentum", momentum=0.5, decay_rate=1.0)
    yield Config(**_SMALL, dev_fraction=0.0, test_fraction=0.0, normalize_inputs=False)
    yield Config(**_SMALL, batch_norm=False, mini_batch_size=1)
    yield Config(dataset="digits", hidden_units=(12,))
    yield Config(dataset="wine", mini_batch_size=10, optimizer="momentum", decay_rate=0.2)
    yield Config(dataset="iris", batch_norm=False, activation="tanh", hidden_units=(6, 6))


def runs() -> Iterator[tuple[str, Run]]:
    """Runs at step 0 in words: those of `configs`, and some that no seed draws."""
    for config in configs():
        yield str(config), Run(config)
    kept = Run(Config(**_SMALL))
    kept.advance(30)
    kept.set("classes", 3, keep_weights=True)
    yield "first weights that were kept", kept
    painted = Run(Config(**_SMALL))
    painted.add_example((2.0, -2.0), 1, None)
    yield "data painted by hand", painted
    for i, optimizer in enumerate(OPTIMIZERS):
        yield f"changed on the way, {optimizer}", _changed(optimizer, ("float64", "float32")[i % 2])


def _changed(optimizer: str, dtype: str) -> Run:
    """A run in which all that a program can change on its way was changed, some of it by a drag."""
    run = Run(Config(**_SMALL, optimizer=optimizer, dtype=dtype, mini_batch_size=32, decay_rate=0.1))
    settings = {"learning_rate": 0.05, "mini_batch_size": 25, "weight_decay": 0.01, "decay_rate": 0.3}
    for name, value in settings.items():
        run.advance(7)
        run.set(name, value)
    for i in range(20):
        run.step()
        run.set("learning_rate", 0.05 - 0.002 * i)
    run.set("mini_batch_size", 40)
    run.advance(10)
    return run


def agreement(
    run: Run, framework: str, folder: Path, trained: bool = False, usual: bool = False
) -> Agreement:
    """As `simulator.frameworks.check.compared`, in this very process."""
    fresh, task = begun_anew(run, trained)
    task = dataclasses.replace(task, usual=usual)
    last_change = max((values[-1][0] for _, values in task.by_hand), default=0)
    task = dataclasses.replace(task, steps=last_change + STEPS)
    names = _left(program(framework, task, "arrays.npz").text, arrays(run, task), folder)
    y_hat = names["predict"](run.examples.dataset.part("train")[0].T)
    return beside(fresh, task, framework, np.array(names["losses"]), np.asarray(y_hat))


def _wrong_when_usual(run: Run, framework: str, folder: Path, what: str) -> Iterator[str]:
    """What is wrong with a program of the framework's own parts: it learns alike, or says why not."""
    found = agreement(run, framework, folder, usual=True)
    apart = float(np.max(np.abs(found.theirs - found.ours)))
    if found.rounding <= TOLERANCE[found.dtype] and not apart <= _NEAR:
        yield f"the usual program is {apart:.2f} nats apart: {what}"
    task = dataclasses.replace(task_of(run), usual=True)
    if not (found.agrees or departures(framework, task)):
        yield f"the usual program is {found.difference:.1e} apart, and nothing says why: {what}"


def _wrong_when_trained(run: Run, framework: str, folder: Path, what: str) -> Iterator[str]:
    """What is wrong where a program begins with trained weights: of what it predicts, and how it goes on."""
    apart = trained(run, framework, folder)
    if not apart <= TOLERANCE[run.config.dtype]:
        yield f"{apart:.1e} with the trained weights: {what}"
    found = agreement(run, framework, folder, trained=True)
    if not found.agrees:
        difference = max(found.difference, found.at_test_time)
        yield f"{difference:.1e} going on from the trained weights, rounding {found.rounding:.1e}: {what}"


def trained(run: Run, framework: str, folder: Path) -> float:
    """How far ŷ of a program that begins with the weights of a trained run is from that run's."""
    run.advance(60)
    task = dataclasses.replace(task_of(run, trained=True), steps=0)
    names = _left(program(framework, task, "arrays.npz").text, arrays(run, task), folder)
    X = run.examples.dataset.part("train")[0]
    return float(np.max(np.abs(np.asarray(names["predict"](X.T)) - run.predict(X).T)))


def _left(text: str, data: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    np.savez(folder / "arrays.npz", **data)
    (folder / "program.py").write_text(text, encoding="utf-8")
    if "keras" in sys.modules:  # as in a process that has run no program yet
        sys.modules["keras"].config.set_floatx("float32")
        sys.modules["keras"].utils.clear_session()
    with contextlib.redirect_stdout(io.StringIO()) as said:
        names = runpy.run_path(str(folder / "program.py"))
    assert "accuracy: train" in said.getvalue()
    return names


def check(framework: str) -> dict[str, Any]:
    """Every program of a framework; what was found."""
    largest, programs, wrong = dict.fromkeys(TOLERANCE, 0.0), 0, []
    with tempfile.TemporaryDirectory() as folder:
        for what, run in runs():
            if limits(framework, task_of(run)):
                continue
            found = agreement(run, framework, Path(folder))
            difference, programs = max(found.difference, found.at_test_time), programs + 1
            if found.rounding <= TOLERANCE[found.dtype]:
                largest[found.dtype] = max(largest[found.dtype], difference)
            if not found.agrees:
                wrong.append(f"{difference:.1e}, rounding alone {found.rounding:.1e}: {what}")
            if programs % _SOME == 1:
                wrong += _wrong_when_usual(run, framework, Path(folder), what)
            if programs % _SOME == 0:
                wrong += _wrong_when_trained(run, framework, Path(folder), what)
    return {
        "version": installed.version(framework),
        "programs": programs,
        "largest_difference": largest,
        "wrong": wrong,
    }


def main() -> None:
    """Check the frameworks named, or all that are installed; ends with 1 where a program does otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.frameworks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[*FRAMEWORKS, []], metavar="NAME", help=", ".join(FRAMEWORKS)
    )
    parser.add_argument("--write", action="store_true", help=f"note what was checked in {RECORD.name}")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.here:
        print(json.dumps(check(chosen.names[0])))
        return
    names = chosen.names or [name for name in FRAMEWORKS if not installed.missing(name)]
    found = {name: _apart(name) for name in names}
    if chosen.write:
        today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
        shown = {name: {k: v for k, v in each.items() if k != "wrong"} for name, each in found.items()}
        RECORD.write_text(json.dumps({"date": today, "steps": STEPS, "frameworks": shown}, indent=1) + "\n")
    sys.exit(any(each["wrong"] for each in found.values()))


def _apart(framework: str) -> dict[str, Any]:
    """Checked in a process of its own: frameworks do not like each other's company."""
    command = [sys.executable, "-m", "tests.frameworks", "--here", framework]
    quiet = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
    ended = subprocess.run(command, capture_output=True, text=True, env=quiet, check=False)
    if ended.returncode:
        sys.exit(f"{FRAMEWORKS[framework]}: {ended.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    largest = found["largest_difference"].items()
    apart = ", ".join(f"{each:.1e} in {dtype}" for dtype, each in largest)
    what = f"{FRAMEWORKS[framework]} {found['version']}: {found['programs']} programs, {apart} apart at most"
    print(what, *found["wrong"], sep="\n  ", flush=True)
    return found


if __name__ == "__main__":
    main()
