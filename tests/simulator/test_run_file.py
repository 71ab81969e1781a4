"""Run files: what is opened goes on bit for bit, no kill tears one, and nothing in one is believed."""

from __future__ import annotations

import json
import os
import random
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import atomic, run_file
from simulator.hyperparameters import Config
from simulator.probes.drift import Drift
from simulator.probes.warm_up import WarmUp
from simulator.run import Run
from simulator.run_file import Saved, read, write
from tests.simulator.damage import mutated, opened, parts, survives, whole_run_file, zipped
from tests.simulator.killed import torn
from tests.simulator.programs import SETTINGS, begun, live_on, live_once, lived, recorded, stands

_DATA = Path(__file__).parents[1] / "data"


def saved(run: Run, folder: Path, **more: Any) -> Path:
    path = folder / "a.batchscope"
    write(path, Saved(run.tree, run.place, **more))
    return path


@pytest.fixture(scope="module")
def whole() -> bytes:
    """The bytes of a file of a run in which everything was done."""
    return whole_run_file()


# The same bits --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_what_is_opened_is_what_was_saved_and_goes_on_as_it(tmp_path: Path, seed: int) -> None:
    run = lived(random.Random(seed), 30, **SETTINGS[seed % len(SETTINGS)])
    again = opened(saved(run, tmp_path))
    assert stands(again) == stands(run)
    run.redoable.clear()  # what was undone is not kept
    again.tree._numbers = run.tree._numbers  # of branches that are gone
    again._last_gesture = run._last_gesture
    for one in (run, again):
        live_on(one, random.Random(seed + 100), 12)
    assert stands(again) == stands(run)


