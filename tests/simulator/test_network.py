"""The whole network: its gradient is the slope of its objective, K models are K single ones, and at test
time no example sees its company."""

import itertools

import numpy as np
import pytest

from simulator.hyperparameters import TABLE
from simulator.losses import softmax
from simulator.network import Network
from simulator.one_hot import one_hot

ACTIVATIONS = TABLE["activation"].choices
HIDDEN = [(), (4,), (4, 3), (4, 3, 4)]
N_X, M = 3, 7


def network(hidden=(4, 3), classes=3, models=1, seed=0, **settings):
    """A network with random parameters, gamma, beta and b among them."""
    columns = {name: settings.pop(name) for name in ("keep_prob", "weight_decay", "bn_epsilon", "bn_decay")
               if name in settings}  # fmt: skip
    settings = {"batch_norm": True, "activation": "tanh", **settings}
    made = Network((N_X, *hidden, classes), models=models, **settings)
    rng = np.random.default_rng(seed)
    for name, parameter in made.parameters.items():
        deviation = 1 / np.sqrt(parameter.shape[2]) if name.startswith("W") else 0.3
        parameter[...] = (name.startswith("gamma")) + deviation * rng.standard_normal(parameter.shape)
    made.configure(**columns)
    return made


def filled(made, m=M, seed=1):
    """The training pass over m random examples, the same ones for every model."""
    rng, bound = np.random.default_rng(seed), made.bind(m)
    bound.X[...] = rng.standard_normal((made.sizes[0], m))
    bound.Y[...] = one_hot(rng.integers(0, made.sizes[-1], m), made.sizes[-1])
    return bound


def objective(bound):
    bound.forward()
    return bound.objective()


# The gradient -----------------------------------------------------------------------------------------


def central_differences(bound, h=1e-5):
    """∂J/∂theta (K, P) of all models at once: their objectives know nothing of each other."""
    theta = bound.network.theta
    slopes = np.empty_like(theta)
    for i in range(theta.shape[1]):
        column = theta[:, i].copy()
        theta[:, i] = column + h
        above = objective(bound)
        theta[:, i] = column - h
        slopes[:, i] = (above - objective(bound)) / (2 * h)
        theta[:, i] = column
    return slopes


def distance_from_corners(bound):
    """The smallest |z| that meets an activation: ReLU has no slope at 0."""
    bound.forward()
    kinds = [type(layer).__name__ for layer in bound.layers]
    inputs = [layer.x for layer, kind in zip(bound.layers, kinds, strict=True) if kind == "Activate"]
    return min((np.abs(z).min() for z in inputs), default=np.inf)


def clear_of_corners(**settings):
    """A network and a pass whose differences of ± h cross no corner."""
    for seed in itertools.count():
        bound = filled(network(seed=seed, **settings), seed=seed + 1000)
        if distance_from_corners(bound) > 1e-3:
            return bound
    raise AssertionError("itertools.count has no end")


