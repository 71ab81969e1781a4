"""The stages of one mini-batch in the course's order: in, forward, backward, update. Pure: no Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from simulator.hyperparameters import Config
from simulator.probes.last_step import LastStepView
from ui.panels.equations.formulas import formulas
from ui.panels.equations.recipe import Recipe

FORWARD, BACKWARD, UPDATE = "Forward", "Backward", "Update"
LINKS = {
    "boundary": "Decision boundary",
    "mini_batch": "Mini-batch",
    "network": "Network",
    "histograms": "Histograms",
    "gamma_beta": "γ and β",
    "bias": "b cancels",
    "averages": "Averages",
    "softmax": "Softmax",
    "one_hot": "One-hot",
    "log_loss": "−log ŷ",
    "cost": "Cost",
}
"""The panels a stage can point to: key -> what its button says."""


@dataclass(frozen=True)
class Stage:
    """One stage: what happens (`kind`) in which layer and phase, its symbol and formulas as LaTeX.

    `links` are keys of panels that show it; `note` says where the app and the course differ in form.
    """

    kind: str
    phase: str
    layer: int
    title: str
    symbol: str
    latex: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    note: str = ""

    @property
    def key(self) -> str:
        """Unlike any other stage's: "forward z 1"."""
        return f"{self.phase.lower()} {self.kind} {self.layer}"

    @property
    def layers(self) -> tuple[int, ...]:
        """The layers whose last step it needs: da comes from the layer above."""
        return (self.layer, self.layer + 1) if self.kind == "da" else (self.layer,)


def recipe(config: Config, sizes: tuple[int, ...], view: LastStepView | None = None) -> Recipe:
    """What shapes the walk: the config's structure, and of the last step what may have changed since."""
    known = Recipe(
        sizes=sizes,
        batch_norm=config.batch_norm,
        dropout=config.keep_prob < 1,
        l2=config.weight_decay > 0,
        optimizer=config.optimizer,
        activation=config.activation,
        normalised=config.normalize_inputs,
    )
    if view is None or view.step == 0:
        return known
    hidden = view.layer < known.depth
    return replace(
        known,
        sizes=tuple(view.sizes),
        batch_norm=view.mu is not None if hidden else known.batch_norm,
        dropout=view.mask is not None if hidden else known.dropout,
        l2=view.weight_decay > 0,
        optimizer=view.optimizer,
        activation=view.activation,
    )


def stages(recipe: Recipe) -> tuple[Stage, ...]:
    """The whole walk: X{t}, up through all layers, down again, and the updates."""
    depth = recipe.depth
    walk = [Stage("X", FORWARD, 1, "A mini-batch comes in", r"X^{\{t\}}", links=("mini_batch",))]
    for layer in range(1, depth):
        walk += _hidden_forward(recipe, layer)
    walk += _output_forward(depth)
    walk += _output_backward(depth)
    for layer in range(depth - 1, 0, -1):
        walk += _hidden_backward(recipe, layer)
    for layer in range(1, depth + 1):
        walk += _update(recipe, layer)
    return tuple(replace(stage, latex=formulas(stage.kind, stage.layer, recipe)) for stage in walk)


def _hidden_forward(recipe: Recipe, layer: int) -> Iterator[Stage]:
    bn = recipe.batch_norm
    note = "Batch norm cancels any constant b, so z = W a has none." if bn else ""
    yield Stage(
        "z", FORWARD, layer, "Weighted sum", "z", links=("network", "bias") if bn else ("network",), note=note
    )
    if bn:
        yield Stage(
            "mu", FORWARD, layer, "Mean and variance over the mini-batch", r"\mu,\ \sigma^2",
            links=("histograms", "averages"), note="Of this mini-batch alone; the test uses their averages.",
        )  # fmt: skip
        yield Stage(
            "z_norm", FORWARD, layer, "Normalise", r"z_{\mathrm{norm}}", links=("histograms",),
            note="Mean 0 and variance σ²/(σ² + ε) over the mini-batch.",
        )  # fmt: skip
        yield Stage(
            "z_tilde", FORWARD, layer, "Scale by γ, shift by β", r"\tilde{z}",
            links=("gamma_beta", "histograms"),
            note="This β is learned, one for each unit. It is not momentum’s β.",
        )  # fmt: skip
    yield Stage("a", FORWARD, layer, "Activate", "a", links=("network",))
    if recipe.dropout:
        yield Stage(
            "dropout", FORWARD, layer, "Drop units", r"a \odot d", links=("network",),
            note="Inverted dropout: d is 1/p where the unit stays, else 0.",
        )  # fmt: skip


