"""The same search on a real Dask cluster: a killed worker costs time, a killed scheduler says so."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from simulator.hyperparameters import Config
from simulator.search.caviar import run
from simulator.search.cluster import connected
from simulator.search.space import Axis, Space
from simulator.search.study import Plan, Study

pytest.importorskip("distributed", reason="pip install 'batchscope[cluster]'")
ROOT = Path(__file__).parents[2]


def case(what: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.simulator.cluster_case", what],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr[-2000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert result["happened"]
    return result


@pytest.mark.thorough
def test_a_killed_worker_loses_no_trial_and_none_is_counted_twice() -> None:
    result = case("worker")
    assert result["said"] == ""
    assert result["ended"] == list(range(24))
    space = Space(Config(examples=200, hidden_units=(6,), classes=3), (Axis.of("learning_rate"),))
    here = Study(Plan(space=space, trials=24, steps=4000))
    with ThreadPoolExecutor(1) as executor:
        run(here, executor)
    assert result["costs"] == pytest.approx([trial.cost_dev for trial in here.trials], rel=1e-12)


@pytest.mark.thorough
def test_a_scheduler_that_dies_midway_is_said_and_nothing_hangs() -> None:
    result = case("scheduler")
    assert "The workers of the search are gone" in result["said"]
    assert len(result["ended"]) == len(set(result["ended"])) < 24


def test_a_scheduler_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.search.cluster._PATIENCE", 0.5)
    with (
        pytest.raises(OSError, match=r"There is no scheduler at 'tcp://127\.0\.0\.1:9'"),
        connected("tcp://127.0.0.1:9"),
    ):
        pass
    with pytest.raises(OSError, match="There is no scheduler at 'nonsense://'"), connected("nonsense://"):
        pass
