"""A notebook runs from top to bottom and does what the program does."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from simulator.frameworks.counting import batch_norm_lines, code_lines
from simulator.frameworks.notebook import notebook
from simulator.frameworks.program import Program, program
from simulator.frameworks.task import task_of, task_seen
from simulator.frameworks.writing import save
from simulator.hyperparameters import Config
from simulator.run import Run

_SMALL = Config(examples=120, mini_batch_size=32, hidden_units=(5,))


def written(folder: Path, config: Config = _SMALL, trained: bool = False) -> dict[str, Any]:
    """The notebook of a run, as its file holds it."""
    run = Run(config)
    run.advance(12)
    save(run, "numpy", folder / "net.ipynb", trained)
    return json.loads((folder / "net.ipynb").read_text(encoding="utf-8"))


def sources(made: dict[str, Any], kind: str = "code") -> list[str]:
    return ["".join(cell["source"]) for cell in made["cells"] if cell["cell_type"] == kind]


def carried_out(made: dict[str, Any], folder: Path) -> list[float]:
    """The losses that its cells leave, each carried out by itself in one namespace."""
    script = folder / "cells.py"
    script.write_text(
        "import json, sys\nnames = {}\n"
        "for cell in json.load(open(sys.argv[1], encoding='utf-8')):\n"
        "    exec(compile(cell, 'cell', 'exec'), names)\n"
        "print(json.dumps(names['losses']))\n",
        encoding="utf-8",
    )
    (folder / "cells.json").write_text(json.dumps(sources(made)), encoding="utf-8")
    command = [sys.executable, str(script), str(folder / "cells.json")]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(ended.stdout.splitlines()[-1])


def test_its_cells_make_the_losses_of_the_run(tmp_path: Path) -> None:
    losses = carried_out(written(tmp_path), tmp_path)
    run = Run(_SMALL)
    assert losses == pytest.approx([run.step() for _ in range(12)], rel=1e-9)


def test_one_with_trained_weights_goes_on_from_them(tmp_path: Path) -> None:
    losses = carried_out(written(tmp_path, trained=True), tmp_path)
    fresh = Run(_SMALL)
    untrained = [fresh.step() for _ in range(12)]
    assert losses[0] < 0.9 * untrained[0]


def test_is_of_the_format(tmp_path: Path) -> None:
    made = written(tmp_path)
    assert (made["nbformat"], made["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in made["cells"]}) == len(made["cells"])
    assert all(cell["outputs"] == [] for cell in made["cells"] if cell["cell_type"] == "code")
    if find_spec("nbformat"):
        import nbformat

        nbformat.validate(nbformat.from_dict(made))


def test_its_cells_hold_every_line_of_the_program(tmp_path: Path) -> None:
    run = Run(_SMALL)
    text = program("numpy", task_of(run, steps=12), "net.npz", beside=False).text
    body = text.partition('"""\n\n')[2]
    cells = sources(written(tmp_path))
    assert [line for cell in cells for line in cell.splitlines() if line] == [
        line for line in body.splitlines() if line
    ]
    assert len(cells) > 8
    assert "__file__" not in "".join(cells)


def test_its_head_says_what_it_is(tmp_path: Path) -> None:
    head = sources(written(tmp_path), "markdown")[0]
    assert head.startswith("# Spirals: a network of 2, 5, 4 units")
    assert "NumPy" in head


def test_comments_go_with_what_they_are_about() -> None:
    function = '@d\ndef e():\n    f = """\n\n# no comment\n"""\n'
    text = f'"""About."""\n\nimport a\n\n# One.\nb = 1\nc = 2\n\n\n{function}\n\ng = 3\n'
    made = json.loads(notebook(Program("numpy", text, ())))
    assert [cell.splitlines()[0] for cell in sources(made)] == ["import a", "# One.", "@d", "g = 3"]


# Counting -------------------------------------------------------------------------------------------


def test_lines_of_code_are_counted_without_what_is_said_about_them() -> None:
    assert code_lines('"""Two\nlines."""\n# no\n\na = 1  # yes\nb = (\n    2,\n)\n') == 4
    assert code_lines('def f():\n    """No."""\n    return """a\nb"""\n') == 3


def test_batch_norm_is_many_lines_in_numpy() -> None:
    """F2."""
    task = task_of(Run(_SMALL))
    assert 20 <= batch_norm_lines("numpy", task) <= 40
    off = task_of(Run(Config(examples=120, batch_norm=False)))
    assert batch_norm_lines("numpy", off) == 0


def test_a_window_sees_the_task_of_the_run() -> None:
    for config in (_SMALL, Config(dataset="iris", hidden_units=())):
        run = Run(config)
        run.advance(3)
        run.set("learning_rate", 0.02)
        run.step()
        assert task_seen(run.snapshot()) == task_of(run)
