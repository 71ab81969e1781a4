"""The reference of float64 PyTorch: 50 steps of each case, from the same weights on the same mini-batches.

`python -m tests.simulator.oracle` trains them anew under PyTorch and writes tests/data/oracle.npz, for
those who do not have it: X, y, an example order for each epoch, and of each case its first parameters and
the losses of its 50 steps. `test_oracle` compares the engine with that file and, where torch can be
imported, the file with torch.
"""

from pathlib import Path

import numpy as np

from simulator.datasets import Dataset
from simulator.hyperparameters import Config
from simulator.run import Run

FILE = Path(__file__).parents[1] / "data" / "oracle.npz"
STEPS, M, N_X, CLASSES, SIZE = 50, 60, 3, 4, 16

_COMMON = {"mini_batch_size": SIZE, "learning_rate": 0.03, "hidden_units": (6, 5), "normalize_inputs": False}
CASES = {
    "gradient descent": {"optimizer": "gradient_descent", "batch_norm": False, "activation": "tanh"},
    "gradient descent, batch norm": {"optimizer": "gradient_descent", "learning_rate": 0.5},
    "gradient descent, sigmoid, l2": {
        "optimizer": "gradient_descent", "batch_norm": False, "activation": "sigmoid",
        "weight_decay": 0.01, "learning_rate": 1.0,
    },
    "momentum": {"optimizer": "momentum", "batch_norm": False, "learning_rate": 0.2},
    "momentum, batch norm, l2, decay": {
        "optimizer": "momentum", "momentum": 0.8, "activation": "leaky_relu", "weight_decay": 0.02,
        "decay_rate": 0.5, "learning_rate": 0.3,
    },
    "rmsprop": {"optimizer": "rmsprop", "batch_norm": False, "beta_2": 0.99, "learning_rate": 0.01},
    "rmsprop, batch norm, decay": {
        "optimizer": "rmsprop", "beta_2": 0.9, "epsilon": 1e-3, "activation": "sigmoid", "decay_rate": 0.2,
    },
    "adam": {"batch_norm": False, "activation": "leaky_relu"},
    "adam, batch norm": {"activation": "tanh", "bn_epsilon": 1e-3},
    "adam, batch norm, l2, decay": {
        "weight_decay": 0.05, "decay_rate": 1.0, "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-4,
        "hidden_units": (7, 6, 5),
    },
    "adam, identity": {"batch_norm": False, "activation": "identity"},
    "adam, softmax regression": {"hidden_units": ()},
    "adam, a short batch of one": {"mini_batch_size": 59, "batch_norm": True, "learning_rate": 0.01},
}  # fmt: skip


def config(case):
    return Config(**{**_COMMON, **CASES[case]})


def draw():
    """What is the same for all implementations: the examples and their order in each epoch."""
    rng = np.random.default_rng(2024)
    y = rng.permutation(np.arange(M) % CLASSES)
    X = rng.standard_normal((N_X, CLASSES))[:, y] + 0.7 * rng.standard_normal((N_X, M))
    return {"X": X, "y": y, "orders": np.array([rng.permutation(M) for _ in range(STEPS)])}


def first_parameters(case, seed):
    """By name as in Batchscope, none of them special: γ is not 1, β and b are not 0."""
    rng, settings = np.random.default_rng([2025, seed]), config(case)
    sizes, parameters = (N_X, *settings.hidden_units, CLASSES), {}
    for l in range(1, len(sizes)):
        parameters[f"W{l}"] = rng.standard_normal((sizes[l], sizes[l - 1])) / np.sqrt(sizes[l - 1])
        if settings.batch_norm and l < len(sizes) - 1:
            parameters[f"gamma{l}"] = 1 + 0.2 * rng.standard_normal((sizes[l], 1))
            parameters[f"beta{l}"] = 0.2 * rng.standard_normal((sizes[l], 1))
        else:
            parameters[f"b{l}"] = 0.2 * rng.standard_normal((sizes[l], 1))
    return parameters


def mini_batches(orders, size):
    """(epoch, indices) of step 1, 2, 3, ... without end."""
    for epoch, order in enumerate(orders):
        for start in range(0, M, size):
            yield epoch, order[start : start + size]


# The engine -------------------------------------------------------------------------------------------


class _Orders:
    """A random generator that knows what it will draw."""

    def __init__(self, orders):
        self._orders = iter(orders)
        self.bit_generator = self
        self.state = {}

    def permutation(self, _):
        return next(self._orders)


def engine_losses(case, data, parameters):
    """The losses of the 50 steps by `Run`."""
    names = tuple(str(label) for label in range(CLASSES))
    dataset = Dataset("oracle", data["X"], data["y"], np.zeros(M), ("a", "b", "c"), names, "drawn")
    run = Run(config(case), dataset)
    assert set(run.network.parameters) == set(parameters)
    for name, parameter in run.network.parameters.items():
        parameter[0] = parameters[name]
    run.batches.rng = _Orders(data["orders"])
    run.batches.order = run.batches.rng.permutation(M)
    return np.array([run.step() for _ in range(STEPS)])


