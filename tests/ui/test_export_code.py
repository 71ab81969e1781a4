"""`batchscope export-code`: what is written, and what is refused in one sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator import run_file
from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.run_file import Saved
from ui.__main__ import main

_SET = ["--set", "examples=120", "--set", "hidden_units=5"]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def export(*arguments: str) -> int:
    return main(["export-code", *arguments])


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The sentence, and nothing was written."""
    before = sorted(Path().iterdir())
    assert export(*arguments) == 2
    assert sorted(Path().iterdir()) == before
    said = capsys.readouterr().err.strip()
    assert len(said.splitlines()) == 1
    return said


def saved_run(steps: int = 20) -> Run:
    run = Run(Config(examples=120, hidden_units=(5,), learning_rate=0.02))
    run.advance(steps)
    run_file.write("my.batchscope", Saved(run.tree, run.place))
    return run


def test_a_program_of_a_run_makes_its_losses_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    """F1."""
    run = saved_run()
    assert export("--framework", "numpy", "--run", "my.batchscope", "-o", "net.py") == 0
    assert "net.py" in capsys.readouterr().out
    ended = subprocess.run([sys.executable, "net.py"], capture_output=True, text=True, check=True)
    printed = [float(line.split()[-1]) for line in ended.stdout.splitlines() if line.startswith("step")]
    assert printed == pytest.approx(run.snapshot().series.loss.tolist(), rel=1e-9)


def test_a_usual_program_says_where_it_is_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert export("--framework", "pytorch", "--usual", *_SET, "-o", "net.py") == 0
    assert "nn.BatchNorm1d(5" in Path("net.py").read_text(encoding="utf-8")
    assert capsys.readouterr().err.startswith("Note: PyTorch's own batch norm averages")


def test_without_a_run_the_options_say_what_to_write() -> None:
    assert export("--framework", "numpy", *_SET, "--set", "learning_rate=0.3", "--steps", "7") == 0
    text = Path("spirals_numpy.py").read_text(encoding="utf-8")
    assert "alpha = 0.3" in text
    assert "STEPS, MINI_BATCH = 0, 7, 64" in text
    assert Path("spirals_numpy.npz").is_file()


def test_trained_weights_go_into_the_file() -> None:
    import numpy as np

    run = saved_run()
    assert export("--framework", "numpy", "--run", "my.batchscope", "--trained", "-o", "net") == 0
    with np.load("net.npz") as data:
        assert np.array_equal(data["W1"], run.network.parameters["W1"][0])
        assert np.array_equal(data["gamma1"], run.network.parameters["gamma1"][0, :, 0])


@pytest.mark.parametrize("how", [["--notebook"], ["-o", "spirals_numpy.ipynb"]])
def test_a_notebook(how: list[str]) -> None:
    assert export("--framework", "numpy", *_SET, *how) == 0
    assert json.loads(Path("spirals_numpy.ipynb").read_text(encoding="utf-8"))["nbformat"] == 4


@pytest.mark.parametrize("suffix", [".py", ".ipynb", ".onnx"])
def test_what_is_replaced_leaves_no_backup(suffix: str) -> None:
    if suffix == ".onnx":
        pytest.importorskip("onnx")
    name = "onnx" if suffix == ".onnx" else "numpy"
    for _ in range(2):
        assert export("--framework", name, *_SET, "--steps", "3", "-o", f"net{suffix}", "--force") == 0
    arrays = [] if suffix == ".onnx" else ["net.npz"]
    assert sorted(path.name for path in Path().iterdir()) == sorted([f"net{suffix}", *arrays])


def test_what_is_there_is_replaced_only_by_force(capsys: pytest.CaptureFixture[str]) -> None:
    Path("spirals_numpy.npz").write_text("mine")
    said = refused(capsys, "--framework", "numpy", *_SET)
    assert said == "batchscope export-code: There is spirals_numpy.npz already: --force replaces it."
    assert Path("spirals_numpy.npz").read_text() == "mine"
    assert export("--framework", "numpy", *_SET, "--force") == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--framework", "jax"], "no framework 'jax'; there are numpy, pytorch, keras, tensorflow, onnx"),
        (["--framework", "numpy", "--run", "gone.batchscope"], "no file gone.batchscope"),
        (["--framework", "numpy", "-o", "net.txt"], "must end in .py, got 'net.txt'"),
        (["--framework", "numpy", "-o", "nowhere/net.py"], "Cannot write nowhere/net.npz"),
        (["--framework", "numpy", "--set", "learning_rate=fast"], "learning_rate"),
        (["--framework", "pytorch", "--set", "mini_batch_size=575"], "refuses a mini-batch of one example"),
    ],
)
def test_one_sentence_says_what_is_wrong(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert sentence in refused(capsys, *arguments)


_RUN = ["--framework", "numpy", "--run", "my.batchscope"]
_ONNX = ["--framework", "onnx"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([*_RUN, "--set", "seed=3"], "--set does not go with --run: a run has its settings and its data."),
        (
            [*_RUN, "--dataset", "iris"],
            "--dataset does not go with --run: a run has its settings and its data.",
        ),
        ([*_RUN, "--csv", "my.csv"], "--csv does not go with --run: a run has its settings and its data."),
        ([*_RUN, "--label", "kind"], "--label does not go with --run: a run has its settings and its data."),
        (["--framework", "keras", "--folded"], "--folded goes with --framework onnx."),
        ([*_ONNX, "--notebook"], "--notebook does not go with --framework onnx, which is no program."),
        (
            [*_ONNX, "--run", "my.batchscope", "--steps", "5"],
            "--steps does not go with --run and --framework onnx, which trains no further.",
        ),
        (["--framework", "numpy", "--label", "kind"], "--label goes with --csv."),
        (
            ["--framework", "numpy", "--run", "net.py"],
            "--run takes a run that was saved (.batchscope), got 'net.py'.",
        ),
    ],
)
def test_what_would_be_passed_over_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    saved_run()
    Path("net.py").write_text("print('mine')")
    assert refused(capsys, *arguments) == f"batchscope export-code: {sentence}"


@pytest.mark.parametrize(
    ("steps", "said"), [([], ["Trained 300 steps first; --steps changes that."]), (["--steps", "7"], [])]
)
def test_steps_that_nobody_asked_for_are_said(
    capsys: pytest.CaptureFixture[str], steps: list[str], said: list[str]
) -> None:
    assert export("--framework", "numpy", *_SET, "--trained", *steps) == 0
    assert capsys.readouterr().err.splitlines() == said


def test_onnx_that_is_missing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)  # as where it is not installed
    assert "pip install onnx" in refused(capsys, "--framework", "onnx", *_SET, "--steps", "5")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_no_right_to_write(capsys: pytest.CaptureFixture[str]) -> None:
    Path("closed").mkdir(mode=0o500)
    assert "Permission denied" in refused(capsys, "--framework", "numpy", *_SET, "-o", "closed/net.py")


def test_a_run_file_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.batchscope").write_bytes(b"no run")
    said = refused(capsys, "--framework", "numpy", "--run", "bad.batchscope")
    assert said == "batchscope export-code: bad.batchscope: it was not written by Batchscope."


def test_it_needs_no_qt() -> None:
    script = (
        "import sys; from ui.__main__ import main\n"
        "assert main(['export-code', '--framework', 'numpy', '--set', 'examples=60']) == 0\n"
        "assert not [name for name in sys.modules if name.startswith(('PySide6', 'pyqtgraph'))]"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, "PYTHONPATH": _ROOT})


_ROOT = str(Path(__file__).resolve().parents[2])
