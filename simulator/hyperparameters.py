"""Every hyperparameter, declared once: `Config` holds the values, `TABLE` says what each one is.

Controls, validation, tooltips, files, searches and tests iterate over `TABLE`; no range, default or
symbol stands anywhere else. The tiers are the course's order of importance (claim T1).
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from simulator.scales import LOG, ONE_MINUS_LOG, POWER_OF_TWO
from simulator.specs import Choice, Number, Spec, Switch, Text, Units

GENERATED: Final = ("blobs", "moons", "circles", "xor", "spirals", "checkerboard", "stretched")
_MANY_CLASSED = ("blobs", "circles", "spirals", "checkerboard", "stretched")

GROUPS: Final = MappingProxyType(
    {
        "tier 1": "1 · Most important",
        "tier 2": "2 · Second",
        "tier 3": "3 · Third",
        "tier 4": "4 · Rarely tuned",
        "method": "Method",
        "batch norm": "Batch norm",
        "regularisation": "Regularisation",
        "data": "Data",
        "reproducibility": "Reproducibility",
    }
)
"""The headings under which controls stand, top to bottom."""


def _declare(spec: Spec) -> Any:
    return dataclasses.field(default=spec.default, metadata={"spec": spec})


@dataclass(frozen=True, kw_only=True)
class Config:
    """The whole recipe of a run but its edits. Values are checked as they come in.

    Raises ValueError: one sentence that names the field, its bounds and the value.
    """

    learning_rate: float = _declare(
        Number(
            title="Learning rate", symbol=r"\alpha", group="tier 1", tier=1, default=0.01, live=True,
            low=1e-4, high=1.0, minimum=0.0, maximum=100.0, scale=LOG,
            doc="How far each step moves the parameters along the update. At 0 nothing is learned.",
        )
    )  # fmt: skip
    momentum: float = _declare(
        Number(
            title="Momentum", symbol=r"\beta", group="tier 2", tier=2, default=0.9, live=True,
            low=0.5, high=0.999, minimum=0.0, maximum=1.0, open_above=True, scale=ONE_MINUS_LOG,
            needs={"optimizer": ("momentum",)},
            doc="Weight of the old average in momentum's average of gradients; "
            "it spans about 1/(1 − β) steps.",
        )
    )  # fmt: skip
    mini_batch_size: int = _declare(
        Number(
            title="Mini-batch size", symbol="m", group="tier 2", tier=2, default=64, live=True,
            low=1, high=512, minimum=1, maximum=1_000_000, integer=True, scale=POWER_OF_TWO,
            doc="Examples in one step. 1 is stochastic gradient descent; as many as the training "
            "set has, or more, is batch gradient descent.",
        )
    )  # fmt: skip
    hidden_units: tuple[int, ...] = _declare(
        Units(
            title="Hidden units", symbol="n^{[l]}", group="tier 2", tier=2, default=(16, 16), live=False,
            low=1, high=64, maximum=256, most_layers=10,
            doc="Units in each hidden layer, first to last.",
        )
    )  # fmt: skip
    decay_rate: float = _declare(
        Number(
            title="Learning-rate decay", group="tier 3", tier=3,
            default=0.0, live=True, low=0.0, high=1.0, minimum=0.0, maximum=1000.0,
            doc="α falls as α₀ / (1 + decay · epoch). 0 keeps it constant.",
        )
    )  # fmt: skip
    beta_1: float = _declare(
        Number(
            title="Adam's first decay", symbol=r"\beta_1", group="tier 4", tier=4, default=0.9, live=True,
            low=0.5, high=0.999, minimum=0.0, maximum=1.0, open_above=True, scale=ONE_MINUS_LOG,
            needs={"optimizer": ("adam",)},
            doc="Weight of the old average in Adam's average of gradients.",
        )
    )  # fmt: skip
    beta_2: float = _declare(
        Number(
            title="Second-moment decay", symbol=r"\beta_2", group="tier 4", tier=4, default=0.999, live=True,
            low=0.9, high=0.9999, minimum=0.0, maximum=1.0, open_above=True, scale=ONE_MINUS_LOG,
            needs={"optimizer": ("adam", "rmsprop")},
            doc="Weight of the old average in Adam's and RMSprop's average of squared gradients.",
        )
    )  # fmt: skip
    epsilon: float = _declare(
        Number(
            title="Adam's epsilon", symbol=r"\varepsilon", group="tier 4", tier=4, default=1e-8, live=True,
            low=1e-10, high=1e-2, minimum=0.0, maximum=1.0, open_below=True, scale=LOG,
            needs={"optimizer": ("adam", "rmsprop")},
            doc="Added to the root of the squared-gradient average so that no step divides by zero.",
        )
    )  # fmt: skip
    optimizer: str = _declare(
        Choice(
            title="Optimiser", group="method", default="adam", live=True,
            labels={
                "gradient_descent": "Gradient descent",
                "momentum": "Momentum",
                "rmsprop": "RMSprop",
                "adam": "Adam",
            },
            doc="How gradients become updates. A change starts its averages anew.",
        )
    )  # fmt: skip
    activation: str = _declare(
        Choice(
            title="Activation", symbol="g", group="method", default="relu", live=True,
            labels={
                "relu": "ReLU",
                "leaky_relu": "Leaky ReLU",
                "tanh": "tanh",
                "sigmoid": "Sigmoid",
                "identity": "Identity",
            },
            doc="What every hidden unit applies to z. With the identity, any depth is one linear map.",
        )
    )  # fmt: skip
    initialization: str = _declare(
        Choice(
            title="Initialisation", group="method", default="he", live=False,
            labels={
                "he": "He: √(2/n)",
                "xavier": "Xavier: √(1/n)",
                "small": "Small: 0.01",
                "large": "Large: 1",
                "zeros": "Zeros",
            },
            doc="Standard deviation of the first weights, n being the inputs of the layer. "
            "Zeros never break the symmetry between units.",
        )
    )  # fmt: skip
    batch_norm: bool = _declare(
        Switch(
            title="Batch norm", group="batch norm", default=True, live=False,
            doc="Normalise z of every hidden layer over the mini-batch, then scale by γ and shift by β.",
        )
    )  # fmt: skip
    bn_epsilon: float = _declare(
        Number(
            title="Batch norm's epsilon", symbol=r"\varepsilon_{bn}", group="batch norm",
            default=1e-5, live=True, low=1e-8, high=1e-1, minimum=0.0, maximum=10.0, open_below=True,
            scale=LOG,
            needs={"batch_norm": (True,)},
            doc="Added to σ² before the root.",
        )
    )  # fmt: skip
    bn_decay: float = _declare(
        Number(
            title="Decay of μ and σ² averages", symbol=r"\beta_{bn}", group="batch norm",
            default=0.9, live=True, low=0.5, high=0.999, minimum=0.0, maximum=1.0, open_above=True,
            scale=ONE_MINUS_LOG,
            needs={"batch_norm": (True,)},
            doc="Weight of the old value in the averages of μ and σ² used at test time.",
        )
    )  # fmt: skip
    keep_prob: float = _declare(
        Number(
            title="Dropout keep-prob", symbol="p", group="regularisation", default=1.0, live=True,
            low=0.2, high=1.0, minimum=0.0, maximum=1.0, open_below=True,
            doc="Probability that a hidden unit stays in a training step (inverted dropout). 1 drops none.",
        )
    )  # fmt: skip
    weight_decay: float = _declare(
        Number(
            title="L2 weight", symbol=r"\lambda", group="regularisation", default=0.0, live=True,
            low=1e-6, high=1e-1, minimum=0.0, maximum=100.0, scale=LOG, off=0.0,
            doc="Adds (λ/2) Σ‖W‖² to what is minimised. The course's λ/(2m) is this with λ/m.",
        )
    )  # fmt: skip
    dataset: str = _declare(
        Choice(
            title="Data set", group="data", default="spirals", live=False,
            labels={
                "spirals": "Spirals",
                "blobs": "Blobs",
                "moons": "Moons",
                "circles": "Circles",
                "xor": "XOR",
                "checkerboard": "Checkerboard",
                "stretched": "Stretched 50 : 1",
                "iris": "Iris",
                "digits": "Handwritten digits",
                "wine": "Wine",
                "csv": "Your own CSV",
            },
            doc="The examples to learn: drawn from a recipe, bundled, or a CSV file of your own.",
        )
    )  # fmt: skip
    csv_file: str = _declare(
        Text(
            title="CSV file", group="data", default="", live=False, needs={"dataset": ("csv",)},
            doc="Path of a CSV file: one example a row, one column the label.",
        )
    )  # fmt: skip
    label: str = _declare(
        Text(
            title="Label column", group="data", default="", live=False, needs={"dataset": ("csv",)},
            doc="Name of the label column, or its index from 0 (−1 is the last). "
            "Empty: one named like a label, else the last.",
        )
    )  # fmt: skip
    classes: int = _declare(
        Number(
            title="Classes", symbol="C", group="data", default=4, live=False,
            low=2, high=10, minimum=2, maximum=10, integer=True, needs={"dataset": _MANY_CLASSED},
            doc="Classes of a generated set.",
        )
    )  # fmt: skip
    noise: float = _declare(
        Number(
            title="Noise", group="data", default=0.2, live=False,
            low=0.0, high=1.0, minimum=0.0, maximum=10.0, needs={"dataset": GENERATED},
            doc="Spread of a generated set: 0 is clean, at 1 the classes blur.",
        )
    )  # fmt: skip
    examples: int = _declare(
        Number(
            title="Examples", group="data", default=960, live=False,
            low=50, high=5000, minimum=10, maximum=100_000, integer=True, scale=LOG,
            needs={"dataset": GENERATED},
            doc="Examples of a generated set, before the split.",
        )
    )  # fmt: skip
    dev_fraction: float = _declare(
        Number(
            title="Dev share", group="data", default=0.2, live=False,
            low=0.0, high=0.5, minimum=0.0, maximum=0.9,
            doc="Share of the examples kept for comparing settings.",
        )
    )  # fmt: skip
    test_fraction: float = _declare(
        Number(
            title="Test share", group="data", default=0.2, live=False,
            low=0.0, high=0.5, minimum=0.0, maximum=0.9,
            doc="Share of the examples kept for the last, unbiased mark.",
        )
    )  # fmt: skip
    normalize_inputs: bool = _declare(
        Switch(
            title="Normalise inputs", group="data", default=True, live=False,
            doc="Shift and scale every feature by the training set's μ and σ; dev and test by the same.",
        )
    )  # fmt: skip
    seed: int = _declare(
        Number(
            title="Seed", group="reproducibility", default=0, live=False,
            low=0, high=99, minimum=0, maximum=2**32 - 1, integer=True,
            doc="Decides the generated data, the split, the first weights, the batch order and dropout.",
        )
    )  # fmt: skip
    dtype: str = _declare(
        Choice(
            title="Precision", group="reproducibility", default="float64", live=False,
            labels={"float64": "64-bit", "float32": "32-bit"},
            doc="Floating-point numbers of the network.",
        )
    )  # fmt: skip

    def __post_init__(self) -> None:
        for name, spec in _FIELDS.items():
            object.__setattr__(self, name, spec.check(getattr(self, name)))
        held_out = self.dev_fraction + self.test_fraction
        if held_out > 0.9 + 1e-9:  # 0.56 + 0.34 is a little more than 0.9 in floating point
            shares = f"{_FIELDS['dev_fraction'].title} + {_FIELDS['test_fraction'].title}"
            raise ValueError(f"{shares} must be at most 0.9, got {held_out:g}.")

    @property
    def hidden_layers(self) -> int:
        """L − 1: the number of hidden layers."""
        return len(self.hidden_units)

    def changed(self, name: str, value: object) -> Config:
        """A copy with one setting changed; `hidden_layers` repeats or drops the last layers."""
        if name not in TABLE:
            raise ValueError(f"There is no hyperparameter {name!r}; there are {', '.join(TABLE)}.")
        if name == "hidden_layers":
            count, units = TABLE[name].check(value), self.hidden_units or (_NEW_LAYER_UNITS,)
            name, value = "hidden_units", (units + units[-1:] * count)[:count]
        changes: dict[str, Any] = {name: value}
        return dataclasses.replace(self, **changes)

    def to_json(self) -> str:
        """All fields as one JSON object; `from_json` reads it back equal."""
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Config:
        """The config in `text`; unknown or repeated names, NaN and wrong values are a ValueError."""
        try:
            values = json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_refuse_constant)
        except (json.JSONDecodeError, RecursionError) as error:
            raise ValueError(f"A config must be a JSON object: {error}.") from None
        if not isinstance(values, dict):
            raise ValueError(f"A config must be a JSON object, got {type(values).__name__}.")
        unknown = sorted(set(values) - set(_FIELDS))
        if unknown:
            raise ValueError(f"There is no hyperparameter {unknown[0]!r}; there are {', '.join(_FIELDS)}.")
        return cls(**values)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("A config names a hyperparameter twice.")
    return values


def _refuse_constant(word: str) -> None:
    raise ValueError(f"A config holds finite numbers only, got {word}.")


_NEW_LAYER_UNITS = 16
_FIELDS: Final[Mapping[str, Spec]] = MappingProxyType(
    {
        field.name: dataclasses.replace(field.metadata["spec"], name=field.name)
        for field in dataclasses.fields(Config)
    }
)
_HIDDEN_LAYERS = Number(
    name="hidden_layers", title="Hidden layers", symbol="L-1", group="tier 3", tier=3, default=2, live=False,
    low=0, high=6, minimum=0, maximum=10, integer=True,
    doc="Number of hidden layers; a new one has as many units as the last. 0 is softmax regression.",
)  # fmt: skip


def _in_order_of_groups() -> dict[str, Spec]:
    specs = [*_FIELDS.values(), _HIDDEN_LAYERS]
    order = list(GROUPS)
    specs.sort(key=lambda spec: (order.index(spec.group), spec is not _HIDDEN_LAYERS))
    return {spec.name: spec for spec in specs}


TABLE: Final[Mapping[str, Spec]] = MappingProxyType(_in_order_of_groups())
"""Name -> Spec in the order of the form: Config's fields and `hidden_layers`, the count of `hidden_units`."""


def in_titles(sentence: str) -> str:
    """A refusal that begins with the title a person sees in the window, and not the name in the code."""
    name = sentence.partition(" ")[0].removesuffix(":")
    return TABLE[name].title + sentence.removeprefix(name) if name in TABLE else sentence
