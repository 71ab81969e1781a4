"""What the race says: who is ahead by how much, how many values were tried, what was in vain."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from simulator.search.board import Mirror
from simulator.search.objectives import Objective
from simulator.search.racing import IDLE, Heat, Standing, repeats
from simulator.search.space import Axis, Space
from simulator.search.trial import Trial
from ui.drawing.search_words import axis_symbol, listed, plural, say_gain, say_settings, say_value

Finding = tuple[str, str, str]


def before(space: Space, axes: Sequence[Axis], counts: Mapping[str, Sequence[int]], n: int) -> Finding:
    """What a race would show: the values each side tries along the axes looked at (claim T2)."""
    if not n:
        return "", "This plan has more grid points than a search may have trials: vary less.", "text"
    if not counts["grid"][0]:
        return "", f"{n:,} trials a side are too many to sketch, though not to run: press Race.", "text"
    head = f"{counts['grid'][0]:,} against {counts['random'][0]:,}"
    more = f" of {space.d} settings" if space.d > len(axes) else ""
    sentence = f"values of {axis_symbol(axes[0])} in the same {plural(n, 'trial')}{more}"
    return head, f"{sentence}; press Race to see who finds the better network", "text"


def ahead(standing: Standing, objective: Objective, running: bool) -> Finding:
    """Who found the better network in how many seeds, and by how much (claim T2)."""
    if not standing.seeds:
        return "", "The race has begun: no result on both sides yet.", "text"
    random, grid = standing.random_ahead, standing.grid_ahead
    even = standing.seeds - random - grid
    head, role = _head(random, grid)
    median, (low, high) = standing.median, standing.quartiles
    tied = f", {even} even" if even else ""
    so_far = " so far" if running else ""
    sentence = f"seeds ahead after {plural(standing.n, 'trial')}{tied}{so_far}; {_by(objective, median)}"
    if standing.seeds > 2:
        sentence += f", half of them from {_between(objective, low, high)}"
    return head, sentence, role


def in_vain(heat: Heat, shares: Mapping[str, float]) -> str:
    """How much of the grid differed only in what did not matter (claim T4)."""
    if not shares:
        return ""
    by_name = {axis.name: axis for axis in heat.grid.space.axes}
    idle = [name for name, share in shares.items() if share < IDLE]
    first, *others = [f"{axis_symbol(by_name[name])}|{100 * share:.0f} %" for name, share in shares.items()]
    words = [
        first.replace("|", " explains ") + " of the results",
        *(each.replace("|", " ") for each in others),
    ]
    lead = ", ".join(words)
    if len(shares) == 1:
        return f"{lead}."
    if not idle or len(idle) == len(shares):
        how = (
            "every axis mattered, so no row of the grid was idle"
            if not idle
            else "no axis by itself mattered much"
        )
        return f"{lead}: {how}."
    count, n = repeats(heat.grid, idle), len(heat.grid.trials)
    names = listed([axis_symbol(by_name[name]) for name in idle])
    return f"{lead}: {count} of the grid's {n} trials repeat another but for {names}, which did not matter."


def tried(counts: Sequence[int], axes: Sequence[Axis]) -> tuple[str, ...]:
    """ "5 values of α, 5 of m", and shorter and shorter "5 × 5 values" and "5 × 5" """
    first, *others = zip(counts, axes, strict=True)
    words = [f"{first[0]:,} value{'' if first[0] == 1 else 's'} of {axis_symbol(first[1])}"]
    long = ", ".join([*words, *(f"{count:,} of {axis_symbol(axis)}" for count, axis in others)])
    short = " × ".join(f"{count:,}" for count in counts)
    return long, f"{short} values", short


def after(n: int, medians: Mapping[str, float], seeds: int, objective: Objective) -> str:
    """What both sides have found after n trials."""
    said = [f"{name} {say_value(objective, median)}" for name, median in medians.items()]
    return f"After {plural(n, 'trial')}, median of {plural(seeds, 'seed')}: {', '.join(said)}"


def of_trial(side: str, mirror: Mirror, trial: Trial) -> str:
    """A trial of one side in a line."""
    settings = say_settings(mirror.study.space.axes, trial)
    result = say_value(mirror.study.objective, mirror.value(trial))
    return f"{side} trial {trial.number}: {settings} · {result}"


def _head(random: int, grid: int) -> tuple[str, str]:
    if random > grid:
        return f"Random {random} : {grid}", "normed"
    if grid > random:
        return f"Grid {grid} : {random}", "plain"
    return f"Even {random} : {grid}", "text"


def _by(objective: Objective, gain: float) -> str:
    """ "median 2.5 points better by random" """
    if not math.isfinite(gain) or gain == 0:
        return "median difference 0"
    return f"median: {'random' if gain > 0 else 'the grid'} better by {say_gain(objective, gain)}"


def _between(objective: Objective, low: float, high: float) -> str:
    """ "−1.0 to +2.5 points" """
    signs = ["+" if gain > 0 else "−" if gain < 0 else "" for gain in (low, high)]
    number, other = (say_gain(objective, gain) for gain in (low, high))
    return f"{signs[0]}{number.split(' ')[0]} to {signs[1]}{other}"
