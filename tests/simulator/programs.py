"""What a person may do with a run, at random; and everything that two runs which are one must share."""

from __future__ import annotations

import random
from typing import Any

from simulator.hyperparameters import Config
from simulator.metrics import Marks, Record
from simulator.probes.covariate import Move
from simulator.run import Run

SETTINGS: tuple[dict[str, Any], ...] = (
    {"optimizer": "adam"},
    {"optimizer": "momentum", "batch_norm": False, "hidden_units": ()},
    {"optimizer": "rmsprop", "dtype": "float32", "keep_prob": 0.6},
    {"optimizer": "gradient_descent", "learning_rate": 0.3, "dtype": "float32", "hidden_units": (3,)},
    {"dataset": "iris", "keep_prob": 0.7, "decay_rate": 0.5, "weight_decay": 0.01},
)


_SMALL = {"examples": 40, "hidden_units": (4, 3), "mini_batch_size": 8}
_SCALARS = "loss", "at", *Marks._fields, "units", "warm_up"


def begun(**settings: Any) -> Run:
    """A small run at step 0."""
    return Run(Config(**{**_SMALL, **settings}))


def lived(rng: random.Random, deeds: int, **settings: Any) -> Run:
    """A run with a past of its own."""
    run = begun(**settings)
    live_on(run, rng, deeds)
    return run


def live_on(run: Run, rng: random.Random, deeds: int) -> None:
    """Do as many things as that; what is not possible just now is not done."""
    for _ in range(deeds):
        run.gesture = rng.choice((None, 7, 8))
        try:
            _DEEDS[rng.randrange(len(_DEEDS))](run, rng)
        except ValueError:
            continue


def live_once(run: Run, rng: random.Random) -> None:
    """Do everything once, with a few steps in between."""
    for deed in _DEEDS:
        run.gesture = None
        try:
            deed(run, rng)
        except ValueError:
            continue
        run.advance(rng.randrange(5))


def _set(run: Run, rng: random.Random) -> None:
    name, values = rng.choice(
        (
            ("learning_rate", (0.001, 0.02, 0.2)), ("optimizer", ("adam", "momentum", "rmsprop")),
            ("keep_prob", (0.5, 1.0)), ("mini_batch_size", (3, 16)), ("bn_decay", (0.5, 0.99)),
            ("activation", ("tanh", "relu")), ("decay_rate", (0.0, 0.3)),
        )
    )  # fmt: skip
    run.set(name, rng.choice(values))


def _rebuild(run: Run, rng: random.Random) -> None:
    name, value = rng.choice((("hidden_units", (5,)), ("seed", rng.randrange(9)), ("dtype", "float32")))
    run.set(name, value, keep_weights=rng.random() < 0.5)


def _elsewhere(run: Run, rng: random.Random) -> None:
    number = rng.choice(sorted(run.tree.branches))
    run.visit(number, rng.choice((None, rng.randrange(run.tree.end(number) + 1))))


_DEEDS = (
    lambda run, rng: run.advance(rng.randrange(1, 40)),
    _set,
    lambda run, rng: run.add_example((rng.uniform(-1, 1), rng.uniform(-1, 1)), rng.randrange(2), None),
    lambda run, rng: run.move_example(rng.randrange(20), (rng.uniform(-1, 1), 0.5), (1, 0)),
    lambda run, rng: run.advance(rng.randrange(1, 40)),
    lambda run, rng: run.rewind(rng.randrange(run.t + 1)),
    lambda run, rng: run.remove_example(rng.randrange(20)),
    lambda run, rng: run.move_inputs(Move(rng.random(), 0.0, 30.0, 1.5)),
    lambda run, rng: run.set_parameter("W1", (1, 0), rng.uniform(-1, 1)),
    lambda run, rng: run.advance(rng.randrange(1, 40)),
    lambda run, rng: run.hold(1, rng.choice((None, 1)), rng.random() < 0.7),
    lambda run, rng: run.undo_normalization(1, rng.choice((None, 0))),
    lambda run, _: run.keep(),
    _elsewhere,
    _set,
    lambda run, rng: run.advance(rng.randrange(1, 40)),
    _rebuild,
    lambda run, rng: run.rename(run.tree.current, f"road {rng.randrange(9)} “é”"),
    lambda run, rng: run.advance(rng.randrange(1, 40)),
    lambda run, _: run.undo(),
    lambda run, _: run.redo_undone(),
    lambda run, _: run.revert(),
    lambda run, rng: run.delete(rng.choice(sorted(run.tree.branches))),
    lambda run, _: run.reset(),
    lambda run, rng: run.advance(rng.randrange(1, 140)),
)  # fmt: skip


def stands(run: Run) -> dict[str, Any]:
    """All that decides what a run does next, and what is known of it, to the last bit."""
    data = run.examples.dataset
    return {
        "arrays": {name: (a.dtype.str, a.shape, a.tobytes()) for name, a in run._arrays().items()},
        "batches": (*run.batches.state()[:2], run.batches.order.tolist(), str(run.batches.state()[3])),
        "dropout": str(run._dropout.bit_generator.state),
        "place": (run.place, run.t, run.config, run.edits, run.held, str(run.divergence)),
        "data": (data.X.tobytes(), data.y.tobytes(), data.split.tobytes(), data.name, data.class_names),
        "marks": str(run.marks()),
        **recorded(run),
    }


def recorded(run: Run) -> dict[str, Any]:
    """What is known of all branches."""
    tree = run.tree
    return {
        "branches": {number: tree.branches[number] for number in sorted(tree.branches)},
        "records": {n: _bits(tree.whole(n)) for n in sorted(tree.branches)},
        "kept": str(tree.kept),
        "gesture": tree.gesture,
        "bases": {
            n: (o.base.X.tobytes(), o.dataset.X.tobytes())
            for n, o in tree.origins.items()
            if o.base and o.dataset
        },
    }


def _bits(record: Record) -> list[object]:
    series = record.series()
    return [series.start, *(getattr(series, name).tobytes() for name in _SCALARS)]