def _output_forward(layer: int) -> Iterator[Stage]:
    yield Stage("z", FORWARD, layer, "Weighted sum of each class", "z", links=("softmax", "network"))
    yield Stage("y_hat", FORWARD, layer, "Softmax", r"\hat{y}", links=("softmax",))
    yield Stage("loss", FORWARD, layer, "Loss of one example", "L", links=("log_loss", "mini_batch"))
    yield Stage("cost", FORWARD, layer, "Cost of the mini-batch", r"J^{\{t\}}", links=("cost",))


def _output_backward(layer: int) -> Iterator[Stage]:
    note = "As in the course, 1/m waits for dW; the engine keeps it in dz. dW is the same."
    yield Stage("dz_out", BACKWARD, layer, "Prediction minus truth", "dz", links=("one_hot",), note=note)
    yield Stage("dW", BACKWARD, layer, "Gradients of W and b", r"dW,\ db", links=("network",))


def _hidden_backward(recipe: Recipe, layer: int) -> Iterator[Stage]:
    bn = recipe.batch_norm
    after = r"d\tilde{z}" if bn else "dz"
    yield Stage("da", BACKWARD, layer, "Back through W of the layer above", "da", links=("network",))
    yield Stage(
        "slope",
        BACKWARD,
        layer,
        "Back through the activation",
        after,
        links=("histograms",) if bn else ("network",),
    )
    if bn:
        yield Stage(
            "d_gamma", BACKWARD, layer, "Gradients of γ and β", r"d\gamma,\ d\beta", links=("gamma_beta",),
            note="γ and β learn by back-propagation, just as W does.",
        )  # fmt: skip
        yield Stage(
            "dz", BACKWARD, layer, "Back through the normalisation", "dz", links=("histograms",),
            note="μ and σ² depend on every example: hence the two terms taken off.",
        )  # fmt: skip
    note = "There is no db: batch norm takes b away again, so its gradient is 0." if bn else ""
    names = ("Gradient of W", "dW") if bn else ("Gradients of W and b", r"dW,\ db")
    yield Stage("dW", BACKWARD, layer, *names, links=("network", "bias") if bn else ("network",), note=note)


def _update(recipe: Recipe, layer: int) -> Iterator[Stage]:
    averages = {
        "v": ("Average of the gradients", "v", ("cost",)),
        "s": ("Average of the squared gradients", "s", ("cost",)),
        "corrected": ("Correct the averages’ bias", r"\hat{v},\ \hat{s}", ("cost",)),
    }
    kept = {"momentum": ("v",), "rmsprop": ("s",), "adam": ("v", "s", "corrected")}
    normalised = recipe.batch_norm and layer < recipe.depth
    for kind in kept.get(recipe.optimizer, ()):
        title, symbol, links = averages[kind]
        note = (
            "Momentum’s β weighs the old average. It is not batch norm’s β."
            if normalised and kind == "v"
            else ""
        )
        yield Stage(kind, UPDATE, layer, title, symbol, links=links, note=note)
    names = r"W,\ \gamma,\ \beta" if normalised else r"W,\ b"
    note = "γ and β take the very same step as W." if normalised else ""
    yield Stage("update", UPDATE, layer, "Update", names, links=("boundary", "cost"), note=note)
