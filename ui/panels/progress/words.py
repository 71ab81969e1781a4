"""How a search stands, in words."""

from __future__ import annotations

import math

from simulator.search.board import Mirror
from simulator.search.study import STRATEGIES
from simulator.search.trial import Trial
from ui.drawing.search_words import plural, say_settings
from ui.panels.progress.standing import Standing


def state(mirror: Mirror, stands: Standing) -> str:
    """ "Running", "Paused", "Finished", "Stopped" """
    if mirror.status == "ended":
        return "Finished" if mirror.study.complete else "Stopped: Resume goes on"
    return "Paused" if mirror.status == "paused" else "Running" if stands.counts else "Starting"


def rests(mirror: Mirror) -> bool:
    """Whether there is more to do, and nobody does it."""
    return mirror.status != "running" and not mirror.study.complete


def leader(mirror: Mirror, trial: Trial) -> tuple[str, str]:
    """Who it is, and its settings; for one that is still trained also how far it is."""
    title = f"Trial {trial.number} · {mirror.study.objective.title.lower()}"
    settings = say_settings(mirror.study.space.axes, trial)
    if trial.ended:
        return title, settings
    curve = mirror.curves.get(trial.number)
    step = int(curve[-1, 0]) if curve is not None and len(curve) else 0  # of the value, which is a little old
    return title, f"{settings} · at step {step:,} of {trial.steps:,}"


def no_leader(stands: Standing) -> str:
    """Why nobody leads."""
    if stands.counts["waiting"] or not stands.ended:
        return "No trial has a value yet"
    if stands.counts["diverged"] == stands.ended:
        return "No trial came to a value: all diverged"
    return "No trial made all its steps"


def pace(mirror: Mirror) -> str:
    """ "12 s left · 41,200 trial-steps/s" """
    if mirror.status != "running":
        return ""
    left = time_left(mirror.seconds_left)
    speed = f"{mirror.steps_per_second:,.0f} trial-steps/s" if _positive(mirror.steps_per_second) else ""
    return " · ".join(part for part in (left, speed) if part)


def time_left(seconds: float) -> str:
    """ "8 s left", "2 min 5 s left", "1 h 12 min left"; empty where it is not known."""
    if not _positive(seconds) or seconds > 1e7:
        return ""
    whole = math.ceil(seconds)
    if whole < 60:
        return f"{whole} s left"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s left"
    return f"{whole // 3600} h {whole % 3600 // 60} min left"


def name(mirror: Mirror, place: int) -> str:
    """A study among the others: "2: Random · 64", or one of a race "3: Grid · seed 1"."""
    plan = mirror.study.plan
    told = f"{plan.cost:,}" if mirror.race is None else f"seed {plan.seed}"
    return f"{place}: {STRATEGIES[plan.strategy]} · {told}"


def full_name(mirror: Mirror) -> str:
    """ "Random, 64 trials · spirals · seed 0" """
    plan = mirror.study.plan
    race = " · of a race" if mirror.race is not None else ""
    trials = plural(plan.cost, "trial")
    return f"{STRATEGIES[plan.strategy]}, {trials} · {mirror.study.dataset.name} · seed {plan.seed}{race}"


def waste(stands: Standing) -> tuple[str, str]:
    """Claim O3, as a share and a sentence."""
    if math.isnan(stands.wasted):
        return "", "Worse half: known once trials end"
    return f"{100 * stands.wasted:.0f} %", "of the work went to the worse half"


def savings(stands: Standing, halved: bool) -> str:
    """What halving saved, and what was not done on trials that ended otherwise before their time."""
    parts = []
    if stands.unspent["stopped"]:
        share = 100 * stands.unspent["stopped"] / stands.asked
        parts.append(f"Halving saved {stands.unspent['stopped']:,} steps ({share:.0f} %)")
    elif halved:
        parts.append("Halving has saved nothing yet")
    for key, word in (("diverged", "that diverged"), ("killed", "ended by hand")):
        if stands.unspent[key]:
            parts.append(f"{stands.unspent[key]:,} steps not spent on {stands.counts[key]:,} {word}")
    return " · ".join(parts) or ("No trial ended early" if stands.ended else "")


def _positive(value: float) -> bool:
    return math.isfinite(value) and value > 0