@pytest.mark.parametrize("depth", range(4))
@pytest.mark.parametrize("weight_decay", [0.0, 0.3], ids=["", "l2"])
@pytest.mark.parametrize("batch_norm", [False, True], ids=["", "batch_norm"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_gradient_is_the_slope_of_the_objective(activation, batch_norm, weight_decay, depth):
    """Central differences on theta, for 2 to 5 classes and three models at once, to 1e-7 of the norm."""
    for classes in range(2, 6):
        bound = clear_of_corners(
            activation=activation, batch_norm=batch_norm, hidden=HIDDEN[depth], classes=classes, models=3,
            weight_decay=np.array([0.5, 1, 2]) * weight_decay, bn_epsilon=[1e-5, 1e-3, 1e-1],
        )  # fmt: skip
        objective(bound)
        bound.backward()
        analytic = bound.network.grad.copy()
        numeric = central_differences(bound)
        error = np.linalg.norm(analytic - numeric, axis=1) / np.linalg.norm(numeric, axis=1)
        assert np.all(error < 1e-7), f"{classes} classes: {error}"


@pytest.mark.parametrize("m", [1, 2])
def test_the_gradient_of_the_smallest_batches(m):
    for batch_norm in (False, True):
        bound = filled(network(batch_norm=batch_norm), m)
        objective(bound)
        bound.backward()
        np.testing.assert_allclose(bound.network.grad, central_differences(bound), atol=1e-9)


def test_the_gradient_through_dropout():
    """With the masks held still; they are drawn in `forward`, from generators put back each time."""
    made = network(generators=[np.random.default_rng(0)], keep_prob=0.5)
    bound, start = filled(made), made.generators[0].bit_generator.state

    def forward_again():
        made.generators[0].bit_generator.state = start
        type(bound).forward(bound)

    bound.forward = forward_again
    objective(bound)
    bound.backward()
    analytic, numeric = made.grad.copy(), central_differences(bound)
    np.testing.assert_allclose(analytic, numeric, atol=1e-7 * np.linalg.norm(numeric))


def test_l2_touches_the_weights_alone():
    made = network(weight_decay=0.0)
    bound = filled(made)
    objective(bound)
    bound.backward()
    plain = made.grad.copy()
    made.configure(weight_decay=0.5)
    bound = filled(made)
    objective(bound)
    bound.backward()
    change = made.layout.views(made.grad - plain)
    for name, parameter in made.parameters.items():
        expected = 0.5 * parameter if name.startswith("W") else 0 * parameter
        np.testing.assert_allclose(change[name], expected, atol=1e-14)


def test_the_objective_is_the_loss_and_half_lambda_the_squared_weights():
    made = network(weight_decay=0.5)
    bound = filled(made)
    squares = sum(np.sum(p**2) for name, p in made.parameters.items() if name.startswith("W"))
    assert objective(bound)[0] == pytest.approx(bound.head.loss[0] + 0.25 * squares, rel=1e-14)


# Many models at once ----------------------------------------------------------------------------------


@pytest.mark.parametrize("batch_norm", [False, True], ids=["", "batch_norm"])
def test_k_models_are_k_single_models(batch_norm):
    """Forward, backward, averages and predictions, each with its own settings and dropout."""
    models, X = 4, np.random.default_rng(9).standard_normal((N_X, 11))
    columns = {
        "weight_decay": [0.0, 0.1, 0.2, 0.3], "keep_prob": [0.9, 0.5, 0.7, 0.8],
        "bn_epsilon": [1e-5, 1e-2, 1e-1, 1.0], "bn_decay": [0.0, 0.5, 0.9, 0.99],
    }  # fmt: skip

    def generators(keys):
        return [np.random.default_rng([5, k]) for k in keys]

    together = network(models=models, batch_norm=batch_norm, generators=generators(range(models)), **columns)
    for _ in range(3):
        bound = filled(together)
        bound.forward()
        bound.backward()
        together.update_averages()
    for k in range(models):
        own = {name: values[k] for name, values in columns.items()}
        alone = network(batch_norm=batch_norm, generators=generators([k]), **own)
        alone.theta[0] = together.theta[k]
        for _ in range(3):
            single = filled(alone)
            single.forward()
            single.backward()
            alone.update_averages()
        np.testing.assert_allclose(bound.head.loss[k], single.head.loss[0], rtol=1e-12)
        np.testing.assert_allclose(together.grad[k], alone.grad[0], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(together.predict(X)[k], alone.predict(X)[0], rtol=1e-11)


def test_each_model_may_have_examples_of_its_own_at_test_time():
    made, X = network(models=2), np.random.default_rng(0).standard_normal((2, N_X, 5))
    both = made.predict(X)
    for k in range(2):
        np.testing.assert_allclose(both[k], made.predict(X[k])[k], rtol=1e-13)


# Test time --------------------------------------------------------------------------------------------


def reference_prediction(made, x, averages):
    """One example through one network by the notes' equations; averages are (μ, σ²) of each layer."""
    p = {name: parameter[0] for name, parameter in made.parameters.items()}
    a, depth = x[:, None], len(made.sizes) - 1
    for l in range(1, depth):
        mu, sigma2 = averages[l - 1]
        z_norm = (p[f"W{l}"] @ a - mu) / np.sqrt(sigma2 + 1e-5)
        a = np.tanh(p[f"gamma{l}"] * z_norm + p[f"beta{l}"])
    z = p[f"W{depth}"] @ a + p[f"b{depth}"]
    return (np.exp(z) / np.exp(z).sum())[:, 0]


def test_claims_e1_e2_test_time_uses_the_latest_averages_of_mu_and_sigma2():
    """Against plain NumPy: averages of every mini-batch's μ and biased σ², corrected for starting at 0.

    A framework's running statistics differ three times over: they start at 0 and 1 without a correction,
    weight the *new* value, and use the unbiased variance.
    """
    made = network(bn_decay=0.8)
    batches = [filled(made, M, seed).X[0].copy() for seed in range(5)]
    sums = [[np.zeros((n, 1)), np.zeros((n, 1))] for n in made.sizes[1:-1]]
    for t, X in enumerate(batches):
        bound = filled(made, M, t)
        bound.forward()
        made.update_averages()
        a = X
        for l, (mu, sigma2) in enumerate(sums, start=1):
            p = {name: parameter[0] for name, parameter in made.parameters.items()}
            z = p[f"W{l}"] @ a
            m, s = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
            mu[...], sigma2[...] = 0.8 * mu + 0.2 * m, 0.8 * sigma2 + 0.2 * s
            a = np.tanh(p[f"gamma{l}"] * (z - m) / np.sqrt(s + 1e-5) + p[f"beta{l}"])
    averages = [(mu / (1 - 0.8**5), sigma2 / (1 - 0.8**5)) for mu, sigma2 in sums]
    for x in np.random.default_rng(3).standard_normal((4, N_X)):
        expected = reference_prediction(made, x, averages)
        np.testing.assert_allclose(made.predict(x[:, None])[0, :, 0], expected, rtol=1e-12)


def test_claims_e2_before_the_first_step_the_averages_are_0_and_1():
    made, x = network(), np.random.default_rng(3).standard_normal(N_X)
    expected = reference_prediction(made, x, [(0, 1), (0, 1)])
    np.testing.assert_allclose(made.predict(x[:, None])[0, :, 0], expected, rtol=1e-12)


def test_claims_e2_an_average_over_one_mini_batch_is_that_mini_batch():
    """Then a prediction is what the training pass gave."""
    made = network(bn_decay=0.99)
    bound = filled(made)
    bound.forward()
    made.update_averages()
    np.testing.assert_allclose(made.predict(bound.X[0]), bound.head.y_hat, rtol=1e-10)


@pytest.mark.parametrize("batch_norm", [False, True], ids=["", "batch_norm"])
def test_claims_e3_a_prediction_does_not_depend_on_company(batch_norm):
    made = network(batch_norm=batch_norm, hidden=(16, 16))
    filled(made).forward()
    made.update_averages()
    X = np.random.default_rng(0).standard_normal((N_X, 5000))  # more than are evaluated at once
    together = made.predict(X)[0]
    for i in (0, 1, 2047, 2048, 4999):
        np.testing.assert_allclose(made.predict(X[:, [i]])[0, :, 0], together[:, i], rtol=1e-12)
    np.testing.assert_allclose(made.predict(X[:, ::-1])[0], together[:, ::-1], rtol=1e-12)


def test_claims_e3_in_the_training_pass_it_does():
    """Which is why the averages are needed."""
    made = network()
    bound = filled(made)
    bound.forward()
    before = bound.head.y_hat[0, :, 0].copy()
    bound.X[:, :, 1:] += 1.5
    bound.forward()
    assert np.abs(bound.head.y_hat[0, :, 0] - before).max() > 1e-3


def test_predicting_changes_nothing():
    made = network()
    filled(made).forward()
    made.update_averages()
    state = [array.copy() for array in (made.theta, made.grad, made.statistics, made.averages.value)]
    made.predict(np.ones((N_X, 3)))
    after = (made.theta, made.grad, made.statistics, made.averages.value)
    for before, now in zip(state, after, strict=True):
        np.testing.assert_array_equal(before, now)


def test_dropout_is_off_at_test_time():
    made = network(generators=[np.random.default_rng(0)], keep_prob=0.5)
    X = np.ones((N_X, 3))
    np.testing.assert_array_equal(made.predict(X), made.predict(X))


def test_no_examples_have_no_predictions():
    assert network().predict(np.empty((N_X, 0))).shape == (1, 3, 0)


def test_evaluate_gives_every_layer():
    made, X = network(hidden=(4, 3)), np.ones((N_X, 5))
    outs = list(made.evaluate(X))
    assert [out.shape for out in outs] == [(1, 4, 5), (1, 3, 5), (1, 3, 5)]
    np.testing.assert_allclose(outs[-1].sum(axis=1), 1, rtol=1e-14)


# Softmax regression -----------------------------------------------------------------------------------


def test_claims_x5_without_hidden_layers_boundaries_are_straight():
    """log ŷ_i − log ŷ_j is an affine function of x: its value halfway is the mean of the ends'."""
    made, rng = network(hidden=()), np.random.default_rng(0)
    a, b = rng.standard_normal((2, N_X, 20))
    ends, middle = [np.log(made.predict(x)[0]) for x in (a, b)], np.log(made.predict((a + b) / 2)[0])
    halfway = (ends[0] + ends[1]) / 2
    np.testing.assert_allclose(middle - middle[0], halfway - halfway[0], atol=1e-12)


def test_claims_x5_hidden_layers_bend_them():
    made, rng = network(hidden=(8,)), np.random.default_rng(0)
    a, b = rng.standard_normal((2, N_X, 20))
    ends, middle = [np.log(made.predict(x)[0]) for x in (a, b)], np.log(made.predict((a + b) / 2)[0])
    halfway = (ends[0] + ends[1]) / 2
    assert np.abs((middle - middle[0]) - (halfway - halfway[0])).max() > 0.01


def test_claims_x1_x7_shapes_and_the_error_of_the_output_layer():
    made = network(classes=4)
    bound = filled(made)
    bound.forward()
    bound.backward()
    assert bound.head.y_hat.shape == (1, 4, M)
    np.testing.assert_allclose(bound.head.y_hat.sum(axis=1), 1, rtol=1e-14)
    np.testing.assert_allclose(made.gradients["b3"][0, :, 0], (bound.head.y_hat - bound.Y)[0].mean(axis=1))


def test_without_hidden_layers_it_is_softmax_of_w_x_plus_b():
    made, X = network(hidden=()), np.random.default_rng(0).standard_normal((N_X, 5))
    p = made.parameters
    np.testing.assert_allclose(made.predict(X)[0], softmax(p["W1"][0] @ X + p["b1"][0]), rtol=1e-14)


# Keeping house ----------------------------------------------------------------------------------------


def test_a_pass_is_made_once_until_something_changes():
    made = network()
    assert made.bind(4) is made.bind(4)
    assert made.bind(4) is not made.bind(5)
    before = made.bind(4)
    made.configure(activation="relu")
    assert made.bind(4) is not before


def test_dragging_over_batch_sizes_does_not_fill_the_memory():
    made = network()
    for m in range(1, 100):
        made.bind(m)
    assert len(made._passes) <= 8


@pytest.mark.parametrize("models", [1, 3])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_one_number_that_is_not_finite_is_found(models, bad):
    made = network(models=models)
    assert made.finite()
    for k, i in itertools.product(range(models), (0, made.theta.shape[1] - 1)):
        kept, made.theta[k, i] = made.theta[k, i], bad
        with np.errstate(all="ignore"):
            assert not made.finite()
        made.theta[k, i] = kept
    made.theta[...] = 1e300  # large is not infinite
    assert made.finite()


def test_float32_all_the_way():
    made = network(dtype="float32", weight_decay=0.1, keep_prob=0.5, generators=[np.random.default_rng(0)])
    bound = filled(made)
    bound.forward()
    bound.backward()
    made.update_averages()
    arrays = [made.theta, made.grad, made.statistics, made.averages.value, bound.head.y_hat, bound.head.loss]
    arrays += [layer.out for layer in bound.layers] + [made.predict(np.ones((N_X, 2), np.float32))]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
