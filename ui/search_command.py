"""The command `batchscope search`: a hyperparameter search without a window."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.hyperparameters import Config

if TYPE_CHECKING:
    from simulator.search.space import Axis
    from simulator.search.study import Plan, Study
    from simulator.search.study_file import StudyFile

_GENERATIONS = 3


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of a search, besides those that say what to train."""
    where = parser.add_argument_group("where to try")
    where.add_argument("--vary", default="learning_rate", metavar="NAMES", help="hyperparameters, by commas")
    where.add_argument(
        "--range", action="append", default=[], metavar="NAME=LOW:HIGH[:SCALE]", dest="ranges",
        help="other than its slider's; scales: linear, log, one_minus_log, power_of_two",
    )  # fmt: skip
    where.add_argument("--strategy", default="random", help="grid, random or coarse_to_fine")
    where.add_argument("--generations", type=int, metavar="N", help="of coarse_to_fine; default 3")
    where.add_argument("--seed", type=int, default=0, help="of the samples")

    spend = parser.add_argument_group("how much to spend")
    spend.add_argument("--trials", type=int, default=64, metavar="N")
    spend.add_argument("--steps", type=int, default=500, metavar="N", help="mini-batches each")
    spend.add_argument("--objective", default="dev_accuracy", help="dev_accuracy, dev_cost or train_cost")
    spend.add_argument("--own-seeds", action="store_true", help="weights and batch order of its own for each")
    spend.add_argument("--halving", type=int, default=1, metavar="N", help="keep one trial in N at each rung")

    work = parser.add_argument_group("where to work")
    work.add_argument("--workers", type=int, metavar="N", help="processes; default: one a core")
    work.add_argument("--scheduler", metavar="tcp://HOST:PORT", help="a Dask scheduler instead")

    out = parser.add_argument_group("what to keep")
    out.add_argument("--json", type=Path, metavar="FILE", help="all trials; - prints them")
    out.add_argument("--table", type=Path, metavar="FILE.csv", help="a row a trial")
    out.add_argument("--study", type=Path, metavar="FILE.study", help="default: beside --json")
    out.add_argument("--resume", action="store_true", help="go on with the study that was kept")


def run(chosen: argparse.Namespace, config: Config) -> int:
    """Search; raises ValueError and OSError for what is not good."""
    from simulator.search import caviar, report

    plan = plan_of(chosen, config)
    path = _kept_at(chosen)
    for remark in plan.space.remarks():
        print(f"Note: {remark}", file=sys.stderr)
    study, file = _study(plan, path, chosen.resume)
    try:
        with _workers(chosen) as executor, _Bar(study) as bar:
            caviar.run(study, executor, noted=file.note if file else lambda _: None, turned=bar.show)
    except KeyboardInterrupt:
        print(f"Stopped. {_kept(study, file)}", file=sys.stderr)
        return 130
    finally:
        if file:
            file.close()
    _write(chosen.json, report.to_json(study))
    _write(chosen.table, report.to_csv(study))
    if str(chosen.json) != "-":
        print(summary(study))
    return 0


def plan_of(chosen: argparse.Namespace, config: Config) -> Plan:
    """The plan that the arguments ask for. Raises ValueError for what is not good."""
    from simulator.search.policies import Halving
    from simulator.search.space import Space
    from simulator.search.study import Plan

    ranges = dict(_range(text) for text in chosen.ranges)
    names = [name.strip() for name in chosen.vary.split(",") if name.strip()]
    stray = sorted(ranges.keys() - set(names))
    if stray:
        raise ValueError(f"--range is for what is varied, got {stray[0]}; --vary has {', '.join(names)}.")
    generations = _GENERATIONS if chosen.generations is None else chosen.generations
    return Plan(
        space=Space(config, tuple(_axis(name, ranges.get(name)) for name in names)),
        strategy=chosen.strategy, trials=chosen.trials, steps=chosen.steps, objective=chosen.objective,
        seed=chosen.seed, own_seeds=chosen.own_seeds, generations=generations,
        halving=Halving(chosen.halving),
    )  # fmt: skip


