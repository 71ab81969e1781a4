"""The last step taken apart (claims B2, B4, B8, X7): every number recomputed in plain NumPy."""

import numpy as np
import pytest

from simulator.hyperparameters import TABLE, Config
from simulator.probes.last_step import LastStep
from simulator.run import Run
from tests.simulator.textbook import SLOPE, copied, forward, losses

SMALL = {"examples": 100, "hidden_units": (6, 5), "mini_batch_size": 16}
OPTIMISERS = pytest.mark.parametrize("optimizer", TABLE["optimizer"].choices)


def run(steps=10, **settings):
    made = Run(Config(**{**SMALL, **settings}))
    made.advance(steps)
    return made


def last(made, layers=3):
    return {l: made.view(LastStep(l)) for l in range(1, layers + 1)}


@OPTIMISERS
@pytest.mark.parametrize("batch_norm", [True, False])
@pytest.mark.parametrize("settings", [{}, {"keep_prob": 0.6, "activation": "tanh", "weight_decay": 0.05}])
def test_claims_b2_b8_x7_every_stage(optimizer, batch_norm, settings):
    made = run(9, optimizer=optimizer, batch_norm=batch_norm, decay_rate=0.5, bn_epsilon=1e-3, **settings)
    before, places = copied(made), None
    made.step()
    after, places = copied(made), made.last[0]
    views, g = last(made), settings.get("activation", "relu")
    first = views[1]
    indices = made.examples.members["train"][places]
    X, y = made.examples.X["train"][:, places], made.examples.y["train"][places]
    m, weight_decay = len(y), settings.get("weight_decay", 0.0)
    masks = [views[1].mask, views[2].mask] if settings else None
    hidden, x_last, y_hat = forward(before, X, g, 1e-3, masks=masks)

    for l, view in views.items():
        assert (view.step, view.layer, view.sizes, view.optimizer) == (10, l, (2, 6, 5, 4), optimizer)
        assert view.alpha == pytest.approx(0.01 / (1 + 0.5 * 2))  # the third epoch of 4 steps
        np.testing.assert_array_equal(view.indices, indices)
        np.testing.assert_array_equal(view.y, y)
        np.testing.assert_array_equal(view.X, made.examples.dataset.X[:, indices])
        np.testing.assert_allclose(view.y_hat, y_hat, rtol=1e-9)
        np.testing.assert_allclose(view.losses, losses(y_hat, y), rtol=1e-9)
    np.testing.assert_array_equal(first.x, X)

    dz = y_hat - np.eye(4)[:, y]
    np.testing.assert_allclose(views[3].dz, dz, atol=1e-12)  # claim X7
    np.testing.assert_allclose(views[3].x, x_last, atol=1e-12)
    assert (views[3].mu, views[3].z_norm, views[3].da, views[3].mask) == (None,) * 4
    for l in (3, 2, 1):
        view, x = views[l], views[l].x
        if l < 3:
            layer = hidden[l - 1]
            da = (before[f"W{l + 1}"].T @ dz) * (masks[l - 1] if masks else 1.0)
            dz = da * SLOPE[g](layer.z_tilde)
            np.testing.assert_allclose(view.da, da, atol=1e-12)
            for name in ("x", "z", "a"):
                np.testing.assert_allclose(getattr(view, name), getattr(layer, name), rtol=1e-9, atol=1e-12)
            if batch_norm:
                dz = _through_batch_norm(view, layer, before, l, dz)
            else:
                assert (view.mu, view.sigma2, view.z_norm, view.z_tilde, view.dz_tilde) == (None,) * 5
            np.testing.assert_allclose(view.dz, dz, atol=1e-11)
        dW = dz @ x.T / m + weight_decay * before[f"W{l}"]
        np.testing.assert_allclose(view.gradient["W"], dW, atol=1e-12)
        if f"b{l}" in before:
            np.testing.assert_allclose(view.gradient["b"], dz.mean(axis=1, keepdims=True), atol=1e-12)
        names = {"W", "gamma", "beta"} if batch_norm and l < 3 else {"W", "b"}
        for part in (view.before, view.gradient, view.update, view.after):
            assert set(part) == names
        for name in names:
            np.testing.assert_array_equal(view.before[name], before[f"{name}{l}"])
            np.testing.assert_array_equal(view.after[name], after[f"{name}{l}"])
            moved = view.before[name] - view.alpha * view.update[name]
            np.testing.assert_allclose(view.after[name], moved, rtol=1e-12, atol=1e-14)


def _through_batch_norm(view, layer, p, l, dz_tilde):
    """dz by the formulas of batch norm's backward pass; the stages on the way are compared."""
    for name in ("mu", "sigma2", "z_norm", "z_tilde"):
        np.testing.assert_allclose(getattr(view, name), getattr(layer, name), rtol=1e-9, atol=1e-12)
    m = dz_tilde.shape[1]
    np.testing.assert_allclose(view.dz_tilde, dz_tilde, atol=1e-12)
    np.testing.assert_allclose(
        view.gradient["gamma"], (dz_tilde * layer.z_norm).sum(axis=1, keepdims=True) / m, atol=1e-12
    )
    np.testing.assert_allclose(view.gradient["beta"], dz_tilde.sum(axis=1, keepdims=True) / m, atol=1e-12)
    root, dz_norm = np.sqrt(layer.sigma2 + 1e-3), dz_tilde * p[f"gamma{l}"]
    d_sigma2 = (dz_norm * (layer.z - layer.mu)).sum(axis=1, keepdims=True) * -0.5 / root**3
    d_mu = -(dz_norm / root).sum(axis=1, keepdims=True)
    return dz_norm / root + d_sigma2 * 2 * (layer.z - layer.mu) / m + d_mu / m


