"""Studies on disk: what was noted is read back, whatever tore the file or who wrote it."""

from __future__ import annotations

import json
import random
import resource
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.hyperparameters import Config
from simulator.search import report
from simulator.search.caviar import run
from simulator.search.policies import Halving
from simulator.search.space import Axis, Space
from simulator.search.study import Plan, Study
from simulator.search.study_file import StudyFile
from simulator.search.study_reading import read
from simulator.search.trial import Change, Trial

SPACE = Space(
    Config(examples=100, hidden_units=(4,), classes=3),
    (Axis.of("learning_rate"), Axis.of("activation"), Axis.of("batch_norm")),
)


def searched(folder: Path, **settings: Any) -> tuple[Study, Path]:
    """A study that was kept in a file while it was searched: with clones, a zoom taken back, an extension."""
    study = Study(replace(Plan(space=SPACE, trials=6, steps=12, halving=Halving(2)), **settings))
    path = folder / "a.study"
    file = StudyFile(path, study)
    with ThreadPoolExecutor(1) as executor:
        run(study, executor, noted=file.note)
        best = study.ranked[0]
        for grow in (
            lambda: study.clone(best.number, "learning_rate", 0.2, 5),
            lambda: study.extend(best.number, 4, (Change(12, "keep_prob", 0.9),)),
            lambda: study.zoom(study.suggested_box(), 3),
            study.undo,
        ):
            before = len(study.records)
            grow()
            for record in study.records[before:]:
                file.note(record)
        run(study, executor, noted=file.note)
    file.close()
    return study, path


def same(a: Study, b: Study) -> None:
    assert a.plan == b.plan
    assert np.array_equal(a.dataset.X, b.dataset.X)
    assert len(a.records) == len(b.records)
    for x, y in zip(a.records, b.records, strict=True):
        if isinstance(x, Trial):
            assert isinstance(y, Trial)
            assert np.array_equal(x.curve, y.curve, equal_nan=True)
            assert repr(replace(x, curve=y.curve)) == repr(y)
        else:
            assert x == y
    assert report.to_csv(a) == report.to_csv(b)
    assert report.to_json(a) == report.to_json(b)


def test_a_study_is_read_back_equal(tmp_path: Path) -> None:
    study, path = searched(tmp_path)
    same(study, read(path))


def test_data_of_the_persons_own_are_in_the_file(tmp_path: Path) -> None:
    plan = Plan(space=SPACE, trials=2, steps=3)
    loaded = Study(plan).dataset
    study = Study(plan, loaded.with_example([1.5, -2.5], 1), loaded)
    StudyFile(tmp_path / "a.study", study).close()
    again = read(tmp_path / "a.study")
    assert np.array_equal(again.dataset.X, study.dataset.X)
    assert np.array_equal(again.base.X, loaded.X)
    assert (
        "X"
        not in json.loads((tmp_path / "a.study").read_text().splitlines()[0])["loaded" if False else "plan"]
    )


def test_a_torn_last_line_is_left_out_and_cut_off(tmp_path: Path) -> None:
    study, path = searched(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    for kept in (1, 2, len(lines) // 2, len(lines) - 1):
        path.write_bytes(b"".join(lines[:kept]) + lines[min(kept, len(lines) - 1)][:-7])
        file, part = StudyFile.go_on(path)
        assert len(part.records) == kept - 1
        for record in study.records[kept - 1 :]:
            part.append(record)
            file.note(record)
        file.close()
        same(study, read(path))


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    _, path = searched(tmp_path)
    with pytest.raises(FileExistsError):
        StudyFile(path, Study(Plan(space=SPACE)))


def test_a_full_disk_is_an_error_and_what_was_there_stays(tmp_path: Path) -> None:
    study = Study(Plan(space=SPACE, trials=6, steps=12))
    file = StudyFile(tmp_path / "a.study", study)
    size = (tmp_path / "a.study").stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            file.note(Trial(0, Config(), 5))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert read(tmp_path / "a.study").plan == study.plan
    file.close()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("[]", "line 1: a line must be a JSON object"),
        ("{}", "line 1: this is no study of version 1"),
        ('{"batchscope study": 2}', "line 1: this is no study of version 1"),
        ('{"batchscope study": 1}', "line 1: there is no 'base'"),
        ('{"batchscope study": NaN}', "finite numbers only, got NaN"),
        ("not json", "line 1"),
        ("", "is no study"),
    ],
)
def test_what_is_no_study_is_said(tmp_path: Path, line: str, sentence: str) -> None:
    path = tmp_path / "b.study"
    path.write_text(line + ("\n" if line else ""))
    with pytest.raises(ValueError) as error:
        read(path)
    assert sentence in str(error.value)
    assert "b.study" in str(error.value)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda h: h["plan"].update(trials=10**6), "trials must be a whole number in [1, 10,000]"),
        (lambda h: h["base"].update(classes=99), "classes must be"),
        (lambda h: h["axes"][0].update(low=0.0), "low must be above 0"),
        (lambda h: h["axes"][0].update(name="seed"), "A search can vary"),
        (lambda h: h["plan"].update(evil=1), "unexpected keyword argument 'evil'"),
        (lambda h: h["plan"].update(halving="2"), "whole number"),
    ],
)
def test_a_head_is_checked_as_if_it_had_been_typed(tmp_path: Path, change: Any, sentence: str) -> None:
    _, path = searched(tmp_path)
    head, *rest = path.read_text().splitlines()
    values = json.loads(head)
    change(values)
    path.write_text("\n".join([json.dumps(values), *rest, ""]))
    with pytest.raises(ValueError) as error:
        read(path)
    assert sentence in str(error.value)


def test_mutated_files_are_an_error_or_a_study(tmp_path: Path) -> None:
    _, path = searched(tmp_path)
    whole, rng = path.read_bytes(), random.Random(0)
    started = time.monotonic()
    for _ in range(300):
        bytes_ = bytearray(whole)
        for _ in range(rng.randint(1, 8)):
            bytes_[rng.randrange(len(bytes_))] = rng.randrange(256)
        path.write_bytes(bytes(bytes_[: rng.randrange(len(bytes_))] if rng.random() < 0.3 else bytes_))
        try:
            report.to_csv(read(path))
        except ValueError as error:
            assert "a.study" in str(error)  # noqa: PT017
    assert time.monotonic() - started < 120


def test_a_report_says_what_was_tried(tmp_path: Path) -> None:
    study, _ = searched(tmp_path)
    head, *rows = report.to_csv(study).splitlines()
    assert head.startswith(
        "trial,generation,parent,state,learning_rate,activation,batch_norm,seed,steps,cost_train"
    )
    assert len(rows) == len(study.trials) == 7
    values = json.loads(report.to_json(study))
    assert values["best"] == study.best.number if study.best else None
    assert [trial["state"] for trial in values["trials"]] == [trial.state for trial in study.trials]
    first = values["trials"][0]
    assert first["curve"]["cost_dev"][-1] == pytest.approx(first["cost_dev"])
