"""The text of a program, from the templates in `assets/templates`, and what its lines show in the window."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from simulator.frameworks.changes import FOLLOWED, is_long, table
from simulator.frameworks.limits import limits, named, own_ways
from simulator.frameworks.task import FRAMEWORKS, Task
from simulator.history import Edit
from simulator.hyperparameters import Config
from simulator.parameters import INITIAL_DEVIATION

if TYPE_CHECKING:
    from jinja2 import Environment

_LINK = re.compile(r" *#: *(?P<panel>\w+)(?: (?P<claims>[A-Z]\d+(?:, [A-Z]\d+)*))?$")


@dataclass(frozen=True)
class Link:
    """A line of a program (from 0), the key of the panel that shows what it does, and the claims."""

    line: int
    panel: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Program:
    """A program that runs by itself with the file of arrays that it names, and the links of its lines."""

    framework: str
    text: str
    links: tuple[Link, ...]


def program(framework: str, task: Task, arrays: str, beside: bool = True) -> Program:
    """A task in a framework; `arrays` is the name of its file, `beside` the program or where it is run.

    It leaves `losses`, of every mini-batch in nats before its update, and `predict(X)`: ŷ (m, C) at test time
    of X (m, n_x) in the data's own units. Raises ValueError, one sentence, where the framework cannot express
    the task: it is never silently another.
    """
    if framework not in FRAMEWORKS:
        raise ValueError(f"There is no framework {framework!r}; there are {', '.join(FRAMEWORKS)}.")
    refused = limits(framework, task)
    if refused:
        raise ValueError(refused[0])
    words = _words(framework, task, arrays, beside)
    text = _environment().get_template(f"{framework}.py.jinja").render(words)
    lines, links = [], []
    for i, line in enumerate(text.splitlines()):
        found = _LINK.search(line)
        if found:
            claims = tuple(found["claims"].split(", ")) if found["claims"] else ()
            links.append(Link(i, found["panel"], claims))
        lines.append(line[: found.start()] if found else line)
    return Program(framework, "\n".join(lines) + "\n", tuple(links))


def _words(framework: str, task: Task, arrays: str, beside: bool) -> dict[str, object]:
    """What the templates speak of."""
    config = task.config
    layers = [
        {"l": l, "n_in": n_in, "n_out": n_out, "hidden": l < len(task.sizes) - 1}
        for l, (n_in, n_out) in enumerate(zip(task.sizes, task.sizes[1:], strict=False), start=1)
    ]
    deviations = {"he": "np.sqrt(2 / n_in)", "xavier": "np.sqrt(1 / n_in)"}
    constant = INITIAL_DEVIATION[config.initialization](1)
    moved = {
        course[0]: {
            "table": words.table, "now": words.now, "course": table(course), "count": len(course[1]),
            "is_long": is_long(course), "last": course[1][-1],
        }
        for course in task.by_hand
        for words in (FOLLOWED[course[0]],)
    }  # fmt: skip
    alpha_moves = bool({"learning_rate", "decay_rate"} & set(moved))
    return {
        "c": config, "task": task, "layers": layers, "sizes": task.sizes, "depth": len(task.sizes) - 1,
        "arrays": f"Path(__file__).with_name({json.dumps(arrays)})" if beside else json.dumps(arrays),
        "title": re.sub(r'["\\\s]+', " ", task.title), "beside": beside,
        "deviation": deviations.get(config.initialization, f"{constant:g}"),
        "every": _printed(task.steps), "hidden": bool(config.hidden_units),
        "batch_norm": config.batch_norm and bool(config.hidden_units),
        "own_optimizer": "" if task.usual else _own_optimizer(config, alpha_moves),
        "moved": moved, "alpha_moves": alpha_moves,
        "alpha": "alpha" if "learning_rate" in moved else config.learning_rate,
        "decay_rate": "decay_rate" if "decay_rate" in moved else config.decay_rate,
        "l2": "l2_weight" if "weight_decay" in moved else config.weight_decay,
        "mini_batch": "mini_batch" if "mini_batch_size" in moved else "MINI_BATCH",
        "changes": list(_changes(task.changed)), "departs": bool(own_ways(framework, task)),
    }  # fmt: skip


def _changes(edits: Iterable[Edit]) -> Iterator[str]:
    """What was changed, and when: a line for each thing, however often it was changed."""
    steps: dict[str, list[int]] = {}
    for edit in edits:
        steps.setdefault(named(edit), []).append(edit.step)
    for name, at in steps.items():
        yield f"{name}, step {at[0]:,}" + (f" to {at[-1]:,}" if at[-1] > at[0] else "")


def _own_optimizer(config: Config, alpha_moves: bool) -> str:
    """The optimiser that Keras has in another form, so that the program writes it out; "" where it has it.

    ε of Adam and RMSprop stands elsewhere; SGD's velocity has the learning rate in it, which matters where
    that changes, and its momentum is rounded to 32 bits.
    """
    if config.optimizer == "momentum":
        plain = config.dtype == "float32" and not config.decay_rate and not alpha_moves
        return "" if plain or not config.momentum else "momentum"
    return config.optimizer if config.optimizer in ("adam", "rmsprop") else ""


def _printed(steps: int) -> int:
    """Every so many steps the loss is printed."""
    return int(10 ** max(0, len(str(steps)) - 3))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound

    class Assets(BaseLoader):
        """Templates of the package."""

        def get_source(self, _environment: Environment, template: str):  # type: ignore[no-untyped-def]
            file = resources.files("assets") / "templates" / template
            if not file.is_file():
                raise TemplateNotFound(template)
            return file.read_text(encoding="utf-8"), None, lambda: True

    return Environment(
        loader=Assets(), trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        undefined=StrictUndefined, autoescape=False,
    )  # fmt: skip
