"""What a wall of curves proves, in words: who leads, and what the others cost (claim O3)."""

from __future__ import annotations

import math

from simulator.search.board import Mirror
from simulator.search.study import Study
from simulator.search.trial import Trial
from ui.drawing.search_words import NO_SEARCH, plural, say_settings, say_value
from ui.panels.wall.crowd import DIVERGED, Crowd

_FEWEST = 2
"""Trials of which one half is the worse."""
_ENDINGS = {"diverged": "diverged", "stopped": "stopped", "killed": "ended by hand"}


def missing(crowd: Crowd) -> str:
    """Why there is nothing to draw; empty where there is."""
    if crowd.mirror is None:
        return NO_SEARCH
    if not crowd.trials:
        return "No trial is left in this study: start a search, or search in a box."
    if not crowd.lengths.any():
        if bool((crowd.ends == DIVERGED).all()):
            return "All trials diverged before they had a number to show: try a lower learning rate."
        return f"{plural(len(crowd.trials), 'trial')} wait for their first steps."
    return ""


class Waste:
    """The share of the work that went to the worse half, worked out when a trial has ended."""

    def __init__(self) -> None:
        self._known: tuple[object, ...] = ()
        self.share, self.saved, self.ended = math.nan, 0, 0

    def follow(self, study: Study) -> None:
        """Look at the study as it is now."""
        known = study, len(study.records)
        if known != self._known:
            self._known = known
            self.share, self.saved = study.wasted(), study.saved()
            self.ended = sum(trial.ended for trial in study.trials)


def finding(crowd: Crowd, waste: Waste) -> tuple[str, str]:
    """Headline and sentence."""
    mirror, objective = crowd.mirror, crowd.objective
    if mirror is None or objective is None or not crowd.trials:
        return "", ""
    if crowd.leader is None:
        all_diverged = bool((crowd.ends == DIVERGED).all())
        said = "try a lower learning rate, or a smaller space." if all_diverged else "no result yet."
        return ("all diverged" if all_diverged else "", f"{plural(len(crowd.trials), 'trial')}: {said}")
    leader = crowd.trials[crowd.leader]
    settings = say_settings(mirror.study.space.axes, leader).replace(" ", "\u00a0")
    settings = settings.replace("\u00a0·\u00a0", "\u00a0· ")  # a line breaks between settings only
    leads = f"Trial {leader.number} leads: {settings}."
    if waste.ended < _FEWEST or math.isnan(waste.share):
        value = say_value(objective, float(crowd.values[crowd.leader]))
        return value, f"{leads} {_under_way(mirror, crowd)}".rstrip()
    spared = f"; ending early saved {waste.saved:,} steps" if waste.saved else ""
    half = f"of the work went to the worse half, {plural(waste.ended // 2, 'trial')}{spared}."
    return f"{100 * waste.share:.0f} %", f"{half} {leads}"


def _under_way(mirror: Mirror, crowd: Crowd) -> str:
    if mirror.study.complete:
        return "There is no other to compare it with."
    return f"{plural(len(crowd.trials), 'trial')} at once, {100 * mirror.progress:.0f} % done."


def about(crowd: Crowd, number: int | None) -> str:
    """All there is to say of one trial; empty for none."""
    if number not in crowd.rows or crowd.mirror is None or crowd.objective is None:
        return ""
    i = crowd.rows[number]
    trial, study = crowd.trials[i], crowd.mirror.study
    value = "diverged" if trial.state == "diverged" else say_value(crowd.objective, float(crowd.values[i]))
    parts = [f"Trial {number}", value, say_settings(study.space.axes, trial), _steps(crowd, trial)]
    return " · ".join(part for part in parts if part)


def _steps(crowd: Crowd, trial: Trial) -> str:
    made = trial.made if trial.ended or crowd.mirror is None else crowd.mirror.made.get(trial.number, 0)
    ending = _ENDINGS.get(trial.state, "")
    if ending:
        return f"{ending} after {made:,} of {trial.steps:,} steps"
    return f"{made:,} of {trial.steps:,} steps" if made < trial.steps else f"{made:,} steps"
