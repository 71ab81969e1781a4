"""PyTorch's side of the comparisons: the same network, the same work a step, in its own idiom."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from simulator.examples import Examples
from simulator.run import Run

torch.set_num_threads(1)
torch.set_num_interop_threads(1)


def mini_batches(examples: int, m: int) -> Iterator[Tensor]:
    """Indices of mini-batches, epoch after epoch in a fresh order; the last of an epoch may be short."""
    while True:
        yield from torch.randperm(examples).split(m)


class Eager:
    """One network in eager mode: nn.Sequential, CrossEntropyLoss, torch.optim.Adam."""

    def __init__(self, run: Run, alpha: float) -> None:
        self.X, self.y = _tensors(run.examples)
        self.model = nn.Sequential(*_layers(run.network.sizes)).to(self.X.dtype)
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=alpha)
        self.order = mini_batches(len(self.y), run.config.mini_batch_size)

    def train(self, steps: int) -> None:
        """Train `steps` steps."""
        for _ in range(steps):
            self.step()

    def step(self) -> float:
        """One step; its loss."""
        indices = next(self.order)
        self.optimizer.zero_grad()
        loss = self.loss(self.model(self.X[indices]), self.y[indices])
        loss.backward()
        self.optimizer.step()
        return loss.item()


class OneByOne:
    """Many eager networks, each trained a step in turn."""

    def __init__(self, run: Run, alphas: list[float]) -> None:
        self.networks = [Eager(run, alpha) for alpha in alphas]

    def train(self, steps: int) -> None:
        """Train every network `steps` steps."""
        for network in self.networks:
            network.train(steps)


class Stacked:
    """Many networks as one: torch.bmm over stacked weights, Adam over stacked parameters.

    The losses are summed over networks, so that their gradients do not mix. torch.optim.Adam has one
    α for all of them, which is less work than the α each that our side has. `channels` takes batch norm
    from F.batch_norm, every unit of every network being a channel, instead of by hand.
    """

    def __init__(self, run: Run, models: int, channels: bool = False) -> None:
        X, self.y = _tensors(run.examples)
        self.X, self.models = X.T.contiguous(), models
        self.order = mini_batches(len(self.y), run.config.mini_batch_size)
        shapes = [(n, below) for below, n in pairwise(run.network.sizes)]
        self.W = [self._parameter(torch.randn(models, *shape) * (2 / shape[1]) ** 0.5) for shape in shapes]
        self.norms = [_Norm(models, n, X.dtype, channels) for n in run.network.sizes[1:-1]]
        self.b = self._parameter(torch.zeros(models, run.network.sizes[-1], 1))
        affine = [parameter for norm in self.norms for parameter in (norm.gamma, norm.beta)]
        self.optimizer = torch.optim.Adam([*self.W, *affine, self.b], lr=run.config.learning_rate)

    def train(self, steps: int) -> None:
        """Train every network `steps` steps."""
        for _ in range(steps):
            self.step()

    def step(self) -> list[float]:
        """One step of every network; their losses."""
        indices = next(self.order)
        self.optimizer.zero_grad()
        z = self.forward(self.X[:, indices].expand(self.models, -1, -1))
        y = self.y[indices].expand(self.models, -1)
        losses = F.cross_entropy(z, y, reduction="none").mean(1)
        losses.sum().backward()
        self.optimizer.step()
        found: list[float] = losses.tolist()
        return found

    def forward(self, a: Tensor) -> Tensor:
        """z[L] (K, C, m) of a[0] (K, n_x, m)."""
        for W, norm in zip(self.W, self.norms, strict=False):
            a = torch.relu(norm(torch.bmm(W, a)))
        return torch.baddbmm(self.b, self.W[-1], a)

    def _parameter(self, first: Tensor) -> nn.Parameter:
        return nn.Parameter(first.to(self.X.dtype))


class _Norm:
    """Batch norm of (K, n, m) over m, with averages for test time."""

    def __init__(self, models: int, n: int, dtype: torch.dtype, channels: bool) -> None:
        self.gamma = nn.Parameter(torch.ones(models, n, 1, dtype=dtype))
        self.beta = nn.Parameter(torch.zeros(models, n, 1, dtype=dtype))
        self.mu, self.sigma2 = torch.zeros_like(self.gamma.data), torch.ones_like(self.gamma.data)
        self._normalise = self._as_channels if channels else self._by_hand

    def __call__(self, z: Tensor) -> Tensor:
        return self._normalise(z)

    def _by_hand(self, z: Tensor) -> Tensor:
        mu = z.mean(2, keepdim=True)
        centred = z - mu
        sigma2 = (centred * centred).mean(2, keepdim=True)
        with torch.no_grad():
            self.mu.lerp_(mu, 0.1)
            self.sigma2.lerp_(sigma2, 0.1)
        return centred * torch.rsqrt(sigma2 + 1e-5) * self.gamma + self.beta

    def _as_channels(self, z: Tensor) -> Tensor:
        flat = (t.view(-1) for t in (self.mu, self.sigma2, self.gamma, self.beta))
        return F.batch_norm(z.reshape(1, -1, z.shape[2]), *flat, training=True).view_as(z)


def _layers(sizes: tuple[int, ...]) -> list[nn.Module]:
    layers: list[nn.Module] = []
    for below, n in pairwise(sizes[:-1]):
        layers += [nn.Linear(below, n, bias=False), nn.BatchNorm1d(n), nn.ReLU()]
    return [*layers, nn.Linear(sizes[-2], sizes[-1])]


def _tensors(examples: Examples) -> tuple[Tensor, Tensor]:
    """X (m, n_x) and labels (m,) of the training set."""
    X = np.ascontiguousarray(examples.X["train"].T)
    return torch.from_numpy(X), torch.from_numpy(examples.y["train"].astype(np.int64))
