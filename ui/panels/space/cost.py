"""What a plan costs, said before it is begun (claims T2, T3)."""

from __future__ import annotations

import math

from simulator.search.study import MOST_TRIALS, STRATEGIES, Plan
from ui.drawing.search_words import plural
from ui.panels.space.tried import counts_of


def finding(plan: Plan) -> tuple[str, str]:
    """Trials in large, and beside them what the other strategy would try for the same price."""
    return {"grid": _grid, "random": _random, "coarse_to_fine": _coarse}[plan.strategy](plan)


def _grid(plan: Plan) -> tuple[str, str]:
    counts, d = plan.counts, plan.space.d
    cost = f"{plural(plan.cost, 'trial')}"
    power = f"{counts[0]}{str(d).translate(_RAISED)}"
    product = power if _even(counts) and d > 4 else " × ".join(map(str, counts))
    law = f" (kᵈ = {power})" if _even(counts) and d > 1 else ""
    unused = f" The budget of {plan.trials:,} pays for no larger grid." if plan.cost < plan.trials else ""
    if d == 1:
        return cost, f"Grid: {cost[: cost.index(' ')]} values, evenly spaced.{unused} {_steps(plan)}"
    return f"{product} = {cost}", (
        f"Grid: {_values(counts)} values of each{law}; at random {_drawn(plan, plan.cost)}. "
        f"{_steps(plan)}{unused}"
    )


def _random(plan: Plan) -> tuple[str, str]:
    counts = counts_of(plan.space.axes, plan.trials)
    head = f"{plural(plan.trials, 'trial')}"
    if plan.space.d == 1:
        return head, f"Random: {_drawn(plan, plan.trials)} values, not evenly spaced. {_steps(plan)}"
    return (
        head,
        f"Random: {_drawn(plan, plan.trials)} values of each; a grid only {_values(counts)}. {_steps(plan)}",
    )


def _coarse(plan: Plan) -> tuple[str, str]:
    first = min(plan.coarse, plan.trials)
    generations = math.ceil(plan.trials / first)
    sizes = [min(first, plan.trials - i * first) for i in range(generations)]
    head = f"{plural(plan.trials, 'trial')}"
    if 1 < generations <= 4:
        head = f"{' + '.join(f'{size:,}' for size in sizes)} = {head}"
    return head, (
        f"Coarse to fine: the first {first:,} anywhere, then {generations - 1} generations, "
        f"each around the best so far. {_steps(plan)}"
    )


def _drawn(plan: Plan, trials: int) -> str:
    """How many different values of each a random search tries: fewer where there are no more."""
    up_to = "up to " if any(axis.distinct < trials for axis in plan.space.axes) else ""
    return f"{up_to}{trials:,}"


def _steps(plan: Plan) -> str:
    rungs = plan.halving.rungs(plan.steps, plan.cost)
    most = "At most " if rungs else ""
    return f"{most}{plan.cost * plan.steps:,} steps in all."


def race(plan: Plan, seeds: int) -> str:
    """What a race of grid and random takes: a pair for each seed, on the price of the grid."""
    grid = math.prod(counts_of(plan.space.axes, plan.trials))
    if grid > MOST_TRIALS:
        return "too large"
    return f"= {2 * seeds * grid:,} trials"


def _values(counts: tuple[int, ...]) -> str:
    return str(counts[0]) if _even(counts) else f"{min(counts)} to {max(counts)}"


def _even(counts: tuple[int, ...]) -> bool:
    return len(set(counts)) == 1


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def title(plan: Plan) -> str:
    """ "Random · 64 trials" """
    return f"{STRATEGIES[plan.strategy]} · {plural(plan.cost, 'trial')}"
