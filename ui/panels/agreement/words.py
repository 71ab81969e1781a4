"""What a check proves, in words, and what was checked elsewhere."""

from __future__ import annotations

from datetime import date

from simulator.frameworks.check import TOLERANCE, Agreement
from simulator.frameworks.installed import Checked
from simulator.frameworks.limits import departures, own_ways
from simulator.frameworks.task import FRAMEWORKS, Task


def verdict(found: Agreement, task: Task) -> tuple[str, str, str]:
    """A headline, a sentence and the headline's role."""
    name, steps = FRAMEWORKS[found.framework], len(found.ours)
    far, late = short(found.difference), short(found.at_test_time)
    of = f" of {task.steps:,}" if task.steps > steps else ""
    said = f"{steps:,}{of} losses in {name}, each within {far} of {_ours(task)}."
    compared = f"{said} At test time ŷ is within {late}."
    if found.agrees:
        return f"The same: {far}", f"{compared} Rounding is up to {allowed(found)} in {found.dtype}.", "good"
    why = own_ways(found.framework, task)
    why += [sentence for sentence in departures(found.framework, task) if "dropout" in sentence]
    most = far if found.difference >= found.at_test_time else f"{late} in ŷ"
    if why:
        return f"Apart: {most}", f"{why[0]} Losses: {far}, ŷ at test time: {late}.", "warning"
    return f"Not the same: {most}", f"{compared} Rounding would be up to {allowed(found)}.", "bad"


def _ours(task: Task) -> str:
    """Whose losses a program was compared with."""
    if task.trained:
        return "what the run makes of these weights"
    return "a fresh run's" if task.changed else "the run's"


def allowed(found: Agreement) -> str:
    """How far is still rounding."""
    return short(max(TOLERANCE[found.dtype], 10 * found.rounding))


def elsewhere(framework: str, record: Checked | None) -> str:
    """What was checked where all frameworks are, one sentence."""
    name = FRAMEWORKS[framework]
    if record is None:
        return f"There is no record here of a check of {name} elsewhere."
    largest = " and ".join(f"{short(value)} in {dtype}" for dtype, value in record.largest.items())
    version = f" {record.version}" if record.version else ""
    apart = f", {largest} apart at most" if largest else ""
    return f"In CI, {day(record.date)}, {name}{version}: {record.programs} programs{apart}."


def day(text: str) -> str:
    """ "23 November 2026"; what is no date stays as it is."""
    try:
        when = date.fromisoformat(text)
    except ValueError:
        return text or "an unknown day"
    return f"{when.day} {when:%B %Y}"


def short(value: float) -> str:
    """ "3e-13"; "0" for none at all."""
    return "0" if value == 0 else f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e")
