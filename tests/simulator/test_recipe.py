"""Recipes: a line of text makes the same run again, bit for bit, and nothing in one is believed."""

from __future__ import annotations

import base64
import json
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.history import Place
from simulator.hyperparameters import Config
from simulator.recipe import MOST_TEXT, recipe_of, text_of
from simulator.run import Run
from tests.simulator.damage import mutated_recipe, packed, recipe_survives, values_of, whole_recipe
from tests.simulator.programs import SETTINGS, begun, live_once, lived, stands

OF_THE_STATE = ("arrays", "batches", "dropout", "data", "marks")


def pasted(text: str, traced: bool = False) -> Run:
    """The run that a text makes again."""
    recipe = recipe_of(text)
    run = recipe.start(traced)
    assert run.t == 0
    run.advance(recipe.steps)
    run.rewind(recipe.steps)
    return run


def same(one: Run, other: Run) -> None:
    mine, theirs = stands(one), stands(other)
    for name in OF_THE_STATE:
        assert mine[name] == theirs[name], name
    assert (one.t, one.edits, one.config, one.held) == (other.t, other.edits, other.config, other.held)


@pytest.mark.parametrize("seed", range(12))
def test_a_text_makes_the_same_run_again(seed: int) -> None:
    run = lived(random.Random(seed + 50), 25, **SETTINGS[seed % len(SETTINGS)])
    text = text_of(run.tree, run.place)
    assert "\n" not in text
    again = pasted(text)
    same(again, run)
    whole = run.tree.whole(run.tree.current).series().loss[: run.t]
    np.testing.assert_array_equal(again.record.series().loss, whole)
    run.grow(run.place)
    for each in (run, again):
        each.advance(9)
    same(again, run)


