"""What a framework cannot do as the run does it, and where a program differs by its nature."""

from __future__ import annotations

from simulator.frameworks.changes import is_followed
from simulator.frameworks.task import FRAMEWORKS, Task
from simulator.history import Edit
from simulator.hyperparameters import TABLE, Config

_ALPHA = "learning_rate", "decay_rate"


def limits(framework: str, task: Task) -> list[str]:
    """Sentences about what cannot be expressed; none where the program can be written."""
    config, refused = task.config, []
    if framework == "pytorch" and config.batch_norm and config.hidden_units and task.shortest == 1:
        refused.append(
            f"PyTorch's batch norm refuses a mini-batch of one example, and with m = "
            f"{config.mini_batch_size} the last of {task.m} examples stands alone: choose another m."
        )
    return refused


def own_ways(framework: str, task: Task) -> list[str]:
    """Sentences about what is a framework's own in a `usual` program, and does another thing than the run."""
    config, found = task.config, []
    batch_norm = config.batch_norm and bool(config.hidden_units) and not task.trained
    if not task.usual:
        return []
    if framework == "pytorch" and batch_norm:
        found.append("PyTorch's own batch norm averages σ² ÷ (m − 1), from 1 on: ŷ at test time is apart.")
    if framework == "keras" and batch_norm:
        found.append("Keras' own batch norm averages σ² from 1 on: ŷ at test time is apart.")
    if framework == "keras" and config.optimizer in ("adam", "rmsprop"):
        where = "before the bias correction" if config.optimizer == "adam" else "inside the root"
        name = {"adam": "Adam", "rmsprop": "RMSprop"}[config.optimizer]
        found.append(f"Keras' own {name} adds ε {where}: each loss differs a little.")
    if framework == "keras" and config.optimizer == "momentum" and _alpha_changes(task):
        found.append("Keras' own velocity has α in it, which changes here: each loss differs a little.")
    return found


def _alpha_changes(task: Task) -> bool:
    return bool(task.config.decay_rate) or any(name in _ALPHA for name, _ in task.by_hand)


def departures(framework: str, task: Task) -> list[str]:
    """Sentences about why the losses of a program that can be written are not those on screen."""
    found = own_ways(framework, task)
    if task.config.keep_prob < 1.0 and task.config.hidden_units and framework != "numpy":
        found.append(
            f"{FRAMEWORKS[framework]} draws dropout's masks from a generator of its own, so each loss "
            "differs from the run's."
        )
    if _drifts(task.config):
        found.append(
            "With batch norm and the identity, β of every hidden layer but the last has a slope of 0, and "
            "the optimiser makes steps of the rounding that is left: the losses agree, but at 32 bits the "
            "predictions at test time need not."
        )
    if task.changed:
        first = next(edit for edit in task.changed if not is_followed(edit))
        found.append(
            f"This run was changed by hand at step {first.step:,} ({named(first)}), which no program "
            "does on its way: it trains with the settings and data of now from the start, as a fresh run."
        )
    return found


def named(edit: Edit) -> str:
    """What was changed, as the window calls it."""
    return TABLE[edit.name].title if edit.name in TABLE else edit.name


def _drifts(config: Config) -> bool:
    """Whether parameters that do nothing are moved by rounding, and seen at test time."""
    idle = config.batch_norm and config.activation == "identity" and config.hidden_layers > 1
    return idle and config.optimizer in ("rmsprop", "adam") and config.dtype == "float32"
