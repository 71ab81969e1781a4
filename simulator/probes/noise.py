"""How noisy the μ and σ² of a mini-batch are, by its size, beside dropout's noise (claims W4, W5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.activations import ACTIVATIONS
from simulator.network import Network
from simulator.probes.hidden import layer_shown, unit_shown
from simulator.snapshot import Probe, View

if TYPE_CHECKING:
    from simulator.run import Run

Array = NDArray[Any]
_SIZES = (2, 4, 8, 16, 32, 64, 128, 256)
_LARGE, _LARGEST = 16, 512
_BATCHES = 64
_KEEP = 0.8


@dataclass(frozen=True)
class Noise(Probe):
    """μ and σ² of z of one hidden unit over many random mini-batches of each size -> NoiseView."""

    layer: int = 1
    unit: int = 0


@dataclass(frozen=True)
class NoiseView(View):
    """S sizes, the run's m among them, and R mini-batches of each, drawn from the training set with repeats
    (without, as in an epoch, they are a little less noisy); S = 0 without hidden units.

    sizes (S,); mu and sigma2 (S, R); spread_mu and spread_sigma2 (S,) are their standard deviations over
    the R; `sigma` is the deviation of z over the whole training set; `law` (S,) = c/√m is fitted to spread_mu
    where m ≥ 16: c is about sigma in layer 1, less above a layer normalised over the same mini-batch.
    The same mini-batch in other company: bn_noise (S,) is the root mean square, over examples, of the
    standard deviation of the unit's output a when only the rest of its mini-batch changes; 0 without
    batch norm. dropout_noise is the same when only the dropout mask changes, for keep_prob, which is the
    run's, or 0.8 for comparison where it uses none (`dropout` says which).
    """

    layer: int
    unit: int
    m: int
    sizes: Array
    mu: Array
    sigma2: Array
    spread_mu: Array
    spread_sigma2: Array
    sigma: float
    law: Array
    batch_norm: bool
    bn_noise: Array
    dropout_noise: float
    keep_prob: float
    dropout: bool


def answer(run: Run, probe: Noise) -> NoiseView:
    """See `Noise`."""
    layer = layer_shown(run, probe.layer)
    m, keep = run.config.mini_batch_size, run.config.keep_prob
    keep, dropout = (keep, True) if keep < 1 else (_KEEP, False)
    unit = unit_shown(run, layer, probe.unit) if layer else 0
    X = run.examples.X["train"]
    sizes = np.array(sorted({*_SIZES, min(m, X.shape[1], _LARGEST)}) if layer else [], np.int64)
    rng = np.random.default_rng([run.config.seed, 9])
    doubles = run.network.double(_BATCHES)
    seen = [_statistics(doubles, _draw(rng, X, size), layer, unit) for size in sizes]
    mu, sigma2 = (np.array([each[i] for each in seen]).reshape(len(sizes), _BATCHES) for i in (0, 1))
    z = seen[-1][2].ravel() if seen else np.zeros(1)  # of the largest mini-batches: about the whole set
    sigma = float(z.std())
    noise = [_norm_noise(run, each[2], layer, unit) for each in seen]
    output = _output(run, z, layer, unit, float(z.mean()), sigma**2) if layer else z
    dropped = float(np.sqrt(np.square(output).mean() * (1 - keep) / keep))
    spread = mu.std(axis=1)
    return NoiseView(
        layer, unit, m, sizes, mu, sigma2, spread, sigma2.std(axis=1), sigma, _law(sizes, spread),
        run.config.batch_norm, np.array(noise), dropped, keep, dropout,
    )  # fmt: skip


def _law(sizes: Array, spread: Array) -> Array:
    """c/√m through the spreads (S,) of the larger mini-batches."""
    c = spread * np.sqrt(sizes)
    large = c[(sizes >= _LARGE) & (c > 0)]
    middle = np.exp(np.log(large).mean()) if large.size else 0.0
    return np.asarray(middle / np.sqrt(sizes))


def _draw(rng: np.random.Generator, X: Array, size: int) -> Array:
    """Random mini-batches (R, n_x, size) of the training set, with repetition: the law is exact for these."""
    return np.asarray(X[:, rng.integers(X.shape[1], size=(_BATCHES, size))].swapaxes(0, 1))


def _statistics(doubles: Network, X: Array, layer: int, unit: int) -> tuple[Array, Array, Array]:
    """μ and σ² (R,) of z of a unit over each of R mini-batches X (R, n_x, m), and z (R, m) itself."""
    bound = doubles.bind(X.shape[2])
    bound.X[...] = X
    for each in bound.layers:
        each.forward()
        if each is bound.blocks[layer - 1].dense:
            break
    z = bound.blocks[layer - 1].dense.out[:, unit]
    return z.mean(axis=1), z.var(axis=1), z


def _norm_noise(run: Run, z: Array, layer: int, unit: int) -> float:
    """How far the unit's output moves for an example whose z stays, when the rest of its mini-batch changes.

    The examples are the first of each of the mini-batches z (R, m); each takes the first place in all.
    """
    if not run.config.batch_norm:
        return 0.0
    m, mine, place = z.shape[1], z[:, 0], z[:, :1]
    mu = (z.sum(axis=1, keepdims=True) - place + mine) / m  # (R, R): mini-batch by example
    square = (np.square(z).sum(axis=1, keepdims=True) - place**2 + mine**2) / m
    a = _output(run, mine, layer, unit, mu, np.maximum(square - mu**2, 0.0))
    return float(np.sqrt(a.var(axis=0).mean()))


def _output(run: Run, z: Array, layer: int, unit: int, mu: Array | float, sigma2: Array | float) -> Array:
    """a = g(z_tilde), with these statistics where there is batch norm."""
    taken, p = np.array(z), run.network.parameters
    if run.config.batch_norm:
        z_norm = (z - mu) / np.sqrt(np.asarray(sigma2) + run.config.bn_epsilon)
        taken = np.asarray(p[f"gamma{layer}"][0, unit] * z_norm + p[f"beta{layer}"][0, unit])
    a = np.empty_like(taken)
    ACTIVATIONS[run.config.activation].apply(taken, a)
    return a
