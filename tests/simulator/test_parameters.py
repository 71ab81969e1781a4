"""One flat theta: every parameter has its stretch of it, and nothing is left over."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.parameters import INITIAL_DEVIATION, Layout

SIZES = st.lists(st.integers(1, 7), min_size=2, max_size=5).map(tuple)


@settings(max_examples=50)
@given(SIZES, st.booleans(), st.integers(1, 3))
def test_the_views_tile_the_flat_vector(sizes, batch_norm, models):
    """Each number of theta is one entry of one parameter."""
    layout = Layout.of(sizes, batch_norm)
    flat = np.zeros((models, layout.size))
    for view in layout.views(flat).values():
        view += 1
    np.testing.assert_array_equal(flat, 1)


@settings(max_examples=50)
@given(SIZES, st.booleans())
def test_the_weights_come_first(sizes, batch_norm):
    layout = Layout.of(sizes, batch_norm)
    flat = np.zeros((1, layout.size))
    for name, view in layout.views(flat).items():
        view[...] = name.startswith("W")
    assert flat[:, : layout.weights].all()
    assert not flat[:, layout.weights :].any()


def test_writing_a_view_writes_the_model_it_belongs_to():
    layout = Layout.of((2, 3, 2), batch_norm=False)
    flat = np.zeros((2, layout.size))
    layout.views(flat)["b1"][1, 2, 0] = 5
    assert flat[0].sum() == 0
    assert flat[1].sum() == 5


def test_claims_b6_and_b7_batch_norm_has_gamma_and_beta_for_b():
    layout = Layout.of((2, 5, 4, 3), batch_norm=True)
    shapes = {name: shape for name, (_, shape) in layout.entries.items()}
    assert shapes == {
        "W1": (5, 2), "W2": (4, 5), "W3": (3, 4),
        "gamma1": (5, 1), "beta1": (5, 1), "gamma2": (4, 1), "beta2": (4, 1),
        "b3": (3, 1),
    }  # fmt: skip


def test_without_batch_norm_every_layer_has_a_b():
    layout = Layout.of((2, 5, 3), batch_norm=False)
    shapes = {name: shape for name, (_, shape) in layout.entries.items()}
    assert shapes == {"W1": (5, 2), "W2": (3, 5), "b1": (5, 1), "b2": (3, 1)}


@pytest.mark.parametrize(
    ("initialization", "deviation"),
    [("he", np.sqrt(2 / 100)), ("xavier", 0.1), ("small", 0.01), ("large", 1.0), ("zeros", 0.0)],
)
def test_first_weights_have_the_deviation_they_are_named_for(initialization, deviation):
    layout = Layout.of((100, 400, 2), batch_norm=True)
    theta = layout.initial(initialization, np.random.default_rng(0))
    W1 = layout.views(theta[None])["W1"]
    assert W1.std() == pytest.approx(deviation, rel=0.02)
    assert abs(W1.mean()) <= 0.02 * deviation


@pytest.mark.parametrize("initialization", INITIAL_DEVIATION)
def test_batch_norm_starts_by_normalising_and_b_at_0(initialization):
    for batch_norm in (True, False):
        layout = Layout.of((2, 5, 4, 3), batch_norm)
        first = layout.views(layout.initial(initialization, np.random.default_rng(0))[None])
        for name, view in first.items():
            if not name.startswith("W"):
                np.testing.assert_array_equal(view, 1 if name.startswith("gamma") else 0)


def test_batch_norm_does_not_change_the_first_weights():
    """So a comparison with and without it starts from the same place."""
    draws = []
    for batch_norm in (True, False):
        layout = Layout.of((2, 5, 4, 3), batch_norm)
        draws.append(layout.initial("he", np.random.default_rng(3))[: layout.weights])
    np.testing.assert_array_equal(*draws)
