"""The walk and its numbers: each formula, computed from its text alone, gives what the view holds."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import product
from math import exp, log, sqrt, tanh

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.probes.last_step import LastStep, LastStepView
from simulator.run import Run
from ui.panels.equations.numbers import Place, lines, true_class
from ui.panels.equations.shapes import operands
from ui.panels.equations.stages import LINKS, Stage, recipe, stages
from ui.panels.equations.terms import number, products, setting, summed

OPTIMIZERS = ("gradient_descent", "momentum", "rmsprop", "adam")
SMALL = Config(examples=120, mini_batch_size=16, hidden_units=(5, 3), dataset="blobs", classes=3)
MIXES = [
    replace(SMALL, optimizer=o, batch_norm=bn, weight_decay=l2, keep_prob=p, activation=g, learning_rate=0.03)
    for (o, bn, l2, p), g in zip(
        product(OPTIMIZERS, (True, False), (0.0, 0.02), (1.0, 0.7)),
        ("tanh", "relu", "sigmoid", "leaky_relu", "identity") * 7, strict=False,
    )
]  # fmt: skip


@lru_cache
def taken(config: Config, steps: int = 4) -> dict[int, LastStepView]:
    run = Run(config)
    run.advance(steps)
    return {layer: run.view(LastStep(layer)) for layer in range(1, len(config.hidden_units) + 2)}


def walk(config: Config) -> tuple[Stage, ...]:
    views = taken(config)
    return stages(recipe(config, views[1].sizes, views[1]))


def computed(text: str) -> float:
    """What a working comes to, read as a person reads it."""
    text = re.sub(r"\[\d+\s+more:\s+([^\]]*)\]", r"(\1)", text)
    text = re.sub(r"(?<![\d.])10<sup>(.*?)</sup>", r"10**(\1)", text)
    text = re.sub(r"e<sup>(.*?)</sup>", r"exp(\1)", text)
    text = re.sub(r"<sup>(.*?)</sup>", r"**(\1)", text)
    text = re.sub(r"√([\d.]+)", r"√(\1)", text)
    text = re.sub(r"log ([^ ]+)", r"log(\1)", text)
    for shown, meant in (("−", "-"), ("·", "*"), ("√", "sqrt"), ("\u00a0", " ")):
        text = text.replace(shown, meant)
    return float(eval(text, {"sqrt": sqrt, "exp": exp, "log": log, "tanh": tanh, "max": max}))


def place(view: LastStepView, stage: Stage) -> Place:
    return Place(true_class(view, 2) if stage.layer == 3 else 1, 2)


@pytest.mark.parametrize(
    "config", MIXES, ids=lambda c: f"{c.optimizer}-{c.batch_norm}-{c.weight_decay}-{c.keep_prob}"
)
def test_every_formula_adds_up(config: Config) -> None:
    views = taken(config)
    for stage in walk(config):
        view = views[stage.layer]
        worked = lines(stage.kind, view, place(view, stage), views.get(stage.layer + 1))
        assert worked, stage.key
        for line in worked:
            size = abs(computed(re.sub(r"(?<!<sup>)−", "+", line.working)))  # of what may cancel
            assert computed(line.working) == pytest.approx(line.value, rel=1e-3, abs=2e-3 * size), (
                stage.key,
                line,
            )


@pytest.mark.parametrize(
    "config", MIXES, ids=lambda c: f"{c.optimizer}-{c.batch_norm}-{c.weight_decay}-{c.keep_prob}"
)
def test_the_walk_is_in_the_courses_order(config: Config) -> None:
    kinds = [(stage.kind, stage.layer) for stage in walk(config)]
    bn = [("mu", 1), ("z_norm", 1), ("z_tilde", 1)] if config.batch_norm else []
    drop = [("dropout", 1)] if config.keep_prob < 1 else []
    assert kinds[: 3 + len(bn) + len(drop)] == [("X", 1), ("z", 1), *bn, ("a", 1), *drop]
    back = [("da", 1), ("slope", 1), *([("d_gamma", 1), ("dz", 1)] if config.batch_norm else []), ("dW", 1)]
    start = kinds.index(("da", 1))
    assert kinds[start : start + len(back)] == back
    kept = {"gradient_descent": [], "momentum": ["v"], "rmsprop": ["s"], "adam": ["v", "s", "corrected"]}
    assert kinds[start + len(back) :] == [
        (kind, layer) for layer in (1, 2, 3) for kind in (*kept[config.optimizer], "update")
    ]
    assert len({stage.key for stage in walk(config)}) == len(kinds)


def test_every_stage_has_a_formula_a_symbol_and_a_link() -> None:
    for config in MIXES:
        for stage in walk(config):
            assert stage.latex, stage
            assert stage.symbol, stage
            assert stage.links, stage
            assert set(stage.links) <= set(LINKS)


def test_l2_and_dropout_stand_in_the_formulas() -> None:
    with_both = replace(SMALL, weight_decay=0.02, keep_prob=0.7)
    by_key = {stage.key: stage for stage in walk(with_both)}
    assert r"\lambda W^{[2]}" in by_key["backward dW 2"].latex[0]
    assert r"\odot d^{[1]}" in by_key["backward da 1"].latex[0]
    assert "lambda" not in "".join(stage.latex[0] for stage in walk(SMALL))


def test_shapes_are_the_arrays_own() -> None:  # claim B7
    views = taken(SMALL)
    text = operands("z", views[1], Place(1, 0)).text.replace("\u00a0", " ")
    assert text == "W<sup>[1]</sup> (5, 2) · X<sup>{t}</sup> (2, 16) → z<sup>[1]</sup> (5, 16)"
    text = operands("z_tilde", views[2], Place(1, 0)).text.replace("\u00a0", " ")
    assert "γ<sup>[2]</sup> (3, 1)" in text
    assert "β<sup>[2]</sup> (3, 1)" in text


def test_entries_are_the_units_own_numbers() -> None:
    view = taken(SMALL)[2]
    found = {(symbol, index): value for symbol, index, value in operands("z", view, Place(1, 3)).entries()}
    assert found["z<sup>[2]</sup>", "1,3"] == view.z[1, 3]
    assert found["W<sup>[2]</sup>", "1,4"] == view.before["W"][1, 4]
    assert len(found) == 5 + 5 + 1


def test_no_b_under_batch_norm() -> None:  # claim B6
    stage = next(s for s in walk(SMALL) if s.key == "forward z 1")
    assert "b" not in stage.latex[0]
    assert "no" in stage.note.lower() or "none" in stage.note
    plain = next(s for s in walk(replace(SMALL, batch_norm=False)) if s.key == "forward z 1")
    assert "+ b^{[1]}" in plain.latex[0]


def test_input_scale_is_the_training_sets() -> None:  # claim N1
    run = Run(SMALL)
    run.advance(3)
    view = run.view(LastStep(1))
    for f in range(2):
        train = run.examples.dataset.part("train")[0][f]
        assert view.mean[f, 0] == pytest.approx(train.mean())
        assert view.sigma[f, 0] == pytest.approx(train.std())
        assert (view.X[f] - view.mean[f, 0]) / view.sigma[f, 0] == pytest.approx(view.x[f])


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.4025, "0.4025"), (-13.812, "−13.81"), (1.2345e-5, "1.234·10<sup>−5</sup>"), (0.0, "0"),
     (float("nan"), "–"), (float("-inf"), "−∞"), (123456, "1.235·10<sup>5</sup>"), (0.001234, "0.001234")],
)  # fmt: skip
def test_numbers_have_four_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_settings_read_as_they_were_set() -> None:
    assert [setting(v) for v in (0.01, 1e-8, 0.999, 3e-5)] == [
        "0.01", "10<sup>−8</sup>", "0.999", "3·10<sup>−5</sup>"
    ]  # fmt: skip


def test_a_long_sum_keeps_its_ends_and_says_what_it_left_out() -> None:
    values = np.arange(1.0, 11.0)
    text = summed(lambda i: (False, number(values[i])), values)
    assert "[7\u00a0more:\u00a042.00]" in text
    assert computed(text) == 55
    assert "more" not in products(values[:4], -values[:4])


@pytest.mark.parametrize("config", [replace(SMALL, hidden_units=()), replace(SMALL, hidden_units=(1,)),
                                    replace(SMALL, mini_batch_size=1)])  # fmt: skip
def test_small_networks_and_batches(config: Config) -> None:
    views = taken(config)
    for stage in stages(recipe(config, views[1].sizes, views[1])):
        assert lines(stage.kind, views[stage.layer], Place(0, 0), views.get(stage.layer + 1)), stage.key
        assert operands(stage.kind, views[stage.layer], Place(0, 0), views.get(stage.layer + 1)).text


def test_before_the_first_step_there_is_nothing() -> None:
    view = Run(SMALL).view(LastStep(1))
    for stage in stages(recipe(SMALL, view.sizes, view)):
        assert lines(stage.kind, view, Place(0, 0)) == ()
        assert operands(stage.kind, view, Place(0, 0)).entries() == []
