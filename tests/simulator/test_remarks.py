"""Remarks come with odd settings and with no others."""

import pytest

from simulator.hyperparameters import Config
from simulator.remarks import remarks


def test_ordinary_settings_go_without_saying():
    assert remarks(Config(), 600) == ()
    assert remarks(Config(mini_batch_size=600), 600) == ()


@pytest.mark.parametrize(
    ("settings", "m_train", "words"),
    [
        ({"learning_rate": 0.0}, 600, "α = 0"),
        ({"mini_batch_size": 601}, 600, "whole training set of 600 examples"),
        ({"mini_batch_size": 1}, 600, "one example has σ² = 0"),
        ({"mini_batch_size": 599}, 600, "one example has σ² = 0"),
        ({"mini_batch_size": 64}, 1, "one example has σ² = 0"),
        ({"initialization": "zeros"}, 600, "symmetry"),
    ],
)
def test_an_odd_setting_is_remarked_on(settings, m_train, words):
    assert any(words in remark for remark in remarks(Config(**settings), m_train))


@pytest.mark.parametrize(
    ("settings", "m_train"),
    [
        ({"mini_batch_size": 1, "batch_norm": False}, 600),
        ({"mini_batch_size": 1, "hidden_units": ()}, 600),
        ({"mini_batch_size": 598}, 600),
        ({"initialization": "zeros", "hidden_units": ()}, 600),
    ],
)
def test_where_it_does_no_harm_nothing_is_said(settings, m_train):
    assert remarks(Config(**settings), m_train) == ()


def test_each_remark_is_a_sentence():
    odd = Config(learning_rate=0.0, mini_batch_size=1, initialization="zeros")
    assert len(remarks(odd, 600)) == 3
    assert all(remark.endswith(".") for remark in remarks(odd, 600))
