"""Where a picture comes from: the run it shows, in words, and as the recipe that makes it again."""

from __future__ import annotations

from dataclasses import dataclass

from simulator import recipe
from simulator.history import Place
from simulator.hyperparameters import TABLE, Config
from simulator.tree import Tree

_SEARCH = "it shows a search, which is no single run; a file (.batchscope) keeps the search."
_NO_RUN = "it shows no run."


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """What is known of the run behind a picture. Without a `recipe`, `why_not` is the end of a sentence."""

    data: str = ""
    step: int | None = None
    config: Config | None = None
    changes: int = 0
    """By hand, on the way to this step."""
    seed: int | None = None
    recipe: str = ""
    why_not: str = _NO_RUN

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """What is known, each under its name."""
        known = (
            ("Data set", self.data),
            ("Step", "" if self.step is None else f"{self.step:,}"),
            ("Seed", "" if self.seed is None else str(self.seed)),
            ("Changes by hand", str(self.changes) if self.changes else ""),
            ("Config", "" if self.config is None else in_words(self.config)),
        )
        return tuple((name, text) for name, text in known if text)


def of_run(tree: Tree, place: Place, config: Config, data: str) -> Provenance:
    """Of a run that stands at `place`."""
    line, why_not = "", ""
    try:
        line = recipe.text_of(tree, place)
    except ValueError as error:
        why_not = str(error)
    return Provenance(
        data=data, step=place.step, config=config, changes=place.edits, seed=config.seed,
        recipe=line, why_not=why_not,
    )  # fmt: skip


def of_search(base: Config, data: str, seed: int) -> Provenance:
    """Of a search from `base`, whose trials are drawn with `seed`."""
    return Provenance(data=data, config=base, seed=seed, why_not=_SEARCH)


def in_words(config: Config) -> str:
    """Every setting that has an effect: "Learning rate 0.01; Hidden units 16, 16"."""
    said = []
    for name, spec in TABLE.items():
        if name not in ("dataset", "csv_file", "seed", "hidden_layers") and not spec.unused_because(config):
            said.append(f"{spec.title} {spec.say(getattr(config, name))}")
    return "; ".join(said)
