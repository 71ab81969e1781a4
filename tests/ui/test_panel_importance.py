"""What mattered: measured shares as bars, the course's tiers, and honest words (claims T1, T4)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.search.importance import importance
from simulator.search.space import Axis
from simulator.search.study import Study
from simulator.search.trial import Change
from tests.ui.labs import CASES, lab, mirror
from tests.ui.snapshots import docked
from ui.panels.importance.findings import Measured, comparable, finding, verdict
from ui.panels.importance.panel import ImportancePanel
from ui.panels.lab import Lab


@pytest.fixture
def opened(qapp: QApplication) -> Iterator:  # noqa: ARG001 - widgets need one
    windows = []

    def open_panel(case: str | None = "four axes") -> tuple[ImportancePanel, Lab]:
        panel, shared = ImportancePanel(), lab(case)
        windows.append(docked(panel))
        windows[-1].resize(640, 480)
        windows[-1].show()
        panel.join(shared)
        QApplication.processEvents()
        return panel, shared

    yield open_panel
    for window in windows:
        shiboken6.delete(window)


def measured(name: str, share: float, spread: float = 0.05) -> Measured:
    return Measured(Axis.of(name), share, spread)


def test_survives_every_study_after_any_other(opened) -> None:
    panel, shared = opened(None)
    assert "No search yet" in panel._presence.missing
    for case in [*CASES, *reversed(CASES)]:
        shared.look_at(mirror(case))
        panel.look()
        panel.widget.grab()
        panel.numbers().to_csv()
        assert len(panel.bars.rows) == mirror(case).study.space.d


def test_rows_are_sorted_by_what_was_measured(opened) -> None:
    panel, _ = opened()
    study = mirror("four axes").study
    share, spread = importance(study.space, study.trials, study.objective)
    rows = panel.bars.rows
    assert [row.share for row in rows] == sorted(share.tolist(), reverse=True)
    assert {row.axis.name: row.spread for row in rows} == dict(
        zip(study.space.names, spread.tolist(), strict=True)
    )


def test_a_bar_is_as_long_as_its_share(opened) -> None:
    panel, _ = opened()
    bars = panel.bars
    widths = [bars.bar(at).width() for at in range(len(bars.rows))]
    assert np.array(widths) / widths[0] == pytest.approx(
        np.array([row.share for row in bars.rows]) / bars.rows[0].share
    )
    assert bars.bar(1).top() > bars.bar(0).bottom()


def test_numbers_have_the_tiers(opened) -> None:
    panel, _ = opened()
    rows = {row[0]: row[1:] for row in panel.numbers().rows()}
    assert rows["Learning rate α"][2] == 1
    assert rows["Mini-batch size m"][2] == 2
    assert rows["Activation"][2] == 0


def test_too_few_trials_are_said_to_be(opened) -> None:
    panel, _ = opened("one trial")
    assert panel.finding.headline == "Too few trials"
    assert "there are 1." in panel.finding.sentence
    assert [row[1] for row in panel.numbers().rows()] == [None, None]


def test_when_all_diverged_nothing_is_claimed(opened) -> None:
    panel, _ = opened("all diverged")
    assert panel.finding.headline == "Not told apart"


def test_pointing_reads_a_row(opened) -> None:
    panel, _ = opened()
    QTest.mouseMove(panel.bars, QPoint(50, round(panel.bars.bar(0).center().y())))
    first = panel.bars.rows[0]
    assert f"{100 * first.share:.0f} ± {100 * first.spread:.0f} %" in panel.note.text
    assert "1 · most important" in panel.note.text
    QTest.mouseMove(panel.bars, QPoint(50, panel.bars.height() - 2))
    assert "bootstrap" in panel.note.text


def test_it_measures_when_trials_have_ended_and_not_in_every_frame(opened) -> None:
    panel, shared = opened("begun")
    rows = panel.bars.rows
    panel.look()
    assert panel.bars.rows is rows
    shared.look_at(mirror("four axes"))  # another study is measured at once
    panel.look()
    assert len(panel.bars.rows) == 4


def test_what_halving_stopped_is_compared_too(opened) -> None:
    """It ranks below all that went on."""
    panel, _ = opened("halved")
    assert {trial.state for trial in comparable(mirror("halved").study)} == {"done", "stopped"}
    assert panel.finding.headline != "Too few trials"


def test_cubs_do_not_count() -> None:
    """A clone has the settings of its parent, and more steps than any other trial."""
    known = mirror("four axes").study
    study = Study(known.plan, known.dataset, known.base)
    for trial in known.trials:
        study.append(trial)
    study.append(replace(known.trial(3), number=24, parent=3))
    study.append(replace(known.trial(4), changes=(Change(40, "learning_rate", 0.1),)))
    study.append(replace(known.trial(5), steps=100, made=100))
    assert [trial.number for trial in comparable(study)] == [n for n in range(24) if n not in (4, 5)]


# Words ----------------------------------------------------------------------------------------------


def test_t1_agreement_is_said() -> None:
    found = [measured("learning_rate", 0.6), measured("mini_batch_size", 0.2), measured("epsilon", 0.0)]
    head, words, _ = finding(found, 64)
    assert head == "60 %"
    assert words.startswith("of the ranking is explained by α alone.")
    assert "Agrees with the course's tiers: 3 pairs told apart, none the other way." in words


def test_t1_disagreement_names_both() -> None:
    found = [measured("epsilon", 0.7), measured("learning_rate", 0.1), measured("momentum", 0.0)]
    words = verdict(found, 64)
    assert words.startswith("Here ε (tier 4) mattered more than β (tier 2)")


def test_what_chance_may_have_done_is_not_told_apart() -> None:
    found = [measured("epsilon", 0.45, 0.2), measured("learning_rate", 0.3, 0.2)]
    assert verdict(found, 20) == "20 trials are too few to tell the course's tiers apart."


def test_one_tier_alone_cannot_be_compared() -> None:
    assert "of tier 2" in verdict([measured("momentum", 0.5), measured("mini_batch_size", 0.1)], 64)
    assert verdict([measured("activation", 0.5)], 64) == "The course gives none of these a tier."


def test_nothing_sure_is_said_so() -> None:
    head, _, role = finding([measured("learning_rate", 0.1, 0.1)], 12)
    assert head == "Not told apart"
    assert role == "muted"
    assert finding([measured("learning_rate", math.nan, math.nan)], 3)[0] == "Too few trials"