def summary(study: Study) -> str:
    """What came of it, in lines."""
    best, states = study.best, [trial.state for trial in study.trials]
    ended = ", ".join(f"{states.count(s)} {s}" for s in dict.fromkeys(states))
    lines = [f"{len(states)} trials on {study.dataset.name}: {ended}."]
    if best is None:
        return f"{lines[0]} None ended with finite numbers: try lower learning rates."
    values = ", ".join(f"{axis.name} = {axis.say(axis.value_in(best.settings))}" for axis in study.space.axes)
    lines.append(
        f"Best: trial {best.number} with {values}: dev accuracy {best.accuracy_dev:.4f}, "
        f"dev cost {best.cost_dev:.4f} nats, train cost {best.cost_train:.4f} nats."
    )
    lines.append(f"{study.wasted():.0%} of the steps went to the trials that ended in the worse half.")
    return "\n".join(lines)


def _range(text: str) -> tuple[str, tuple[str, ...]]:
    name, equals, ends = text.partition("=")
    parts = tuple(ends.split(":"))
    if not equals or len(parts) not in (2, 3):
        raise ValueError(f"--range takes NAME=LOW:HIGH or NAME=LOW:HIGH:SCALE, got {text!r}.")
    return name, parts


def _axis(name: str, given: tuple[str, ...] | None) -> Axis:
    from simulator.search.space import Axis

    axis = Axis.of(name)
    if given is None:
        return axis
    if not axis.is_number:
        raise ValueError(f"{name} has no range; its values are {', '.join(map(str, axis.values))}.")
    return Axis(name, _number(name, given[0]), _number(name, given[1]), *(given[2:] or (axis.scale,)))


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"--range {name}: a number was expected, got {text!r}.") from None


def _kept_at(chosen: argparse.Namespace) -> Path | None:
    if chosen.study:
        return Path(chosen.study)
    if chosen.json and str(chosen.json) != "-":
        return Path(chosen.json).with_suffix(".study")
    if chosen.resume:
        raise ValueError("--resume needs to know which study: add --study or --json.")
    return None


def _study(plan: Plan, path: Path | None, resume: bool) -> tuple[Study, StudyFile | None]:
    from simulator.search.study import Study
    from simulator.search.study_file import StudyFile

    if path is None:
        return Study(plan), None
    if resume and path.exists():
        file, study = StudyFile.go_on(path)
        if study.plan != plan:
            file.close()
            raise ValueError(f"{path} is a study of another plan: give the same options, or another name.")
        return study, file
    if path.exists():
        raise ValueError(f"{path} exists: add --resume to go on with it, or give another name.")
    study = Study(plan)
    return study, StudyFile(path, study)


@contextmanager
def _workers(chosen: argparse.Namespace) -> Iterator[Executor]:
    from simulator.search.workers import Processes, cores

    if chosen.scheduler:
        from simulator.search.cluster import connected

        with connected(chosen.scheduler) as executor:
            yield executor
        return
    workers = chosen.workers or 0
    if not 0 <= workers <= 1024:
        raise ValueError(f"--workers must be in [0, 1024], got {workers}.")
    with Processes(workers or cores()) as executor:
        yield executor


def _write(path: Path | None, text: str) -> None:
    if path is None:
        return
    if str(path) == "-":
        print(text)
    else:
        path.write_text(text, encoding="utf-8")


def _kept(study: Study, file: StudyFile | None) -> str:
    ended = sum(trial.ended for trial in study.trials)
    return f"{ended} trials are kept in {file.path}: go on with --resume." if file else "Nothing was kept."


class _Bar:
    """A progress bar over the steps of all trials, with the best so far."""

    def __init__(self, study: Study) -> None:
        from tqdm import tqdm

        total = study.plan.cost * study.plan.steps
        self._bar: Any = tqdm(total=total, unit=" steps", unit_scale=True, disable=None, file=sys.stderr)

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def show(self, caviar: Any) -> None:
        """How it stands."""
        study, best = caviar.study, caviar.study.best
        value = study.objective.value(best) if best else math.nan
        self._bar.n = self._bar.total - min(caviar.steps_left, self._bar.total)
        ended = sum(trial.ended for trial in study.trials)
        self._bar.set_postfix(ended=ended, best=f"{value:.4g}", refresh=False)
        self._bar.refresh()
