"""The formulas of the walk as LaTeX, in the course's notation. They hold no number that changes."""

from __future__ import annotations

from ui.panels.equations.recipe import Recipe

_G = {
    "relu": r"\max(0,\ {z})",
    "leaky_relu": r"\max(0.01\, {z},\ {z})",
    "tanh": r"\tanh({z})",
    "sigmoid": r"\frac{1}{1 + e^{-{z}}}",
    "identity": "{z}",
}
_NORMALISED = r"x \coloneqq \frac{x - \mu}{\sigma}"
_SLOPE = {
    "relu": r"[{z} > 0]",
    "leaky_relu": r"(1\ \mathrm{if}\ {z} > 0,\ \mathrm{else}\ 0.01)",
    "tanh": r"(1 - a^2)",
    "sigmoid": r"a\,(1 - a)",
    "identity": "1",
}


def formulas(kind: str, layer: int, recipe: Recipe) -> tuple[str, ...]:
    """What a stage of layer `layer` computes, one formula a line."""
    if kind in ("v", "s", "corrected", "update"):
        return _update(kind, layer, recipe)
    normalised = recipe.batch_norm and layer < recipe.depth
    l, z, b = (
        f"[{layer}]",
        "\\tilde{z}" if recipe.batch_norm else "z",
        "" if normalised else f" + b^{{[{layer}]}}",
    )
    below = r"X^{\{t\}}" if layer == 1 else f"a^{{[{layer - 1}]}}"
    here = f"{z}^{{{l}}}"
    decay = rf" + \lambda W^{{{l}}}" if recipe.l2 else ""
    mask = rf" \odot d^{{{l}}}" if recipe.dropout else ""
    table = {
        "X": (_NORMALISED if recipe.normalised else r"X^{\{t\}} = [x^{(1)} \ldots x^{(m)}]",),
        "z": (rf"z^{{{l}}} = W^{{{l}}} {below}{b}",),
        "mu": (r"\mu = \frac{1}{m} \sum_i z^{(i)}", r"\sigma^2 = \frac{1}{m} \sum_i (z^{(i)} - \mu)^2"),
        "z_norm": (r"z_{\mathrm{norm}} = \frac{z - \mu}{\sqrt{\sigma^2 + \varepsilon}}",),
        "z_tilde": (r"\tilde{z} = \gamma\, z_{\mathrm{norm}} + \beta",),
        "a": (rf"a^{{{l}}} = " + _G[recipe.activation].replace("{z}", here),),
        "dropout": (rf"a^{{{l}}} \coloneqq a^{{{l}}} \odot d^{{{l}}}",),
        "y_hat": (r"t = e^{z}", r"\hat{y} = \frac{t}{\sum_j t_j}"),
        "loss": (r"L(\hat{y}, y) = -\sum_j y_j \log \hat{y}_j",),
        "cost": (r"J^{\{t\}} = \frac{1}{m} \sum_i L(\hat{y}^{(i)}, y^{(i)})",),
        "dz_out": (rf"dz^{{{l}}} = \hat{{y}} - y",),
        "dW": (rf"dW^{{{l}}} = \frac{{1}}{{m}}\, dz^{{{l}}} {below}{{}}^T{decay}",)
        + (() if normalised else (rf"db^{{{l}}} = \frac{{1}}{{m}} \sum_i dz^{{{l}(i)}}",)),
        "da": (rf"da^{{{l}}} = W^{{[{layer + 1}]T}} dz^{{[{layer + 1}]}}{mask}",),
        "slope": (
            rf"d{here} = da^{{{l}}} \odot g'({here})",
            "g'(" + z + ") = " + _SLOPE[recipe.activation].replace("{z}", z),
        ),
        "d_gamma": (
            r"d\gamma = \frac{1}{m} \sum_i d\tilde{z}^{(i)} z_{\mathrm{norm}}^{(i)}",
            r"d\beta = \frac{1}{m} \sum_i d\tilde{z}^{(i)}",
        ),
        "dz": (
            r"dz = \frac{\gamma}{\sqrt{\sigma^2 + \varepsilon}}"
            r" (d\tilde{z} - d\beta - z_{\mathrm{norm}}\, d\gamma)",
        ),
    }  # fmt: skip
    return table[kind]


def _update(kind: str, layer: int, recipe: Recipe) -> tuple[str, ...]:
    adam = recipe.optimizer == "adam"
    first, second = (r"\beta_1" if adam else r"\beta"), r"\beta_2"
    W, dW = f"W^{{[{layer}]}}", f"dW^{{[{layer}]}}"
    by = {
        "gradient_descent": dW,
        "momentum": "v",
        "rmsprop": rf"\frac{{{dW}}}{{\sqrt{{s}} + \varepsilon}}",
        "adam": r"\frac{\hat{v}}{\sqrt{\hat{s}} + \varepsilon}",
    }
    table = {
        "v": (rf"v \coloneqq {first} v + (1 - {first})\, {dW}",),
        "s": (rf"s \coloneqq {second} s + (1 - {second})\, ({dW})^2",),
        "corrected": (r"\hat{v} = \frac{v}{1 - \beta_1^t}", r"\hat{s} = \frac{s}{1 - \beta_2^t}"),
        "update": (rf"{W} \coloneqq {W} - \alpha\, {by[recipe.optimizer]}",),
    }
    return table[kind]
