"""Config and its table: declared once, checked always, the same after a trip through JSON."""

import dataclasses
import json
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simulator.hyperparameters import GENERATED, GROUPS, TABLE, Config, in_titles
from simulator.specs import Choice, Number, Switch, Units

FIELDS = [field.name for field in dataclasses.fields(Config)]


def _values(spec):
    match spec:
        case Number(integer=True):
            return st.integers(int(spec.minimum), int(spec.maximum))
        case Number():
            return st.floats(
                spec.minimum, spec.maximum, exclude_min=spec.open_below, exclude_max=spec.open_above
            )
        case Choice():
            return st.sampled_from(spec.choices)
        case Switch():
            return st.booleans()
        case Units():
            return st.lists(st.integers(1, spec.maximum), max_size=spec.most_layers).map(tuple)
    return st.text(st.characters(blacklist_characters="\0"), max_size=20)


@st.composite
def configs(draw):
    settings = {name: draw(_values(TABLE[name])) for name in FIELDS}
    assume(settings["dev_fraction"] + settings["test_fraction"] <= 0.9)
    return Config(**settings)


@settings(max_examples=40)
@given(configs())
def test_json_gives_back_an_equal_config(config):
    assert Config.from_json(config.to_json()) == config


def test_a_config_is_its_default_where_nothing_is_said():
    assert Config.from_json("{}") == Config()
    for name in FIELDS:
        assert getattr(Config(), name) == TABLE[name].default == TABLE[name].check(TABLE[name].default)


def test_the_table_holds_every_field_and_the_number_of_hidden_layers():
    assert set(TABLE) == {*FIELDS, "hidden_layers"}
    assert all(spec.name == name for name, spec in TABLE.items())


def test_the_table_stands_in_the_order_of_the_groups():
    groups = [spec.group for spec in TABLE.values()]
    assert list(dict.fromkeys(groups)) == list(GROUPS)
    assert groups == sorted(groups, key=list(GROUPS).index)


def test_claims_t1_the_tiers():
    tiers = {tier: {name for name, spec in TABLE.items() if spec.tier == tier} for tier in (1, 2, 3, 4)}
    assert tiers == {
        1: {"learning_rate"},
        2: {"momentum", "mini_batch_size", "hidden_units"},
        3: {"hidden_layers", "decay_rate"},
        4: {"beta_1", "beta_2", "epsilon"},
    }
    assert next(iter(TABLE)) == "learning_rate"
    assert all(spec.group == f"tier {spec.tier}" for spec in TABLE.values() if spec.tier)


def test_claims_t1_the_defaults_of_the_course():
    config = Config()
    assert (config.momentum, config.beta_1, config.beta_2, config.epsilon) == (0.9, 0.9, 0.999, 1e-8)


@pytest.mark.parametrize("name", TABLE)
def test_everything_is_explained(name):
    spec = TABLE[name]
    assert spec.title
    assert spec.doc.endswith(".")
    assert spec.group in GROUPS


@pytest.mark.parametrize("name", [name for name, spec in TABLE.items() if isinstance(spec, Number)])
def test_a_slider_lies_within_the_hard_bounds(name):
    spec = TABLE[name]
    assert spec.minimum <= spec.low < spec.high <= spec.maximum
    assert spec.scale.ticks(spec.low, spec.high)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("learning_rate", 0.0), ("learning_rate", 10.0), ("learning_rate", 100),
        ("momentum", 0.0), ("beta_2", 0.99999), ("hidden_units", ()), ("hidden_units", (1,)),
        ("mini_batch_size", 1), ("mini_batch_size", 1_000_000), ("classes", 2), ("keep_prob", 1.0),
        ("weight_decay", 0.0), ("noise", 0), ("seed", 0),
    ],
)  # fmt: skip
def test_odd_but_lawful_values_are_taken(name, value):
    assert getattr(Config(**{name: value}), name) == value


@pytest.mark.parametrize(
    ("name", "value", "bounds"),
    [
        ("learning_rate", -0.1, "[0, 100]"), ("learning_rate", float("nan"), "[0, 100]"),
        ("learning_rate", float("inf"), "[0, 100]"), ("momentum", 1.0, "[0, 1)"),
        ("beta_1", 1, "[0, 1)"), ("beta_2", 1.0, "[0, 1)"), ("bn_decay", 1.0, "[0, 1)"),
        ("epsilon", 0.0, "(0, 1]"), ("bn_epsilon", 0.0, "(0, 10]"), ("keep_prob", 0.0, "(0, 1]"),
        ("keep_prob", 1.1, "(0, 1]"), ("mini_batch_size", 0, "[1, 1e+06]"),
        ("mini_batch_size", 2.5, "[1, 1e+06]"),
        ("classes", 1, "[2, 10]"), ("hidden_units", (0,), "[1, 256]"), ("hidden_units", (8, 0), "[1, 256]"),
        ("weight_decay", -1e-9, "[0, 100]"), ("seed", -1, "[0, 4.29497e+09]"),
    ],
)  # fmt: skip
def test_bad_values_are_refused_with_field_bounds_and_value(name, value, bounds):
    for make in (lambda: Config(**{name: value}), lambda: Config().changed(name, value)):
        with pytest.raises(
            ValueError, match=rf"^{name} must .*{re.escape(bounds)}.*{re.escape(repr(value))}"
        ):
            make()


