"""Why a run diverged, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulator.hyperparameters import Config
from simulator.network import Network


@dataclass(frozen=True)
class Divergence:
    """The step that could not be taken, and a sentence about it."""

    step: int
    message: str


def why(step: int, config: Config, network: Network, loss: float) -> Divergence:
    """What stopped being a finite number in `step`, whose update `network` still holds."""
    if not math.isfinite(loss):
        what = f"the loss became {_say(loss)}"
    else:
        what = _first_not_finite(network) or "an average overflowed"
    return Divergence(
        step,
        f"Diverged at step {step}: {what}. The state after step {step - 1}, the last finite one, is kept. "
        f"{_advice(config)}",
    )


def _first_not_finite(network: Network) -> str:
    for kind, arrays in (("the gradient d", network.gradients), ("", network.parameters)):
        for name, array in arrays.items():
            if not np.isfinite(array).all():
                worst = float(array[~np.isfinite(array)][0])
                return f"{kind}{name} became {_say(worst)}"
    return ""


def _say(value: float) -> str:
    return "not a number (NaN)" if math.isnan(value) else "infinite"


def _advice(config: Config) -> str:
    if config.learning_rate * config.weight_decay > 2.0:
        return "α λ > 2: each step throws the weights past 0 and further out. Lower λ and reset (R)."
    if config.learning_rate > 0.1:
        return f"α = {config.learning_rate:g} takes steps too long for this network. Lower it and reset (R)."
    if config.initialization == "large":
        return "The first weights are large: choose another initialisation."
    more = "" if config.normalize_inputs else ", normalise the inputs"
    more += "" if config.batch_norm or not config.hidden_units else ", turn batch norm on"
    return f"Lower α{more} and reset (R)."
