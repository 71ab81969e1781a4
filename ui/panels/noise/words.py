"""What the noise of mini-batches comes to, in sentences."""

from __future__ import annotations

import math

import numpy as np

from simulator.probes.noise import NoiseView
from ui.drawing.rounded import rounded, times

NO_LAYER = "There is no hidden layer. Add one to see the noise of its μ and σ²."
DIVERGED = "Its values are no numbers: the network has diverged."
OFF = "Batch norm is off, so an example's output does not depend on its company. Switch it on to compare."
ALONE = "A mini-batch of one has no company: z_norm is 0 whatever it is. Choose a larger m to compare."

BELOW = " Less than σ/√m: the layer below is normalised over the same mini-batch."
_CALM = 0.6


def present(view: NoiseView) -> int:
    """The place of the run's own m among the sizes, or of the nearest to it."""
    return int(np.abs(np.log2(view.sizes) - math.log2(max(view.m, 1))).argmin())


def law(view: NoiseView) -> tuple[str, str]:
    """Claim W4: how much less noise four times the examples have."""
    now = present(view)
    m, spread = int(view.sizes[now]), float(view.spread_mu[now])
    quarter = np.flatnonzero(view.sizes * 4 == m)
    sentence = f"μ of {m} examples scatters by {rounded(spread)} (the line: {rounded(float(view.law[now]))})"
    calm = (
        "" if spread > _CALM * view.sigma / math.sqrt(m) or view.layer == 1 or not view.batch_norm else BELOW
    )
    if not len(quarter) or not spread > 0:
        return "", f"{sentence}.{calm}"
    more = float(view.spread_mu[quarter[0]])
    return f"{times(more / spread)} less for 4× m", f"{sentence}, of {m // 4} by {rounded(more)}.{calm}"


def beside_dropout(view: NoiseView) -> tuple[str, str]:
    """Claim W5: batch norm's noise in an example's output against dropout's."""
    if not view.batch_norm:
        return "", OFF
    if view.m == 1:
        return "", ALONE
    now = present(view)
    m, noise = int(view.sizes[now]), float(view.bn_noise[now])
    if not noise > 0 or not view.dropout_noise > 0:
        return "", "This unit answers the same to every example: there is no noise to see."
    ratio = view.dropout_noise / noise
    sentence = (
        f"a varies by {rounded(noise)} with its mini-batch (m = {m}), "
        f"by {rounded(view.dropout_noise)} with dropout ({keeping(view)})."
    )
    return (f"{times(ratio)} lighter" if ratio >= 1 else f"{times(1 / ratio)} heavier"), sentence


def keeping(view: NoiseView) -> str:
    """ "keep 0.8", and whether the run does so."""
    return f"keep {view.keep_prob:g}" if view.dropout else f"keep {view.keep_prob:g}, off in this run"


def missing(view: NoiseView | None) -> str:
    """Why there is nothing to draw; "" where there is."""
    if view is None:
        return ""
    if not len(view.sizes):
        return NO_LAYER
    return "" if np.isfinite(view.spread_mu).any() else DIVERGED
