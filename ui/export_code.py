"""The command `batchscope export-code`: a run's network as a program in a framework, without a window."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.hyperparameters import Config

if TYPE_CHECKING:
    from simulator.run import Run

_USUAL_STEPS = 300  # of a run whose trained weights are asked for


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the export, besides those that say what to train."""
    parser.add_argument(
        "--framework", required=True, metavar="NAME", help="numpy, pytorch, keras, tensorflow, or onnx"
    )
    parser.add_argument("--run", type=Path, metavar="FILE", help="a run that was saved (.batchscope)")
    parser.add_argument("-o", "--out", type=Path, metavar="OUT", help="default: DATA_FRAMEWORK.py here")
    parser.add_argument("--trained", action="store_true", help="start with the weights that the run has now")
    parser.add_argument("--usual", action="store_true", help="of the framework's own parts, a little apart")
    parser.add_argument("--notebook", action="store_true", help="a notebook, .ipynb")
    parser.add_argument("--folded", action="store_true", help="onnx: batch norm inside W and b")
    parser.add_argument("--force", action="store_true", help="replace files that are there")


def run(chosen: argparse.Namespace, config: Config) -> int:
    """Write the files; raises ValueError and OSError, one sentence, for what is not good."""
    from simulator.frameworks import limits, writing
    from simulator.frameworks.task import FRAMEWORKS

    known = [*FRAMEWORKS, writing.ONNX]
    if chosen.framework not in known:
        raise ValueError(f"There is no framework {chosen.framework!r}; there are {', '.join(known)}.")
    _path(chosen, "")  # a name that is not good is said before anything is trained
    training = _opened(chosen.run) if chosen.run else _begun(chosen, config)
    path = _path(chosen, writing.stem(training.config, chosen.framework))
    _keep_what_is_there(writing.files(path), chosen.force)
    if chosen.framework == writing.ONNX:
        writing.save_onnx(training, path, chosen.folded)
        print(f"Wrote {path}.")
        return 0
    steps = 0 if chosen.trained else chosen.steps or 0
    task = writing.save(training, chosen.framework, path, chosen.trained, steps, chosen.usual)
    for sentence in limits.departures(chosen.framework, task):
        print(f"Note: {sentence}", file=sys.stderr)
    arrays = path.with_suffix(".npz")
    print(f"Wrote {path} and {arrays}." + ("" if path.suffix == ".ipynb" else f" Run it: python3 {path}"))
    return 0


def _opened(path: Path) -> Run:
    """The run of a file, where it stood when it was saved."""
    from simulator import run_file
    from simulator.frameworks.writing import run_at

    if path.suffix != run_file.SUFFIX:
        raise ValueError(f"--run takes a run that was saved ({run_file.SUFFIX}), got {path.name!r}.")
    if not path.is_file():
        raise ValueError(f"There is no file {path}.")
    saved = run_file.read(path)
    if saved.note:
        print(f"Note: {saved.note}", file=sys.stderr)
    return run_at(saved.tree, saved.place)


def _begun(chosen: argparse.Namespace, config: Config) -> Run:
    """A new run, trained where its weights are asked for."""
    from simulator.run import Run

    training = Run(config)
    if chosen.trained or chosen.framework == "onnx":
        training.advance(_USUAL_STEPS if chosen.steps is None else chosen.steps)
        if training.divergence:
            raise ValueError(training.divergence.message)
        if chosen.steps is None:
            print(f"Trained {_USUAL_STEPS} steps first; --steps changes that.", file=sys.stderr)
    return training


def _path(chosen: argparse.Namespace, stem: str) -> Path:
    """Where the program goes: as it is called, else after its data and framework."""
    given: Path | None = chosen.out
    suffix = ".onnx" if chosen.framework == "onnx" else ".ipynb" if chosen.notebook else ".py"
    if given is None:
        return Path(stem + suffix)
    if not given.suffix:
        return given.with_name(given.name + suffix)
    if given.suffix == suffix or (suffix == ".py" and given.suffix == ".ipynb"):
        return given
    raise ValueError(f"--out must end in {suffix}, got {given.name!r}.")


def _keep_what_is_there(paths: tuple[Path, ...], force: bool) -> None:
    there = [path for path in paths if path.exists()]
    if there and not force:
        raise ValueError(f"There is {there[0]} already: --force replaces it.")
