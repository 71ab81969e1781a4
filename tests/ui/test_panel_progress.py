"""The search panel: how it stands, who leads, what was wasted (O3), and what can be done about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from simulator.search.board import Mirror, Opened, Update
from simulator.search.commands import (
    CancelSearch,
    OpenStudy,
    PauseSearch,
    ResumeSearch,
    SearchCommand,
    UndoGeneration,
    Zoom,
)
from simulator.search.policies import Halving
from simulator.search.study import Study
from simulator.search.trial import Trial
from tests.ui.labs import CASES, lab, mirror, plan
from tests.ui.snapshots import docked
from ui.panels.lab import Lab
from ui.panels.progress import words
from ui.panels.progress.panel import ProgressPanel
from ui.panels.progress.standing import standing


class Stage:
    """The panel on screen before a lab, and what it says."""

    def __init__(self) -> None:
        self.panel, self.lab = ProgressPanel(), Lab()
        self.window = docked(self.panel)
        self.window.resize(560, 360)
        self.window.show()

    def show(self, shared: Lab) -> None:
        self.lab, self.wishes = shared, list[SearchCommand]()
        self.adopted, self.refused = list[int](), list[str]()
        for signal, heard in (
            (shared.wish, self.wishes),
            (shared.adopted, self.adopted),
            (shared.refused, self.refused),
        ):
            signal.connect(heard.append)
        self.panel.join(shared)
        QApplication.processEvents()

    def click(self, text: str) -> None:
        button = next(b for b in self.panel.widget.findChildren(QPushButton) if b.text() == text)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def can(self, text: str) -> bool:
        return next(b for b in self.panel.widget.findChildren(QPushButton) if b.text() == text).isEnabled()

    @property
    def numbers(self) -> dict[str, object]:
        table = self.panel.numbers()
        return dict(zip(table.headers, next(table.rows()), strict=True))


@pytest.fixture(scope="module")
def opened(qapp: QApplication) -> Iterator[Stage]:  # noqa: ARG001 - widgets need one
    made = Stage()
    yield made
    shiboken6.delete(made.window)


@pytest.fixture
def stage(opened: Stage) -> Stage:
    opened.show(lab(None))
    return opened


def grown(status: str = "running", **settings: object) -> Mirror:
    """A search that is told by hand: trials 0..3, of which 0 and 1 have ended."""
    study = Study(plan(trials=4, steps=100, **settings))
    trials = study.propose()
    shown = Mirror(Opened(2, study.plan, study.dataset, study.base))
    ended = [
        Trial(
            0, trials[0].config, 100, state="done", made=100, accuracy_dev=0.5, cost_dev=0.7, cost_train=0.6
        ),
        Trial(
            1,
            trials[1].config,
            100,
            state="stopped",
            made=25,
            accuracy_dev=0.25,
            cost_dev=0.9,
            cost_train=0.9,
        ),
    ]
    rows = {2: np.array([[10.0, 0.5, 0.6, 0.75]]), 3: np.array([[10.0, 0.9, 0.9, 0.125]])}
    records = (*study.records, *ended)
    shown.take(Update(2, status, records, rows, {2: 50, 3: 50}, {}, 1234.5, 65.0))
    return shown


def looking_at(shown: Mirror) -> Lab:
    made = Lab()
    made.look_at(shown)
    return made


# What stands there ----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_numbers_are_the_studys(stage: Stage, case: str) -> None:
    """Claim O3: the share of work on the worse half, as the study counts it."""
    shown = mirror(case)
    stage.show(lab(case))
    stage.panel.widget.grab()
    numbers, study = stage.numbers, shown.study
    assert numbers["trials done"] == sum(trial.state == "done" for trial in study)
    assert numbers["trials diverged"] == sum(trial.state == "diverged" for trial in study)
    assert numbers["trials stopped"] == sum(trial.state == "stopped" for trial in study)
    assert numbers["progress (%)"] == pytest.approx(100 * shown.progress)
    assert numbers["steps not made by trials that ended early"] == study.saved()
    wasted = numbers["work on the worse half (%)"]
    assert (wasted is None) == np.isnan(study.wasted())
    assert wasted is None or wasted == pytest.approx(100 * study.wasted())
    if study.complete:
        assert numbers["leading trial"] == (study.best.number if study.best else None)


def test_any_study_after_any_other(stage: Stage) -> None:
    shared = Lab()
    stage.show(shared)
    for case in (*CASES, *reversed(CASES)):
        shared.look_at(mirror(case))
        stage.panel.look()
        stage.panel.widget.grab()
    stage.show(lab(None))
    assert stage.panel._presence.missing.startswith("No search yet: ")
    assert list(stage.panel.numbers().rows()) == []


@pytest.mark.parametrize("size", [(150, 90), (420, 320), (1400, 800)])
@pytest.mark.parametrize("case", ["begun", "halved", "all diverged", "nothing yet"])
def test_any_size(stage: Stage, size: tuple[int, int], case: str) -> None:
    stage.window.resize(*size)
    stage.show(lab(case))
    stage.panel.widget.grab()
    stage.window.resize(560, 360)


def test_the_leader_is_the_best_so_far_whether_or_not_it_has_ended(stage: Stage) -> None:
    shown = grown()
    stage.show(looking_at(shown))
    assert stage.numbers["leading trial"] == 2
    assert stage.numbers["dev accuracy of the leader (share)"] == 0.75
    assert words.leader(shown, shown.study.trial(2))[0] == "Trial 2 · dev accuracy"
    assert words.leader(shown, shown.study.trial(2))[1].endswith("at step 10 of 100")
    assert not stage.can("Adopt")


def test_less_cost_leads(stage: Stage) -> None:
    """Claim T6: the person chose what the best is best at."""
    stage.show(looking_at(grown(objective="dev_cost")))
    assert stage.numbers["leading trial"] == 2
    assert stage.numbers["dev cost of the leader (nats)"] == 0.6
    stage.show(looking_at(grown(objective="train_cost")))
    assert stage.numbers["train cost of the leader (nats)"] == 0.5


def test_steps_and_time_are_said() -> None:
    shown = grown(halving=Halving(4))
    stands = standing(shown)
    assert (stands.spent, stands.saved, stands.ended) == (225, 75, 2)
    assert stands.wasted == pytest.approx(0.2), "25 of 125 steps went into the stopped one"
    assert words.waste(stands) == ("20 %", "of the work went to the worse half")
    assert words.savings(stands, halved=True) == "Halving saved 75 steps (38 %)"
    assert words.pace(shown) == "1 min 5 s left · 1,234 trial-steps/s"
    assert words.state(shown, stands) == "Running"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, ""),
        (np.nan, ""),
        (np.inf, ""),
        (0.2, "1 s left"),
        (60, "1 min 0 s left"),
        (4000, "1 h 6 min left"),
    ],
)
def test_time_left(seconds: float, said: str) -> None:
    assert words.time_left(seconds) == said


@pytest.mark.parametrize(
    ("case", "said"),
    [("all diverged", "No trial came to a value: all diverged"), ("nothing yet", "No trial has a value yet")],
)
def test_where_nobody_leads_it_says_why(case: str, said: str) -> None:
    assert standing(mirror(case)).leader is None
    assert words.no_leader(standing(mirror(case))) == said


def test_states_in_words() -> None:
    assert words.state(mirror("usual"), standing(mirror("usual"))) == "Finished"
    for status, said in (("paused", "Paused"), ("ended", "Stopped: Resume goes on")):
        shown = grown(status)
        assert words.state(shown, standing(shown)) == said


def test_what_is_new_is_shown(stage: Stage) -> None:
    shown = grown()
    stage.show(looking_at(shown))
    before = stage.panel.widget.grab().toImage()
    shown.take(Update(2, "running", rows={3: np.array([[20.0, 0.1, 0.1, 0.96875]])}, made={3: 60}))
    stage.panel.look()
    assert stage.numbers["leading trial"] == 3
    assert stage.panel.widget.grab().toImage() != before


# What can be done -----------------------------------------------------------------------------------


def test_adopt_takes_the_leader(stage: Stage) -> None:
    stage.show(lab("usual"))
    stage.click("Adopt")
    best = mirror("usual").study.best
    assert stage.adopted == [best.number]
    assert stage.lab.chosen == best.number


def test_pause_resume_and_cancel(stage: Stage) -> None:
    stage.show(looking_at(grown("running")))
    stage.click("Pause")
    stage.click("Cancel")
    assert stage.wishes == [PauseSearch(), CancelSearch()]
    stage.show(looking_at(grown("paused")))
    stage.click("Resume")
    assert stage.wishes == [ResumeSearch()]
    stage.show(looking_at(grown("ended")))
    assert (stage.can("Resume"), stage.can("Cancel")) == (True, False)
    stage.show(lab("usual"))
    assert not stage.can("Resume"), "all has been tried"


def test_undo_takes_a_generation_back(stage: Stage) -> None:
    """Claim T5."""
    stage.show(lab("usual"))
    stage.click("Undo")
    assert stage.wishes == [UndoGeneration()]


def test_zoom_goes_to_the_suggested_box_with_the_count(stage: Stage) -> None:
    """Claim T5."""
    stage.show(lab("usual"))
    type_count(stage, "24")
    stage.click("Zoom in")
    assert stage.wishes == [Zoom(mirror("usual").study.suggested_box(), 24)]
    assert "α" in stage.panel._tools.box.text
    assert " to " in stage.panel._tools.box.text


@pytest.mark.parametrize("count", ["0", "1000000"])
def test_a_bad_count_is_refused(stage: Stage, count: str) -> None:
    stage.show(lab("usual"))
    type_count(stage, count)
    stage.click("Zoom in")
    assert stage.wishes == []
    assert stage.panel._tools.error.text() == f"Trials must be a whole number in [1, 10,000], got {count}."
    type_count(stage, "8")
    assert stage.panel._tools.error.text() == ""
    stage.click("Zoom in")
    assert len(stage.wishes) == 1


def test_any_study_can_be_looked_at_but_only_the_last_is_worked_on(stage: Stage) -> None:
    shared = lab("usual")
    shared.look_at(mirror("grid"))
    stage.show(shared)
    chooser = stage.panel._files.chooser
    assert chooser.currentText() == "2: Grid · 25"
    assert stage.can("Undo")
    chooser.setCurrentIndex(0)
    chooser.activated.emit(0)
    assert shared.mirror is mirror("usual")
    assert stage.numbers["trials wanted"] == 16
    assert not any(map(stage.can, ("Undo", "Zoom in", "Resume", "Cancel")))
    assert stage.can("Adopt")


def test_nothing_can_be_done_without_a_search(stage: Stage) -> None:
    assert not any(map(stage.can, ("Adopt", "Undo", "Zoom in", "Cancel", "Export…")))
    assert stage.can("Open…")


# Files ----------------------------------------------------------------------------------------------


def test_a_study_is_opened(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/some/where.study", ""))
    stage.click("Open…")
    assert stage.wishes == [OpenStudy("/some/where.study")]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    stage.click("Open…")
    assert len(stage.wishes) == 1


def test_json_is_written_whole(stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stage.show(lab("usual"))
    monkeypatch.setattr("ui.file_dialogs.ask_for_name", lambda *_: tmp_path / "out.json")
    stage.click("Export…")
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert written["best"] == mirror("usual").study.best.number
    assert stage.refused == []


def test_a_file_that_cannot_be_written_is_said(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stage.show(lab("usual"))
    path = tmp_path / "nowhere" / "out.json"
    monkeypatch.setattr("ui.file_dialogs.ask_for_name", lambda *_: path)
    stage.click("Export…")
    (said,) = stage.refused
    assert said.startswith(f"{path} could not be written: ")


def type_count(stage: Stage, text: str) -> None:
    entry = stage.panel._tools.entry
    entry.setFocus()
    entry.selectAll()
    QTest.keyClicks(entry, text)
    QTest.keyClick(entry, Qt.Key.Key_Return)
