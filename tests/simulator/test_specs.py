"""Every kind of spec checks, parses, formats and places values by the same laws."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.hyperparameters import TABLE, Config
from simulator.scales import LOG
from simulator.specs import Choice, Number, Switch, Text, Units

NUMBERS = [spec for spec in TABLE.values() if isinstance(spec, Number)]
EACH_SPEC = pytest.mark.parametrize("spec", TABLE.values(), ids=lambda spec: spec.name)
EACH_NUMBER = pytest.mark.parametrize("spec", NUMBERS, ids=lambda spec: spec.name)

_BAD_TEXT = st.characters(blacklist_characters="\0")


def values(spec):
    """All that `spec` accepts."""
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
        case Text():
            return st.text(_BAD_TEXT, max_size=50).map(str.strip)
    raise AssertionError(f"No values are known for {spec}.")


@EACH_SPEC
@settings(max_examples=25)
@given(st.data())
def test_a_good_value_passes_the_check_unchanged(spec, data):
    value = data.draw(values(spec))
    checked = spec.check(value)
    assert checked == value
    assert type(checked) is type(spec.default)


@EACH_SPEC
@settings(max_examples=25)
@given(st.data())
def test_parse_reads_what_format_writes(spec, data):
    value = data.draw(values(spec))
    assert spec.parse(spec.format(value)) == value
    assert spec.parse(f"  {spec.format(value)} ") == value


@EACH_SPEC
@pytest.mark.parametrize("bad", [None, object(), {}, 1j, "no such thing\0", float("nan"), [[]], b"1"])
def test_what_is_no_value_at_all_is_refused_by_name(spec, bad):
    with pytest.raises(ValueError, match=rf"^{spec.name} must be .*got "):
        spec.check(bad)


@EACH_NUMBER
@settings(max_examples=25)
@given(st.data())
def test_numbers_out_of_bounds_are_refused_with_name_bounds_and_value(spec, data):
    outside = st.floats(allow_nan=False).filter(lambda x: not spec.minimum <= x <= spec.maximum)
    bad = data.draw(outside)
    with pytest.raises(ValueError) as refusal:
        spec.check(bad)
    said = str(refusal.value)
    shown = int(bad) if spec.integer and bad.is_integer() else bad
    assert said.startswith(f"{spec.name} must be ")
    assert spec.bounds in said
    assert said.endswith(f"got {shown!r}.")


@EACH_NUMBER
def test_the_bounds_themselves_are_in_unless_open(spec):
    for bound, is_open in ((spec.minimum, spec.open_below), (spec.maximum, spec.open_above)):
        if is_open:
            with pytest.raises(ValueError, match=re.escape(spec.bounds)):
                spec.check(bound)
        else:
            assert spec.check(bound) == bound


@EACH_NUMBER
def test_a_whole_number_too_large_for_a_float_is_refused(spec):
    for huge in (10**400, -(10**400)):
        with pytest.raises(ValueError, match=rf"^{spec.name} must be "):
            spec.check(huge)


@EACH_NUMBER
def test_numpy_scalars_are_taken_as_plain_numbers(spec):
    for kind in (np.int64, np.float64) if spec.integer else (np.float32, np.float64):
        checked = spec.check(kind(spec.default))
        assert checked == pytest.approx(spec.default)
        assert type(checked) is type(spec.default)


def test_numpy_units_are_taken_as_plain_numbers():
    units = TABLE["hidden_units"].check([np.int64(3), np.int32(4)])
    assert units == (3, 4)
    assert {type(n) for n in units} == {int}


@EACH_NUMBER
def test_true_is_no_number(spec):
    with pytest.raises(ValueError, match="got True"):
        spec.check(True)


@pytest.mark.parametrize("spec", [s for s in NUMBERS if s.integer], ids=lambda spec: spec.name)
def test_a_broken_number_is_no_whole_number(spec):
    with pytest.raises(ValueError, match="whole number"):
        spec.check(spec.minimum + 0.5)


@pytest.mark.parametrize("text", ["", "x", "1,5", "1 2", "0x10", "--1"])
@EACH_NUMBER
def test_text_that_is_no_number_is_refused_with_name_bounds_and_text(spec, text):
    with pytest.raises(ValueError) as refusal:
        spec.parse(text)
    assert str(refusal.value).startswith(f"{spec.name} must be ")
    assert spec.bounds in str(refusal.value)
    assert repr(text) in str(refusal.value)


@pytest.mark.parametrize("text", ["inf", "-inf", "nan", "1e400"])
@EACH_NUMBER
def test_infinities_are_refused(spec, text):
    with pytest.raises(ValueError, match=rf"^{spec.name} must be "):
        spec.parse(text)


def test_a_typographic_minus_is_a_minus():
    with pytest.raises(ValueError, match=r"got -1\.0"):
        TABLE["learning_rate"].parse("−1")


# Sliders ----------------------------------------------------------------------------------------------


@EACH_NUMBER
@settings(max_examples=25)
@given(st.data())
def test_a_slider_gives_only_values_that_pass_the_check(spec, data):
    value = spec.from_unit(data.draw(st.floats(-1, 2)))
    assert spec.check(value) == value
    if value != spec.off:
        assert spec.low * (1 - 1e-9) <= value <= spec.high * (1 + 1e-9)


@EACH_NUMBER
@settings(max_examples=25)
@given(st.data())
def test_a_slider_comes_back_to_where_it_was_put(spec, data):
    u = data.draw(st.floats(0.001, 1))
    value = spec.from_unit(u)
    if spec.integer:
        assert spec.from_unit(spec.to_unit(value)) == value
    else:
        assert spec.to_unit(value) == pytest.approx(u, abs=1e-6)


@EACH_NUMBER
def test_values_outside_a_sliders_range_sit_at_its_ends(spec):
    assert spec.to_unit(spec.low - 1) == 0
    assert spec.to_unit(spec.high + 1) == 1


@EACH_NUMBER
def test_the_default_is_on_the_slider(spec):
    assert spec.from_unit(spec.to_unit(spec.default)) == pytest.approx(spec.default)


def test_off_is_the_leftmost_stop():
    spec = Number(
        name="x", title="", group="", default=0.0, live=True, doc="",
        low=1e-6, high=1.0, minimum=0.0, maximum=1.0, scale=LOG, off=0.0,
    )  # fmt: skip
    assert spec.from_unit(0.0) == 0.0
    assert spec.to_unit(0.0) == 0.0
    assert spec.from_unit(1e-6) == pytest.approx(1e-6, rel=1e-3)


# The other kinds --------------------------------------------------------------------------------------


def test_a_choice_lists_what_there_is():
    with pytest.raises(ValueError) as refusal:
        TABLE["optimizer"].check("sgd")
    assert str(refusal.value) == (
        "optimizer must be one of gradient_descent, momentum, rmsprop, adam, got 'sgd'."
    )


@pytest.mark.parametrize("words", [("true", "on", "yes", "1", "TRUE"), ("false", "off", "no", "0", "No")])
def test_a_switch_reads_words(words):
    assert {TABLE["batch_norm"].parse(word) for word in words} == {words[0] == "true"}


@pytest.mark.parametrize("bad", [1, 0, "true", "on"])
def test_a_switch_takes_no_look_alikes(bad):
    with pytest.raises(ValueError, match="batch_norm must be true or false"):
        TABLE["batch_norm"].check(bad)


@pytest.mark.parametrize("text", ["16,8", "(16, 8)", "[16,8]", "16 8", " 16 ,8, "])
def test_units_are_read_as_people_write_them(text):
    assert TABLE["hidden_units"].parse(text) == (16, 8)


@pytest.mark.parametrize("text", ["", "()", "[]"])
def test_no_units_are_no_hidden_layers(text):
    assert TABLE["hidden_units"].parse(text) == ()


@pytest.mark.parametrize("bad", [(0,), (-1,), (257,), (1.5,), (True,), "16", 16, (8,) * 11, None])
def test_units_out_of_bounds_are_refused(bad):
    wanted = r"hidden_units must be at most 10 whole numbers in \[1, 256\]"
    with pytest.raises(ValueError, match=rf"{wanted}, got {re.escape(repr(bad))}\."):
        TABLE["hidden_units"].check(bad)


def test_text_has_an_end():
    assert TABLE["csv_file"].check("x" * 4096)
    with pytest.raises(ValueError, match="4096"):
        TABLE["csv_file"].check("x" * 4097)


def test_it_says_when_a_setting_has_no_effect():
    adam = Config(optimizer="adam")
    assert TABLE["momentum"].unused_because(adam) == "Has an effect only when Optimiser is Momentum."
    assert TABLE["beta_2"].unused_because(adam) == ""
    assert TABLE["bn_decay"].unused_because(Config(batch_norm=False)).endswith("Batch norm is on.")


@EACH_SPEC
def test_what_a_setting_needs_is_a_setting_with_such_values(spec):
    for other, wanted in spec.needs.items():
        assert wanted
        for value in wanted:
            assert TABLE[other].check(value) == value


def test_numbers_are_written_short_where_nothing_is_lost():
    alpha = TABLE["learning_rate"]
    assert alpha.format(0.01) == "0.01"
    assert float(alpha.format(math.pi)) == math.pi