def test_everything_that_can_be_done_by_hand_is_kept(tmp_path: Path) -> None:
    run = begun()
    live_once(run, random.Random(1))
    again = opened(saved(run, tmp_path))
    assert {edit.call[0] for b in run.tree.branches.values() for edit in b.edits} == {
        "set", "add_example", "move_example", "remove_example", "move_inputs", "set_parameter", "hold",
        "set_gamma_beta",
    }  # fmt: skip
    for number in run.tree.branches:
        for step in (0, run.tree.end(number) // 2, None):
            run.visit(number, step)
            again.visit(number, step)
            assert stands(again) == stands(run)


def test_the_same_checkpoints_are_there_and_no_others(tmp_path: Path) -> None:
    run = begun()
    run.advance(300)
    run.set("optimizer", "momentum")
    run.advance(300)
    again = opened(saved(run, tmp_path))
    mine, theirs = (list(each.tree.pasts[0]) for each in (run, again))
    assert [c.step for c in mine] == [c.step for c in theirs] == [0, 128, 256, 384, 512]
    for a, b in zip(mine, theirs, strict=True):
        assert a.arrays.keys() == b.arrays.keys()
        assert all(np.array_equal(a.arrays[name], b.arrays[name]) for name in a.arrays)
        assert (a.config, a.edits, a.dropout) == (b.config, b.edits, b.dropout)
        assert str(a.batches) == str(b.batches)


def test_a_diverged_run_is_one_again(tmp_path: Path) -> None:
    run = begun(batch_norm=False, optimizer="gradient_descent", learning_rate=10.0, weight_decay=100.0)
    run.advance(5000)
    assert run.divergence
    again = opened(saved(run, tmp_path))
    assert again.divergence == run.divergence
    assert recorded(again) == recorded(run)


def test_the_views_values_and_the_studies_come_back(tmp_path: Path) -> None:
    view = {"workspace": "train", "speed": 12.5, "open": True, "nothing": None, "shown": [1, "a", None]}
    studies = {"a b.study": b'{"x": 1}\n', "c.study": b""}
    found = read(saved(begun(), tmp_path, view=view, studies=studies))
    assert found.view == view
    assert found.studies == studies
    assert found.note == ""


def test_each_data_set_is_kept_once(tmp_path: Path) -> None:
    run = begun(dataset="digits")
    for units in ((3,), (4,), (5,)):
        run.set("hidden_units", units)
    found = parts(saved(run, tmp_path).read_bytes())
    assert [name for name in found if name.endswith("X.npy")] == ["data/0/X.npy"]
    assert len(found["data/0/X.npy"]) < 120_000  # its pixels are whole numbers


def test_data_of_the_persons_own_need_no_file(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("a,b,k\n" + "".join(f"{i / 7},{i % 5},{'xy'[i % 2]}\n" for i in range(40)))
    run = Run(Config(dataset="csv", csv_file=str(table), hidden_units=(3,)))
    run.advance(20)
    path = saved(run, tmp_path)
    table.unlink()
    assert stands(opened(path)) == stands(run)


def test_what_was_seen_long_ago_is_seen_again(tmp_path: Path) -> None:
    """The panels over the run's whole length, and on another branch (claims E1, W2)."""
    run = Run(Config(examples=40, hidden_units=(5,), mini_batch_size=8), traced=True)
    run.advance(3000)
    run.rewind(2000)
    run.set("learning_rate", 0.02)
    run.advance(500)
    again = opened(saved(run, tmp_path))
    for branch in (1, 0):
        for probe in (Drift(1, 2), WarmUp()):
            run.visit(branch)
            again.visit(branch)
            mine, theirs = vars(run.view(probe)), vars(again.view(probe))
            assert mine["at"][0] == 1
            assert all(np.array_equal(mine[name], theirs[name]) for name in mine), probe


@pytest.mark.parametrize("version", range(1, run_file.VERSION + 1))
def test_a_file_of_every_version_opens_and_goes_on(version: int) -> None:
    run = opened(_DATA / f"run_v{version}.batchscope")
    expected = json.loads((_DATA / f"run_v{version}.json").read_text())
    assert len(run.tree.branches) == expected["branches"]
    assert run.place == run_file.Place(*expected["place"])
    for number, losses in expected["last losses"].items():
        assert run.tree.whole(int(number)).series().loss[-5:].tolist() == losses
    np.testing.assert_allclose([run.step() for _ in expected["losses"]], expected["losses"], rtol=1e-9)


# Written whole --------------------------------------------------------------------------------------


def test_a_writer_that_is_killed_tears_nothing(tmp_path: Path) -> None:
    assert torn(tmp_path, 12) == 0


def test_before_each_call_that_changes_the_disk_the_file_is_whole(tmp_path: Path) -> None:
    run = begun()
    path = saved(run, tmp_path)
    watched, seen = [path], list[tuple[str, int]]()

    def look(event: str, _: object) -> None:
        if watched and event in ("open", "os.rename", "os.link", "os.remove", "os.chmod"):
            seen.append((event, read(watched.pop()).place.step))  # which opens the file: not watched then
            watched.append(path)

    sys.addaudithook(look)  # stays, but has nothing to watch any more
    for _ in range(2):
        run.advance(5)
        saved(run, tmp_path)
    watched.clear()
    assert {"os.link", "os.rename", "os.remove"} <= {event for event, _ in seen}
    assert {step for _, step in seen} == {0, 5, 10}


def test_what_was_there_before_is_kept_once(tmp_path: Path) -> None:
    run = begun()
    for _ in range(3):
        run.advance(5)
        path = saved(run, tmp_path)
    assert read(path).place.step == 15
    assert read(atomic.backup_of(path)).place.step == 10
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.batchscope", "a.batchscope~"]


def test_a_full_disk_is_an_error_and_what_was_there_stays(tmp_path: Path) -> None:
    run = begun()
    path = saved(run, tmp_path)
    run.advance(50)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            saved(run, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert read(path).place.step == 0
    assert [each.name for each in tmp_path.iterdir()] == ["a.batchscope"]


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    run = begun()
    path = saved(run, tmp_path)
    run.advance(5)
    run.keep()
    run.tree.keep(run.tree.kept * 10_001)
    with pytest.raises(
        ValueError, match="This run is more than a file can hold: kept must be a list of at most"
    ):
        saved(run, tmp_path)
    assert read(path).place.step == 0
    assert [each.name for each in tmp_path.iterdir()] == ["a.batchscope"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    link = tmp_path / "a.batchscope"
    link.symlink_to(tmp_path / "real" / "b.batchscope")
    assert saved(begun(), tmp_path) == link
    assert link.is_symlink()
    assert read(link).place.step == 0


def test_what_a_killed_writer_left_goes_with_time(tmp_path: Path) -> None:
    left = tmp_path / ".a.batchscope.00.part"
    left.write_bytes(b"x")
    saved(begun(), tmp_path)
    assert left.exists()  # another process may be writing it
    os.utime(left, (0, 0))
    saved(begun(), tmp_path)
    assert not left.exists()


# Nothing is believed --------------------------------------------------------------------------------


def test_mutated_files_are_a_clear_error_or_a_run(tmp_path: Path, whole: bytes) -> None:
    rng, opens, slowest = random.Random(0), 0, 0.0
    for _ in range(150):
        data, started = mutated(rng, whole), time.perf_counter()
        opens += survives(tmp_path / "m.batchscope", data)
        slowest = max(slowest, time.perf_counter() - started)
    assert 0 < opens < 75
    assert slowest < 2.0


def at(*keys: Any) -> Any:
    """A change of one value of tree.json."""

    def change(tree: Any, value: Any) -> None:
        for key in keys[:-1]:
            tree = tree[key]
        tree[keys[-1]] = value

    return change


WRONG = {
    "another branch's number": (at("branches", 0, "number"), 99, "root"),
    "its own parent": (at("branches", 1, "parent", 0), 1, "the parent of branch 1 must be a branch"),
    "a parent to come": (at("branches", 1, "parent", 0), 3, "must be a branch that is there, got 3"),
    "a fork beyond the end": (at("branches", 1, "parent", 1), 10**6, "the step of the parent of branch 1"),
    "no such current one": (at("current"), 77, "current must be a branch that is there, got 77"),
    "a place beyond": (at("place", 1), 10**9, "the step of place must be a whole number in [0, "),
    "α out of bounds": (at("roots", 0, "config", "learning_rate"), 1e9, "learning_rate must be a number in"),
    "no such setting": (at("roots", 0, "config", "x"), 1, "There is no hyperparameter 'x'"),
    "other units": (at("roots", 0, "config", "hidden_units"), [7, 7], "must be a list of 7 values, got a"),
    "an unknown method": (at("branches", 0, "edits", 0, 5, 0), "_build", "a change by hand must be one of"),
    "a setting that rebuilds": (at("branches", 0, "edits", 0, 5), ["set", "seed", 1], "changes live must be"),
    "a value of a wrong kind": (at("branches", 0, "edits", 0, 5, 2), [], "must be"),
    "steps that fall": (at("branches", 0, "edits", 1, 0), -1, "the step of a change must be a whole"),
    "a name of a wrong kind": (at("branches", 0, "name"), 7, "the name of branch 0 must be text"),
    "more losses": (at("branches", 0, "losses"), 10**6, "losses.npy must have shape"),
    "too many losses": (at("branches", 0, "losses"), 2**31, "192 MiB"),
    "another order": (at("orders", 0), 3, "orders.npy must have shape"),
    "examples that are not there": (at("data", 0, "m"), 10**5, "data/0/X.npy must have shape"),
    "more rows": (at("stacks", 0, "rows"), 40_000, "must have shape"),
    "another optimiser": (at("stacks", 0, "optimizer"), "eval", "must be one of gradient_descent,"),
    "no branches": (at("branches"), [], "roots"),
    "a cost in words": (at("kept"), [[[0, 0, 0], "nan", 1]], "must be a number in"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said(tmp_path: Path, whole: bytes, case: str) -> None:
    change, value, sentence = WRONG[case]
    found = parts(whole)
    tree = json.loads(found["tree.json"])
    change(tree, value)
    path = tmp_path / "w.batchscope"
    path.write_bytes(zipped(found | {"tree.json": json.dumps(tree).encode()}))
    with pytest.raises(ValueError) as error:
        read(path)
    assert sentence in str(error.value)
    assert str(error.value).startswith("w.batchscope: ")


BROKEN = {
    "nothing": (lambda _: b"", "it was not written by Batchscope"),
    "text": (lambda _: b"batchscope" * 100, "it was not written by Batchscope"),
    "half of it": (lambda p: zipped(p)[:400], "it is damaged: its end is missing"),
    "a part twice": (lambda p: _twice(p), "each once"),
    "a foreign part": (lambda p: zipped(p | {"evil.py": b""}), "'evil.py' does not belong there"),
    "a way out": (lambda p: zipped(p | {"studies/../../x.study": b""}), "does not belong there"),
    "a missing part": (lambda p: zipped({k: v for k, v in p.items() if k != "marks.npy"}), "is missing"),
    "a bomb": (lambda p: zipped(p | {"losses.npy": bytes(100 << 20)}), "must unpack to at most 100 times"),
    "too much": (lambda p: zipped(p | {"tree.json": b" " * (6 << 20)}), "tree.json must have at most"),
    "NaN": (lambda p: zipped(p | {"tree.json": b'{"current": NaN}'}), "finite numbers only, got NaN"),
    "a name twice": (lambda p: zipped(p | {"view.json": b'{"a":1,"a":2}'}), "'a' stands there twice"),
    "a deep nest": (lambda p: zipped(p | {"tree.json": b"[" * 10**5}), "nested too deeply"),
    "a long number": (lambda p: zipped(p | {"view.json": b'{"a":' + b"9" * 5000 + b"}"}), "view.json"),
    "an array of objects": (
        lambda p: zipped(p | {"losses.npy": p["losses.npy"].replace(b"<f8", b"|O8")}), "header of an array"
    ),
    "a later version": (
        lambda p: zipped(p | {"manifest.json": p["manifest.json"].replace(b'run":2', b'run":3')}),
        "it is of version 3, written by Batchscope",
    ),
}  # fmt: skip


def _twice(found: dict[str, bytes]) -> bytes:
    data = zipped(found | {"view.jsoN": b"{}"})
    return data.replace(b"view.jsoN", b"view.json")


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_is_said_soon(tmp_path: Path, whole: bytes, case: str) -> None:
    make, sentence = BROKEN[case]
    path = tmp_path / "b.batchscope"
    path.write_bytes(make(parts(whole)))
    started = time.perf_counter()
    with pytest.raises(ValueError) as error:
        read(path)
    assert sentence in str(error.value)
    assert time.perf_counter() - started < 2.0


def test_another_machine_is_told(tmp_path: Path, whole: bytes) -> None:
    found = parts(whole)
    found["manifest.json"] = found["manifest.json"].replace(b'"processor":"', b'"processor":"z')
    path = tmp_path / "o.batchscope"
    path.write_bytes(zipped(found))
    assert read(path).note == (
        "Saved by another machine or NumPy: steps that are made again may differ in the last digits."
    )


def test_a_study_needs_a_plain_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="plain name"):
        saved(begun(), tmp_path, studies={"../a.study": b""})
    assert list(tmp_path.iterdir()) == []


def test_no_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.batchscope")
    with pytest.raises(ValueError, match="is not a file but a directory"):
        read(tmp_path)