# PyTorch ----------------------------------------------------------------------------------------------


def torch_losses(case, data, parameters):
    """The losses of the 50 steps by PyTorch."""
    import torch

    torch.set_default_dtype(torch.float64)
    try:
        return _torch_losses(torch, config(case), data, parameters)
    finally:
        torch.set_default_dtype(torch.float32)


def _torch_losses(torch, settings, data, parameters):
    model = _torch_model(torch, settings, parameters)
    optimizer = _torch_optimizer(torch, settings, model)
    start = [group["lr"] for group in optimizer.param_groups]
    X, y = torch.tensor(data["X"].T.copy()), torch.tensor(data["y"])
    losses = []
    for _, (epoch, indices) in zip(
        range(STEPS), mini_batches(data["orders"], settings.mini_batch_size), strict=False
    ):
        for group, lr in zip(optimizer.param_groups, start, strict=True):
            group["lr"] = lr / (1 + settings.decay_rate * epoch)
        indices = torch.tensor(indices.astype(np.int64))
        loss = torch.nn.functional.cross_entropy(_forward(torch, model, X[indices]), y[indices])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.array(losses)


def _forward(torch, model, a):
    """Like `model(a)`, but BatchNorm1d refuses a batch of one; by its own equation only β is left then."""
    for layer in model:
        if isinstance(layer, torch.nn.BatchNorm1d) and len(a) == 1:
            a = layer.weight * (a - a) + layer.bias
        else:
            a = layer(a)
    return a


def _torch_model(torch, settings, parameters):
    activations = {
        "relu": torch.nn.ReLU, "leaky_relu": torch.nn.LeakyReLU, "tanh": torch.nn.Tanh,
        "sigmoid": torch.nn.Sigmoid, "identity": torch.nn.Identity,
    }  # fmt: skip
    sizes, layers = (N_X, *settings.hidden_units, CLASSES), []

    def given(name):
        return torch.tensor(parameters[name].copy())

    for l in range(1, len(sizes)):
        linear = torch.nn.Linear(sizes[l - 1], sizes[l], bias=f"b{l}" in parameters)
        linear.weight.data = given(f"W{l}")
        layers.append(linear)
        if linear.bias is not None:
            linear.bias.data = given(f"b{l}")[:, 0]
        if f"gamma{l}" in parameters:
            norm = torch.nn.BatchNorm1d(sizes[l], eps=settings.bn_epsilon)
            norm.weight.data, norm.bias.data = given(f"gamma{l}")[:, 0], given(f"beta{l}")[:, 0]
            layers.append(norm)
        if l < len(sizes) - 1:
            layers.append(activations[settings.activation]())
    return torch.nn.Sequential(*layers)


def _torch_optimizer(torch, settings, model):
    """L2 on the weights alone. Momentum is an EWA of the gradient here: PyTorch's lr is α(1 − β) for that."""
    weights = [p for p in model.parameters() if p.dim() == 2]
    others = [p for p in model.parameters() if p.dim() == 1]
    groups = [{"params": weights, "weight_decay": settings.weight_decay}, {"params": others}]
    alpha, beta, epsilon = settings.learning_rate, settings.momentum, settings.epsilon
    match settings.optimizer:
        case "gradient_descent":
            return torch.optim.SGD(groups, lr=alpha)
        case "momentum":
            return torch.optim.SGD(groups, lr=alpha * (1 - beta), momentum=beta)
        case "rmsprop":
            return torch.optim.RMSprop(groups, lr=alpha, alpha=settings.beta_2, eps=epsilon)
        case "adam":
            return torch.optim.Adam(groups, lr=alpha, betas=(settings.beta_1, settings.beta_2), eps=epsilon)
    raise ValueError(f"PyTorch's side knows no optimiser {settings.optimizer!r}.")


# The file ---------------------------------------------------------------------------------------------


def stored():
    """(data, case -> first parameters, case -> losses) of the file."""
    with np.load(FILE, allow_pickle=False) as file:
        arrays = dict(file)
    data = {name: arrays[name] for name in ("X", "y", "orders")}
    parameters, losses = {case: {} for case in CASES}, {}
    for key, array in arrays.items():
        case, _, name = key.partition("/")
        if name == "losses":
            losses[case] = array
        elif name:
            parameters[case][name] = array
    return data, parameters, losses


def main():
    data = draw()
    arrays = dict(data, orders=data["orders"].astype(np.uint8), y=data["y"].astype(np.uint8))
    for seed, case in enumerate(CASES):
        parameters = first_parameters(case, seed)
        arrays |= {f"{case}/{name}": parameter for name, parameter in parameters.items()}
        arrays[f"{case}/losses"] = torch_losses(case, data, parameters)
    np.savez_compressed(FILE, **arrays)
    print(f"{len(CASES)} cases in {FILE}, {FILE.stat().st_size / 1000:.0f} kB.")


if __name__ == "__main__":
    main()