def test_any_place_of_any_branch_can_be_told() -> None:
    run = begun()
    live_once(run, random.Random(1))
    for number in run.tree.branches:
        for step in (0, run.tree.end(number) // 2, None):
            run.visit(number, step)
            same(pasted(text_of(run.tree, run.place)), run)


def test_at_the_end_of_a_recipe_interrupted_no_change_of_later_is_made() -> None:
    run = Run(Config(examples=60, hidden_units=(4,)))
    run.advance(5)
    run.set("learning_rate", 0.5)
    text = text_of(run.tree, run.place)
    half = recipe_of(text).start()
    half.advance(2)
    half.rewind(1)
    half.rewind(2)
    assert half.place == Place(half.tree.current, 2, 0)
    assert half.config.learning_rate == 0.01
    half.advance(4)
    assert half.config.learning_rate == 0.5


def test_what_the_config_says_is_not_told_again() -> None:
    run = begun(dataset="digits")
    run.advance(30)
    assert len(text_of(run.tree, run.place)) < 700
    values = values_of(text_of(run.tree, run.place))
    assert (values["base"], values["data"], values["theta"]) == (None, None, None)


def test_weights_of_another_network_are_told() -> None:
    run = begun(dtype="float32")
    run.advance(30)
    run.set("seed", 5, keep_weights=True)
    run.advance(5)
    text = text_of(run.tree, run.place)
    assert values_of(text)["theta"][0] == "<f4"
    same(pasted(text), run)
    same(pasted(text, traced=True), run)


def test_examples_of_a_csv_are_told_but_not_where_it_lies(tmp_path: Path) -> None:
    table = tmp_path / "flowers.csv"
    table.write_text("a,b,k\n" + "".join(f"{i / 7},{i % 5},{'xy'[i % 2]}\n" for i in range(40)))
    run = Run(Config(dataset="csv", csv_file=str(table), hidden_units=(3,)))
    run.add_example((1.0, 2.0), 1)
    run.set("seed", 3)  # data that were painted before the network began
    run.advance(9)
    text = text_of(run.tree, run.place)
    table.unlink()
    assert str(tmp_path) not in json.dumps(values_of(text))
    again = pasted(text)
    assert again.config == Config.from_json(run.config.to_json()).changed("csv_file", "flowers.csv")
    for name in ("arrays", "batches", "dropout", "marks"):
        assert stands(again)[name] == stands(run)[name]


def test_too_much_for_a_line_is_said(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    rng = np.random.default_rng(0)
    rows = "".join(
        f"{','.join(map(repr, row))},{i % 2}\n" for i, row in enumerate(rng.random((7000, 20)).tolist())
    )
    table.write_text(rows)
    run = Run(Config(dataset="csv", csv_file=str(table), hidden_units=()))
    with pytest.raises(ValueError, match="save the run as a file"):
        text_of(run.tree, run.place)


def test_white_space_does_not_matter() -> None:
    run = begun()
    text = text_of(run.tree, run.place)
    assert recipe_of("  " + text[:40] + "\n " + text[40:] + "\r\n").config == run.config


@pytest.fixture(scope="module")
def text() -> str:
    """Of a run in which much was done."""
    return whole_recipe()


def test_mutated_texts_are_a_clear_error_or_a_run(text: str) -> None:
    rng, good, slowest = random.Random(0), 0, 0.0
    for _ in range(150):
        mutant, started = mutated_recipe(rng, text), time.perf_counter()
        good += recipe_survives(mutant)
        slowest = max(slowest, time.perf_counter() - started)
    assert 0 < good < 75
    assert slowest < 2.0


WRONG = {
    "nothing": ("", "must begin with batchscope:1:"),
    "other text": ("https://example.org/", "must begin with batchscope:1:"),
    "a later version": ("batchscope:2:abcd", "it is of version 2, this Batchscope reads version 1"),
    "no base64": ("batchscope:1:abc", "letters are wrong or missing"),
    "not packed": ("batchscope:1:abcd", "letters are wrong or missing"),
    "a bomb": (packed(b" " * (9 << 20)), "unpack to at most 8 MiB"),
    "a list": (packed([]), "must be a JSON object"),
    "NaN": (packed(b'{"step": NaN}'), "finite numbers only, got NaN"),
    "a name twice": (packed(b'{"step": 1, "step": 2}'), "'step' stands there twice"),
    "a nest": (packed(b"[" * 10**5), "nested too deeply"),
    "too little": (packed({"step": 1}), "it must be an object of config, base, data, theta, edits, step"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said(case: str) -> None:
    mutant, sentence = WRONG[case]
    with pytest.raises(ValueError) as error:
        recipe_of(mutant)
    assert sentence in str(error.value)


def test_a_cut_text_and_a_longer_one_are_said(text: str) -> None:
    whole = base64.urlsafe_b64decode(text.split(":")[2])
    for data in (whole[:-5], whole + b"more"):
        with pytest.raises(ValueError, match="its end is missing, or something else was added"):
            recipe_of(f"batchscope:1:{base64.urlsafe_b64encode(data).decode()}")
    with pytest.raises(ValueError, match="at most 1,048,576 characters"):
        recipe_of("x" * (MOST_TEXT + 1))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"step": -1}, "its step must be a whole number in"),
        ({"theta": ["<f8", "AAAA"]}, "an array of <f8 must have shape (1, "),
        ({"theta": ["|O", ""]}, "the type of an array must be one of"),
        ({"edits": [[0, 1, "x", None, None, ["__init__"]]]}, "a change by hand must be one of"),
        (
            {"edits": [[0, 1, "learning_rate", 0.1, 1e9, ["set", "learning_rate", 1e9]]]},
            "must be a number in",
        ),
        ({"edits": [[0, 1, "example", 1, None, ["remove_example", 10**6]]]}, "an example's index must be"),
        ({"edits": [[0, 1, "W9", 1, 2, ["set_parameter", "W9", [0, 0], 1]]]}, "a parameter must be one of"),
        ({"config": {"dataset": "csv", "csv_file": "/etc/passwd"}}, "examples of a CSV file must be in it"),
        ({"config": {"learning_rate": 1e9}}, "learning_rate must be a number in [0, 100]"),
    ],
)
def test_values_are_checked_as_if_they_had_been_typed(
    text: str, change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError) as error:
        recipe_of(packed(values_of(text) | {"base": None, "data": None} | change))
    assert sentence in str(error.value)