@OPTIMISERS
@pytest.mark.parametrize("steps", [1, 2, 12])
def test_claims_b4_the_update_is_that_of_the_optimiser(optimizer, steps):
    """The averages before and after, their bias correction, and what they make of the gradient."""
    made = run(steps, optimizer=optimizer, momentum=0.8, beta_1=0.7, beta_2=0.95, epsilon=1e-4)
    for view in last(made).values():
        for name, g in view.gradient.items():
            update = g
            if optimizer in ("momentum", "adam"):
                decay = 0.8 if optimizer == "momentum" else 0.7
                v = decay * view.v_before[name] + (1 - decay) * g
                np.testing.assert_allclose(view.v[name], v, rtol=1e-12, atol=1e-300)
                present = 1 - decay**steps if optimizer == "adam" else 1.0
                assert view.v_present == pytest.approx(present)
                update = v / present
            if optimizer in ("rmsprop", "adam"):
                s = 0.95 * view.s_before[name] + 0.05 * g**2
                np.testing.assert_allclose(view.s[name], s, rtol=1e-12, atol=1e-300)
                present = 1 - 0.95**steps if optimizer == "adam" else 1.0
                assert view.s_present == pytest.approx(present)
                update = update / (np.sqrt(s / present) + 1e-4)
            np.testing.assert_allclose(view.update[name], update, rtol=1e-9, atol=1e-14)
            if steps == 1 and view.v_before:
                np.testing.assert_array_equal(view.v_before[name], 0)
        assert (view.v is None) == (view.v_before is None) == (optimizer in ("gradient_descent", "rmsprop"))
        assert (view.s is None) == (view.s_before is None) == (optimizer in ("gradient_descent", "momentum"))


@pytest.mark.parametrize("steps", [1, 2, 127, 128, 129, 130, 256, 257])
def test_it_is_the_step_that_was_taken_wherever_the_checkpoints_lie(steps):
    made = run(steps - 1, keep_prob=0.7)
    before = copied(made)
    made.step()
    view, after = made.view(LastStep(2)), copied(made)
    assert view.step == steps
    np.testing.assert_array_equal(view.before["W"], before["W2"])
    np.testing.assert_array_equal(view.after["W"], after["W2"])
    np.testing.assert_array_equal(view.indices, made.examples.members["train"][made.last[0]])


CHANGES = (
    lambda r: r.set("learning_rate", 0.5), lambda r: r.set("optimizer", "momentum"),
    lambda r: r.set("keep_prob", 0.5), lambda r: r.set_parameter("W2", (0, 0), 3.0),
    lambda r: r.hold(2, 1, True), lambda r: r.undo_normalization(1),
    lambda r: r.add_example((0.0, 0.0), 1), lambda r: r.move_example(3, (0.0, 0.0)),
)  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_since_does_not_change_the_step_that_was_taken(change):
    made = run(10)
    before = made.view(LastStep(2))
    change(made)
    after = made.view(LastStep(2))
    for name in ("z", "dz", "y_hat", "indices", "X"):
        np.testing.assert_array_equal(getattr(after, name), getattr(before, name))
    for name in before.after:
        np.testing.assert_array_equal(after.after[name], before.after[name])
    assert (after.step, after.alpha, after.optimizer) == (10, 0.01, "adam")
    start = copied(made)
    made.step()
    np.testing.assert_array_equal(made.view(LastStep(2)).before["W"], start["W2"])
    np.testing.assert_array_equal(made.view(LastStep(2)).after["W"], copied(made)["W2"])


def test_claims_b4_a_held_unit_has_a_slope_of_0_and_stays():
    made = run(10)
    made.hold(2, 1, True)
    made.step()
    view = made.view(LastStep(2))
    assert view.gradient["gamma"][1, 0] == view.gradient["beta"][1, 0] == 0
    assert view.before["gamma"][1, 0] == view.after["gamma"][1, 0]
    assert np.all(view.before["gamma"][[0, 2, 3, 4]] != view.after["gamma"][[0, 2, 3, 4]])


def test_of_a_diverged_run_it_is_the_step_that_broke_the_numbers():
    made = run(
        300, batch_norm=False, optimizer="gradient_descent", activation="leaky_relu", learning_rate=10.0,
        dataset="stretched", normalize_inputs=False,
    )  # fmt: skip
    assert made.divergence
    view = made.view(LastStep(2))
    assert view.step == made.t + 1 == made.divergence.step
    np.testing.assert_array_equal(view.before["W"], made.network.parameters["W2"][0])
    everything = [view.z, view.y_hat, *view.gradient.values(), *view.after.values()]
    assert not all(np.isfinite(array).all() for array in everything)


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_where_nothing_was_taken_apart_every_array_is_empty(layer):
    fresh, restored = run(0), run(10)
    restored.restore(restored.checkpoint())
    removed = run(10)
    removed.remove_example(int(removed.view(LastStep(1)).indices[0]))
    for made in (fresh, restored, removed):
        view = made.view(LastStep(layer))
        assert (view.step, view.layer, view.before, view.update) == (0, layer, {}, {})
        for name in ("indices", "y", "X", "x", "z", "a", "dz", "y_hat", "losses"):
            assert getattr(view, name).size == 0, name


@pytest.mark.parametrize(("asked", "shown"), [(-1, 1), (0, 1), (3, 3), (4, 3), (99, 3)])
def test_a_layer_that_is_not_there_is_the_nearest(asked, shown):
    assert run(2).view(LastStep(asked)).layer == shown


def test_ten_layers_are_told_apart_by_their_numbers():
    made = run(3, hidden_units=(4,) * 10)
    view = made.view(LastStep(1))
    np.testing.assert_array_equal(view.after["W"], made.network.parameters["W1"][0])
    assert set(view.after) == {"W", "gamma", "beta"}
