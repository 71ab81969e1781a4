"""A program as files: the text or a notebook with its arrays beside it, or the network as ONNX."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from simulator import atomic
from simulator.frameworks.notebook import notebook
from simulator.frameworks.onnx_model import onnx_model
from simulator.frameworks.program import program
from simulator.frameworks.task import Task, arrays, task_of
from simulator.history import Place
from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.tree import Tree

ONNX = "onnx"
SUFFIXES = (".py", ".ipynb", ".onnx")
"""Of a program, a notebook and a network."""


def run_at(tree: Tree, place: Place) -> Run:
    """A run that stands at a place of a tree."""
    origin = tree.origins[tree.branches[place.branch].root]
    run = Run(origin.config, origin.dataset, origin.base)
    run.open(tree, place)
    return run


def stem(config: Config, framework: str) -> str:
    """What a file of the program is called where nobody says otherwise, without a suffix."""
    data = Path(config.csv_file).stem if config.dataset == "csv" else config.dataset
    return f"{re.sub(r'[^A-Za-z0-9]+', '_', data).strip('_') or 'data'}_{framework}"


def files(path: Path) -> tuple[Path, ...]:
    """All files that are written with the one at `path`."""
    return (path,) if path.suffix == ".onnx" else (path, path.with_suffix(".npz"))


def save(
    run: Run, framework: str, path: Path, trained: bool = False, steps: int = 0, usual: bool = False
) -> Task:
    """Write the program of a run, a notebook where the name says so, and its arrays beside it.

    Raises ValueError where the framework cannot express it, OSError, one sentence, where the disk cannot.
    """
    task = task_of(run, trained, steps, usual)
    is_notebook = path.suffix == ".ipynb"
    made = program(framework, task, path.with_suffix(".npz").name, beside=not is_notebook)
    text = notebook(made) if is_notebook else made.text
    save_arrays(path.with_suffix(".npz"), arrays(run, task))
    _write(path, lambda file: file.write(text.encode()))
    return task


def save_onnx(run: Run, path: Path, folded: bool = False) -> None:
    """Write the network as it is now; `folded` has test-time batch norm inside W and b.

    Raises ValueError, one sentence, where onnx is not installed or cannot, and OSError likewise.
    """
    data = onnx_model(run, folded)
    _write(path, lambda file: file.write(data))


def save_arrays(path: Path, data: Mapping[str, NDArray[Any]]) -> None:
    """Write the file of arrays of a program."""
    _write(path, lambda file: np.savez(file, **data))  # type: ignore[arg-type]


def _write(path: Path, fill: Any) -> None:
    def filled(file: IO[bytes]) -> None:
        fill(file)

    try:
        atomic.write(path, filled, keep=False)  # a program can be written again
    except OSError as error:
        raise OSError(f"Cannot write {path}: {error.strerror or error}.") from None
