"""What a check of a program shows, what stands there without one, and how to choose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from simulator.frameworks.check import Agreement, compared
from simulator.frameworks.counting import batch_norm_lines, code_lines
from simulator.frameworks.differences import DIFFERENCES
from simulator.frameworks.installed import Checked, _read, checked, missing, version
from simulator.frameworks.program import program
from simulator.frameworks.task import FRAMEWORKS, task_of, task_seen
from simulator.frameworks.timing import Timed
from simulator.hyperparameters import Config
from simulator.run import Run
from tests.ui.snapshots import docked
from ui.panels.agreement.panel import AgreementPanel
from ui.panels.agreement.words import day, elsewhere, short, verdict
from ui.panels.choosing.governance import GOVERNANCE
from ui.panels.choosing.panel import ChoosingPanel
from ui.panels.desk import Desk, Verified
from ui.panels.differences.panel import DifferencesPanel

_CONFIG = Config(examples=120, mini_batch_size=32, hidden_units=(5,))
_RECORD = {
    "date": "2026-11-23",
    "frameworks": {
        "pytorch": {
            "version": "2.13.0", "programs": 96, "largest_difference": {"float64": 3e-13, "float32": 2e-6}
        }
    },
}  # fmt: skip

_SIDES = "course", "NumPy", "PyTorch", "Keras", "TensorFlow"


@pytest.fixture(scope="module")
def run() -> Run:
    return Run(_CONFIG)


@pytest.fixture(scope="module")
def agreement(run: Run) -> Agreement:
    """A program in NumPy that really ran."""
    return compared(run, "numpy", steps=20)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def panel(run: Run, desk: Desk) -> Iterator[AgreementPanel]:
    made = AgreementPanel()
    window = docked(made)
    window.resize(600, 600)
    window.show()
    made.join(desk)
    made.update(run.snapshot())
    QApplication.processEvents()
    yield made
    shiboken6.delete(window)


def test_both_losses_and_their_distance_are_there(
    panel: AgreementPanel, desk: Desk, run: Run, agreement: Agreement
) -> None:
    """F1."""
    desk.take_verified("numpy", Verified(task_seen(run.snapshot()), agreement))
    step, ours, theirs, apart = panel.numbers().columns
    fresh = Run(_CONFIG)
    assert step.tolist() == list(range(1, 21))
    assert ours.tolist() == [fresh.step() for _ in range(20)]
    assert theirs.tolist() == agreement.theirs.tolist()
    assert apart.max() == agreement.difference
    assert panel.missing == ""
    assert panel._finding.headline == f"The same: {short(agreement.difference)}"


def test_another_setting_makes_it_old(
    panel: AgreementPanel, desk: Desk, run: Run, agreement: Agreement
) -> None:
    desk.take_verified("numpy", Verified(task_seen(run.snapshot()), agreement))
    other = Run(replace(_CONFIG, learning_rate=0.3))
    panel.update(other.snapshot())
    assert "other settings" in panel._finding.sentence
    later = Run(_CONFIG)
    later.advance(3)
    panel.update(later.snapshot())
    assert "other settings" not in panel._finding.sentence


def test_each_program_has_a_check_of_its_own(panel: AgreementPanel, desk: Desk) -> None:
    """One begins where the run began, with the changes on its way, one with the weights of now."""
    changed = Run(_CONFIG)
    changed.advance(5)
    changed.set("learning_rate", 0.3)
    panel.update(changed.snapshot())
    for trained, other in ((False, "settings"), (True, "weights")):
        desk.choose("numpy", trained)
        assert panel.missing.startswith("Press Verify: ")
        found = compared(changed, "numpy", steps=20, trained=trained)
        desk.take_verified("numpy", Verified(task_seen(changed.snapshot(), trained), found))
        assert panel._finding.headline.startswith("The same: ")
        assert "verify again" not in panel._finding.sentence
        assert ("these weights" in panel._finding.sentence) == trained
        changed.step()
        panel.update(changed.snapshot())
        if not trained:
            assert "verify again" not in panel._finding.sentence
            changed.set("learning_rate", 0.4)
            panel.update(changed.snapshot())
        assert f"with other {other}: verify again" in panel._finding.sentence
    desk.choose("numpy", False)
    assert len(panel.numbers().columns[0]) == 20


def test_why_a_usual_program_is_apart_is_said_with_how_far(run: Run, agreement: Agreement) -> None:
    apart = replace(agreement, framework="pytorch", their_y_hat=agreement.their_y_hat + 0.01)
    headline, sentence, role = verdict(apart, task_of(run, usual=True))
    assert (headline.startswith("Apart: "), role) == (True, "warning")
    assert "PyTorch's own batch norm" in sentence
    assert verdict(apart, task_of(run))[2] == "bad"


def test_a_fresh_run_is_not_called_the_run(panel: AgreementPanel, desk: Desk) -> None:
    changed = Run(_CONFIG)
    changed.advance(5)
    changed.set("beta_1", 0.5)
    panel.update(changed.snapshot())
    found = compared(changed, "numpy", steps=20)
    desk.take_verified("numpy", Verified(task_seen(changed.snapshot()), found))
    assert "of a fresh run's" in panel._finding.sentence


def test_what_is_apart_is_said(run: Run, agreement: Agreement) -> None:
    apart = replace(agreement, theirs=agreement.theirs * 1.01)
    headline, _, role = verdict(apart, task_of(run))
    assert (headline, role) == ("Not the same: 1e-2", "bad")
    shorter = replace(agreement, theirs=agreement.theirs[:5])
    assert verdict(shorter, task_of(run))[2] == "bad"
    dropout = Run(replace(_CONFIG, keep_prob=0.8))
    _, sentence, role = verdict(replace(apart, framework="pytorch"), task_of(dropout))
    assert role == "warning"
    assert "dropout" in sentence


def test_a_program_that_made_fewer_losses_is_survived(
    panel: AgreementPanel, desk: Desk, run: Run, agreement: Agreement
) -> None:
    task = task_seen(run.snapshot())
    for theirs in (agreement.theirs[:3], np.empty(0), np.full(20, np.nan), agreement.theirs * np.inf):
        desk.take_verified("numpy", Verified(task, replace(agreement, theirs=theirs)))
        panel.widget.grab()
        panel.numbers().to_csv()
    desk.take_verified("numpy", Verified(task, None, "It ended with exit code 1: no."))
    assert panel.missing == "It ended with exit code 1: no."


def test_where_it_is_not_installed_it_says_what_was_checked(panel: AgreementPanel, desk: Desk) -> None:
    desk._checked = _read(_RECORD)
    desk.choose("pytorch", False)
    desk._missing["pytorch"] = "PyTorch is not installed here."
    desk.found.emit()
    assert panel._note.text == (
        "In CI, 23 November 2026, PyTorch 2.13.0: 96 programs, 3e-13 in float64 and 2e-6 in float32 apart "
        "at most."
    )
    assert panel.missing == f"PyTorch is not installed here. {panel._note.text}"


# What is known of frameworks ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "record",
    [None, [], {}, {"frameworks": []}, {"frameworks": {"pytorch": 3, "jax": {}}}, {"frameworks": None}],
)  # fmt: skip
def test_a_record_that_is_none_is_no_record(record: object) -> None:
    assert _read(record) == {}


def test_a_record_with_holes_is_read_as_far_as_it_goes() -> None:
    holes = {"frameworks": {"keras": {"programs": "many", "largest_difference": {"float32": "x"}}}}
    assert _read(holes) == {"keras": Checked("", "", 0, {})}
    assert "an unknown day" in elsewhere("keras", _read(holes)["keras"])
    assert "no record" in elsewhere("keras", None)
    assert day("soon") == "soon"


def test_the_record_beside_the_program_is_good() -> None:
    assert checked().keys() <= FRAMEWORKS.keys()


def test_numpy_is_here_and_what_is_not_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert version("numpy") == np.__version__
    assert missing("numpy") == ""
    monkeypatch.setattr("simulator.frameworks.installed.MODULES", {"keras": ("no_such_module", "3.0")})
    assert missing("keras") == "Keras is not installed in this Python: pip install no_such_module."


def test_an_old_one_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.frameworks.installed.version", lambda _framework: "2.12.3")
    assert missing("keras") == "Keras 2.12.3 is too old: the programs need 3.0 or newer."
    assert missing("pytorch") == ""


# Choosing and differences ---------------------------------------------------------------------------


def test_choosing_counts_this_very_program(run: Run, desk: Desk) -> None:
    """F2."""
    panel = ChoosingPanel()
    panel.join(desk)
    desk._missing |= {"pytorch": "PyTorch is not installed here: no.", "keras": "", "tensorflow": ""}
    panel.update(run.snapshot())
    desk.take_timed("numpy", Timed("numpy", 300, 0.25, 0.5, 1.5), panel.task)
    desk.take_timed("keras", "The program ended with exit code 1: no.", panel.task)
    rows = {row[0]: row for row in panel.numbers().rows()}
    task = task_of(run)
    text = program("numpy", task, "x.npz").text
    assert rows["NumPy"][1:6] == (code_lines(text), batch_norm_lines("numpy", task), 1.5, 0.5, 0.25)
    shown = {row[0]: row for row in panel._sheet.rows}
    assert shown["*NumPy"][2] == "*1.50 s\n0.2 s to import, 0.5 s to the first step"
    assert shown["*PyTorch"][2] == "Not installed here"
    assert "exit code 1" in shown["*Keras"][2]
    assert GOVERNANCE.keys() == FRAMEWORKS.keys()
    panel.update(Run(replace(_CONFIG, hidden_units=(9, 9))).snapshot())
    panel.settle()
    assert {row[0]: row for row in panel._sheet.rows}["*NumPy"][2].endswith("with other settings (Spirals)")


def test_claims_f2_the_table_of_differences_has_all_that_a_careful_person_must_know() -> None:
    panel = DifferencesPanel()
    rows = list(panel.numbers().rows())
    assert [row[0] for row in rows] == [each.topic for each in DIFFERENCES]
    assert list(rows[0][1:6]) == [vars(DIFFERENCES[0])[name] for name in _SIDES]
    said = panel._sheet.toPlainText()
    for each in DIFFERENCES:
        assert each.why_it_matters in said
        assert each.the_programs in said
        assert all(vars(each)[name] in said for name in _SIDES if vars(each)[name] != "as written")
