"""The course's formulas in plain NumPy, one after another, for tests to compare with: none of the engine."""

import dataclasses

import numpy as np

G = {
    "relu": lambda z: np.maximum(z, 0.0),
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "identity": lambda z: z,
}
SLOPE = {
    "relu": lambda z: (z > 0).astype(float),
    "leaky_relu": lambda z: np.where(z > 0, 1.0, 0.01),
    "tanh": lambda z: 1 - np.tanh(z) ** 2,
    "sigmoid": lambda z: G["sigmoid"](z) * (1 - G["sigmoid"](z)),
    "identity": lambda z: np.ones_like(z),
}


@dataclasses.dataclass
class Layer:
    """What one hidden layer makes of its mini-batch; z_norm is None without batch norm."""

    x: np.ndarray
    z: np.ndarray
    mu: np.ndarray
    sigma2: np.ndarray
    z_norm: np.ndarray | None
    z_tilde: np.ndarray
    a: np.ndarray


def copied(run):
    """The run's parameters by name, (n[l], n[l-1]) or (n[l], 1) each."""
    return {name: np.array(parameter[0], np.float64) for name, parameter in run.network.parameters.items()}


def softmax(z):
    t = np.exp(z - z.max(axis=0))
    return t / t.sum(axis=0)


def forward(p, X, activation="relu", epsilon=1e-5, statistics=None, added=None, masks=None):
    """Hidden layers and ŷ of a mini-batch X (n_x, m).

    `statistics` are [(μ, σ²)] to use instead of the mini-batch's own; `added` = {layer: column} goes on z.
    """
    layers, a, depth = [], X, sum(name.startswith("W") for name in p)
    for l in range(1, depth):
        x, z = a, p[f"W{l}"] @ a + p.get(f"b{l}", 0.0)
        z = z + (added or {}).get(l, 0.0)
        mu, sigma2 = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
        z_norm, z_tilde = None, z
        if f"gamma{l}" in p:
            by = statistics[l - 1] if statistics else (mu, sigma2)
            z_norm = (z - by[0]) / np.sqrt(by[1] + epsilon)
            z_tilde = p[f"gamma{l}"] * z_norm + p[f"beta{l}"]
        a = G[activation](z_tilde)
        layers.append(Layer(x, z, mu, sigma2, z_norm, z_tilde, a))
        a = a * masks[l - 1] if masks else a
    return layers, a, softmax(p[f"W{depth}"] @ a + p[f"b{depth}"])


def losses(y_hat, y):
    """−log ŷ of the true class, (m,)."""
    return -np.log(y_hat[y, np.arange(len(y))])


def cost(p, X, y, **settings):
    return losses(forward(p, X, **settings)[2], y).mean()


def averaged_statistics(run):
    """Bias-corrected [(μ, σ²)] of the run's averages."""
    flat = run.network.averages.value[0] / (1 - run.network.averages.missing[0, 0])
    pairs, offset = [], 0
    for n in run.network.sizes[1:-1] if flat.size else ():
        pairs.append((flat[offset : offset + n, None], flat[offset + n : offset + 2 * n, None]))
        offset += 2 * n
    return pairs


def predicted(run, X):
    """ŷ (C, m) at test time for X in the data's own units."""
    x = run.examples.base.part("train")[0]
    if run.config.normalize_inputs:
        sigma = x.std(axis=1, keepdims=True)
        X = (X - x.mean(axis=1, keepdims=True)) / np.where(np.ptp(x, axis=1, keepdims=True) == 0, 1, sigma)
    return forward(
        copied(run), X, run.config.activation, run.config.bn_epsilon, averaged_statistics(run) or None
    )[2]  # fmt: skip
