"""Training without a window: a progress bar on stderr, the outcome on stdout."""

from __future__ import annotations

import json
import math
import sys
import time
from dataclasses import asdict
from typing import Any

from tqdm import tqdm

from simulator.hyperparameters import Config
from simulator.run import Run
from ui.export_order import Order

_BETWEEN_BARS = 0.1  # seconds


def run(config: Config, steps: int, as_json: bool, order: Order | None) -> int:
    """Train `steps` mini-batches and say how it went; with an order, export the panels, too."""
    training = Run(config, traced=order is not None)  # panels show the past
    seconds = _train(training, steps)
    outcome = summary(training, seconds)
    if training.divergence:
        print(training.divergence.message, file=sys.stderr)
    if order is not None:
        from ui import app

        for path in app.export_run(training, order):
            print(f"Saved {path}.", file=sys.stderr)
    print(json.dumps(outcome) if as_json else _in_words(outcome))
    return 0


def summary(run: Run, seconds: float) -> dict[str, Any]:
    """The outcome of a run as JSON holds it; what an empty split has no value for is null."""
    figures = {
        "train_cost": run.cost("train"),
        "dev_cost": run.cost("dev"),
        "dev_accuracy": run.accuracy("dev"),
        "test_accuracy": run.accuracy("test"),
        "steps_per_second": run.t / seconds if seconds > 0 else math.nan,
    }
    finite = {name: value if math.isfinite(value) else None for name, value in figures.items()}
    diverged = run.divergence.message if run.divergence else None
    return {"config": asdict(run.config), "step": run.t, "epoch": run.epoch, **finite, "diverged": diverged}


def _train(training: Run, steps: int) -> float:
    """Seconds of training, without the bar's."""
    trained, chunk = 0.0, 1
    with tqdm(total=steps, unit="step", file=sys.stderr, disable=None) as bar:
        while training.t < steps and not training.divergence:
            started = time.perf_counter()
            made = training.advance(min(chunk, steps - training.t))
            elapsed = time.perf_counter() - started
            trained += elapsed
            chunk = max(1, round(made * _BETWEEN_BARS / max(elapsed, 1e-6)))
            bar.update(made)
    return trained


def _in_words(outcome: dict[str, Any]) -> str:
    def say(name: str, text: str = "{:.4f}") -> str:
        return "–" if outcome[name] is None else text.format(outcome[name])

    return (
        f"step {outcome['step']}, epoch {outcome['epoch']}: "
        f"J train {say('train_cost')}, J dev {say('dev_cost')}, "
        f"dev accuracy {say('dev_accuracy', '{:.1%}')}, test accuracy {say('test_accuracy', '{:.1%}')}, "
        f"{say('steps_per_second', '{:.0f}')} steps/s"
    )