def test_a_training_set_is_left_over():
    assert Config(dev_fraction=0.45, test_fraction=0.45)
    with pytest.raises(ValueError, match=r"Dev share \+ Test share must be at most 0\.9, got 1"):
        Config(dev_fraction=0.5, test_fraction=0.5)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("learning_rate must be 1.", "Learning rate must be 1."),
        ("seed: low must be 1.", "Seed: low must be 1."),
        ("The seed must be 1.", "The seed must be 1."),
        ("seeds must be 1.", "seeds must be 1."),
        ("", ""),
    ],
)
def test_a_refusal_in_the_window_has_the_title(sentence, words):
    assert in_titles(sentence) == words


def test_shares_of_nine_tenths_are_taken_however_they_are_split():
    """0.9 is 0.9 whatever rounding does to the sum."""
    for dev in range(91):
        assert Config(dev_fraction=dev / 100, test_fraction=(90 - dev) / 100)


# Changes ----------------------------------------------------------------------------------------------


def test_a_config_cannot_be_changed_in_place():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Config().learning_rate = 0.5


def test_changed_changes_one_setting():
    config = Config().changed("learning_rate", 0.5)
    assert config == Config(learning_rate=0.5)


def test_changing_what_is_not_there_is_refused():
    with pytest.raises(ValueError, match="There is no hyperparameter 'alpha'; there are learning_rate, "):
        Config().changed("alpha", 0.5)


@given(st.lists(st.integers(1, 256), max_size=10).map(tuple), st.integers(0, 10))
def test_hidden_layers_repeats_the_last_or_drops_the_last(units, count):
    changed = Config(hidden_units=units).changed("hidden_layers", count)
    assert changed.hidden_layers == len(changed.hidden_units) == count
    kept = min(count, len(units))
    assert changed.hidden_units[:kept] == units[:kept]
    assert set(changed.hidden_units[kept:]) <= set(units[-1:] or Config().hidden_units)


@pytest.mark.parametrize("count", [-1, 11, 1.5, "2"])
def test_impossible_numbers_of_layers_are_refused(count):
    with pytest.raises(ValueError, match=r"hidden_layers must be a whole number in \[0, 10\]"):
        Config().changed("hidden_layers", count)


# JSON from strangers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"learning_rat": 0.1}', "no hyperparameter 'learning_rat'"),
        ('{"hidden_layers": 2}', "no hyperparameter 'hidden_layers'"),
        ('{"seed": 1, "seed": 2}', "twice"),
        ('{"learning_rate": NaN}', "NaN"),
        ('{"learning_rate": Infinity}', "Infinity"),
        ('{"learning_rate": -Infinity}', "Infinity"),
        ('{"learning_rate": 1e400}', "learning_rate must be"),
        ('{"learning_rate": null}', "learning_rate must be"),
        ('{"learning_rate": "0.1"}', "learning_rate must be"),
        ('{"seed": 1' + "0" * 400 + "}", "seed must be"),
        ('{"seed": 1' + "0" * 5000 + "}", "digits"),
        ('{"batch_norm": 1}', "batch_norm must be"),
        ('{"hidden_units": 16}', "hidden_units must be"),
        ('{"optimizer": {}}', "optimizer must be"),
        ("[]", "JSON object"),
        ("3", "JSON object"),
        ("null", "JSON object"),
        ("", "JSON object"),
        ("{", "JSON object"),
        ("{} {}", "JSON object"),
        ("[" * 100_000, "JSON object"),
    ],
    ids=lambda text: text[:24],
)
def test_json_that_is_no_config_is_refused(text, complaint):
    with pytest.raises(ValueError, match=complaint):
        Config.from_json(text)


def test_json_holds_the_fields_and_nothing_else():
    assert set(json.loads(Config().to_json())) == set(FIELDS)


def test_generated_sets_are_on_offer():
    assert set(GENERATED) < set(TABLE["dataset"].choices)
