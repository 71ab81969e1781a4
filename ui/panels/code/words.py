"""What a line of a program is about, in words: the claim that it carries out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from simulator.frameworks.counting import batch_norm_lines, code_lines
from simulator.frameworks.program import Link, program
from simulator.frameworks.task import FRAMEWORKS, Task

CLAIMS: Mapping[str, str] = MappingProxyType(
    {
        "N1": "Inputs are standardised by the μ and σ of the training set, dev and test ones too.",
        "H1": "One-hot: a column for each example, with exactly one 1, in the row of its class.",
        "W3": "First weights: how large they are decides how deep layers learn; batch norm forgives more.",
        "B1": "It is z that is normalised, before the activation, and not a.",
        "B2": "z_norm = (z − μ) / √(σ² + ε), and then z̃ = γ z_norm + β: γ and β are learned.",
        "B6": "Before batch norm a constant b cancels, so there is none.",
        "B8": "One step: W, β and γ each go against their gradient of this mini-batch.",
        "E1": "Averages of μ and σ² over the mini-batches, kept for test time.",
        "E2": "At test time z is normalised by those averages, for one example has no μ and σ² of its own.",
        "F1": "The whole network, a layer a line.",
        "F2": "Batch norm is one line where it is used.",
        "S4": "An average with β over about 1 / (1 − β) gradients.",
        "W5": "Dropout: noise on purpose, heavier than batch norm's own.",
        "X2": "Softmax: t = e^z, divided by the sum of all t.",
        "X6": "The loss is −log of the probability that the true class was given.",
        "X7": "The gradient at the last layer is ŷ − y.",
    }
)
_PANELS: Mapping[str, str] = MappingProxyType(
    {
        "accuracy": "How many examples are classified as they are labelled.",
        "cost": "The learning rate α, after decay, and what it makes of the cost.",
        "mini_batch": "The examples of one mini-batch, in the order that the seed shuffles them.",
        "network": "The network, a layer a line.",
        "one_hot": "Rows are examples, and classes whole numbers: the loss takes ŷ of the true one.",
    }
)
"""What a line is about that carries out no claim, by the panel that shows it."""


def about(link: Link) -> str:
    """A line in words."""
    said = [CLAIMS[claim] for claim in link.claims if claim in CLAIMS]
    if said:
        return " ".join(said) + f" ({', '.join(link.claims)})"
    return _PANELS.get(link.panel, "")


def lengths(framework: str, task: Task) -> tuple[str, str]:
    """A headline and a sentence: how long the program is, what of it is batch norm, and elsewhere."""
    lines = code_lines(program(framework, task, "arrays.npz").text)
    normed = batch_norm_lines(framework, task)
    if not normed:
        off = (
            task.config.hidden_units and "Batch norm is off: switch it on at the left and see what it takes."
        )
        return f"{lines} lines of code", off or "Without hidden layers there is nothing to normalise."
    others = {name: _elsewhere(name, task) for name in FRAMEWORKS if name != framework}
    said = ", ".join(f"{count} in {FRAMEWORKS[name]}" for name, count in others.items() if count)
    sentence = f"{normed} more than without it" + (f"; {said}." if said else ".")
    return f"batch norm: {normed} of {lines} lines", f"Counted: {sentence} Click a dotted line for its panel."


def _elsewhere(framework: str, task: Task) -> int:
    """The lines of batch norm in another framework, 0 where that has no program for the task."""
    try:
        return batch_norm_lines(framework, task)
    except (ValueError, OSError):
        return 0
