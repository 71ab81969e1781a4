"""`batchscope search` as a person types it: a real process, real files."""

from __future__ import annotations

import contextlib
import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulator.search.study_reading import read
from ui.__main__ import main

SMALL = ["search", "--set", "examples=200", "--set", "hidden_units=6", "--steps", "40", "--workers", "1"]


def test_the_issue_s_own_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.json"
    line = "search --dataset iris --vary learning_rate,momentum --strategy random --trials 8 --steps 30"
    assert main([*line.split(), "--json", str(out), "--table", str(tmp_path / "t.csv")]) == 0
    said, noted = capfd.readouterr()
    assert "8 trials on Iris: 8 done." in said
    assert "Momentum: has an effect only when Optimiser is Momentum." in noted
    values = json.loads(out.read_text())
    assert len(values["trials"]) == 8
    best = max(values["trials"], key=lambda t: (t["accuracy_dev"], -t["number"]))
    assert values["best"] == best["number"]
    rows = list(csv.DictReader((tmp_path / "t.csv").read_text().splitlines()))
    assert [float(row["learning_rate"]) for row in rows] == [
        t["config"]["learning_rate"] for t in values["trials"]
    ]
    assert read(tmp_path / "out.study").complete


def _has_ended_one(path: Path) -> bool:
    """Whether a trial has ended in a study that may have only just been begun."""
    with contextlib.suppress(ValueError):
        return any(trial.ended for trial in read(path).trials)
    return False


def test_json_alone_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "--trials", "3", "--json", "-"]) == 0
    assert len(json.loads(capfd.readouterr().out)["trials"]) == 3


def test_interrupted_it_keeps_what_ended_and_resumes(tmp_path: Path) -> None:
    line = [
        sys.executable, "-m", "ui", *SMALL[:5], "--steps", "20000", "--trials", "40", "--workers", "1",
        "--halving", "2", "--study", str(tmp_path / "a.study"),
    ]  # fmt: skip
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 60
    while time.monotonic() < end and not (tmp_path / "a.study").exists():
        time.sleep(0.05)
    while time.monotonic() < end and not _has_ended_one(tmp_path / "a.study"):
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "go on with --resume" in said
    assert "Traceback" not in said
    before = {t.number: t.cost_dev for t in read(tmp_path / "a.study").trials if t.ended}
    assert before


def test_resume_goes_on_and_ends_as_if_never_stopped(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    line = [*SMALL, "--trials", "6", "--strategy", "grid"]
    assert main([*line, "--json", str(one)]) == 0
    lines = (tmp_path / "one.study").read_bytes().splitlines(keepends=True)
    (tmp_path / "two.study").write_bytes(b"".join(lines[:-2]) + lines[-2][:20])
    assert main([*line, "--json", str(two)]) == 2
    assert main([*line, "--json", str(two), "--resume"]) == 0
    assert one.read_text() == two.read_text()
    assert "exists: add --resume" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--vary", "nothing"], "A search can vary learning_rate"),
        (["--vary", ""], "A search varies 1 to 12 hyperparameters, got 0."),
        (["--trials", "0"], "trials must be a whole number in [1, 10,000], got 0."),
        (["--trials", "1000000"], "got 1000000"),
        (["--range", "learning_rate=0:1"], "a log scale has no place for 0"),
        (["--range", "learning_rate=1:0.1"], "low must be less than high, got 1 and 0.1."),
        (["--range", "learning_rate=a:1"], "a number was expected, got 'a'"),
        (["--range", "learning_rate"], "--range takes NAME=LOW:HIGH"),
        (["--range", "momentum=0.5:0.9"], "--range is for what is varied, got momentum"),
        (["--vary", "activation", "--range", "activation=0:1"], "activation has no range"),
        (["--scheduler", "tcp://127.0.0.1:9"], "There is no scheduler at 'tcp://127.0.0.1:9'"),
        (["--workers", "-1"], "--workers must be in [0, 1024], got -1."),
        (["--resume"], "--resume needs to know which study"),
        (["--halving", "99"], "Halving keeps one in 1 to 16"),
        (["--dataset", "nope"], "dataset must be one of"),
        (["--study", "/proc/nothing/a.study"], "nothing"),
    ],
)
def test_bad_input_is_one_sentence(
    more: list[str], sentence: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.search.cluster._PATIENCE", 0.5)
    here = SMALL[:-2] if "--scheduler" in more else SMALL  # its workers are its own
    assert main([*here, *more]) == 2
    said = capfd.readouterr().err
    assert sentence in said
    assert said.strip().splitlines()[-1].startswith("batchscope search: ")
