"""One example, four ways: what its company does to a prediction (claims E2, E3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from simulator.probes.company import WAYS, Company
from simulator.snapshot import MiniBatch
from tests.ui.averaged import snapshot_of
from tests.ui.snapshots import docked
from ui.panels.company.bars import difference
from ui.panels.company.panel import CompanyPanel
from ui.panels.focus import Focus

BOTH = (Company(), MiniBatch())


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[CompanyPanel]:
    made = CompanyPanel()
    made.share(Focus(made))
    window = docked(made)
    qtbot.addWidget(window)
    window.resize(560, 420)
    window.show()
    made.update(snapshot_of(60, BOTH))
    QApplication.processEvents()
    yield made
    window.close()


def test_e2_alone_by_its_own_statistics_nothing_is_left(panel: CompanyPanel) -> None:
    assert not panel._collapse.isHidden()
    assert panel._cause.text == "for every input: the network cannot see it."
    others = [snapshot_of(60, (Company(i), MiniBatch())).views[Company(i)] for i in (0, 5, 9)]
    assert all((view.z_norm[2] == 0).all() for view in others)
    assert all(np.array_equal(view.y_hat[2], others[0].y_hat[2]) for view in others)
    assert not np.allclose(others[0].y_hat[3], others[1].y_hat[3])


def test_e3_only_the_averages_do_not_depend_on_company(panel: CompanyPanel) -> None:
    view = snapshot_of(60, BOTH).views[Company()]
    assert [difference(view, way) > 0 for way in range(4)] == [True, True, True, False]
    assert (view.highest - view.lowest).max() > 0.05
    assert panel._note.text == "By the averages ŷ is the same alone and in any company."


def test_the_table_has_the_bars_and_the_whiskers(panel: CompanyPanel) -> None:
    table, view = panel.numbers(), snapshot_of(60, BOTH).views[Company()]
    columns = dict(zip(table.headers, (c.tolist() for c in table.columns), strict=True))
    assert columns["way"] == list(WAYS)
    assert columns["ŷ of 1 (probability)"] == view.y_hat[:, 1].tolist()
    assert columns["lowest ŷ of 1 over 64 mini-batches (probability)"] == [view.lowest[1], None, None, None]


def test_hovering_reads_a_bar(panel: CompanyPanel) -> None:
    view = snapshot_of(60, BOTH).views[Company()]
    QTest.mouseMove(panel._bars, panel._bars.bar(0, 2).center().toPoint())
    assert panel._note.text.startswith(f"in its mini-batch: ŷ of 2 = {view.y_hat[0, 2]:.3f}, from ")
    QTest.mouseMove(panel._bars, panel._bars.bar(2, 1).center().toPoint())
    assert panel._note.text.endswith(f"by the averages {view.y_hat[3, 1]:.3f}")


def test_another_example_comes_from_the_last_mini_batch(panel: CompanyPanel) -> None:
    told: list[object] = []
    panel.probes_changed.connect(lambda: told.append(panel.probes()))
    QTest.mouseClick(panel.widget.findChild(QPushButton), Qt.MouseButton.LeftButton)
    chosen = panel.focus.example
    assert chosen in snapshot_of(60, BOTH).views[MiniBatch()].indices
    assert told == [frozenset({Company(chosen), MiniBatch()})]
    assert panel._head.text.startswith("Example 0:")  # until its view comes
    panel.update(snapshot_of(60, (Company(chosen), MiniBatch())))
    assert panel._head.text.startswith(f"Example {chosen:,}:")


def test_an_example_chosen_elsewhere_is_asked_for(panel: CompanyPanel) -> None:
    panel.focus.choose(17)
    assert Company(17) in panel.probes()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"batch_norm": False}, "Batch norm is off: company does not matter, all four agree."),
        ({"hidden_units": ()}, "No hidden layer, nothing to normalise: all four agree."),
    ],
)
def test_where_nothing_is_normalised_all_four_agree(
    panel: CompanyPanel, changes: dict, sentence: str
) -> None:
    run = snapshot_of(30, BOTH, **changes)
    panel.update(replace(run, run_id=4))
    assert panel._cause.text == sentence
    assert panel._collapse.isHidden()
    assert max(difference(run.views[Company()], way) for way in range(4)) < 1e-9


def test_mini_batches_of_one_are_lost_in_training_too(panel: CompanyPanel) -> None:
    panel.update(replace(snapshot_of(20, BOTH, mini_batch_size=1), run_id=4))
    assert "m = 1" in panel._cause.text


@pytest.mark.parametrize(
    "changes", [{"hidden_units": (1,)}, {"classes": 10}, {"hidden_units": (64, 64)}, {"classes": 2}], ids=str
)
@pytest.mark.parametrize("steps", [0, 20])
def test_survives(panel: CompanyPanel, changes: dict, steps: int) -> None:
    panel.update(replace(snapshot_of(steps, BOTH, **changes), run_id=5))
    for size in ((150, 90), (900, 700)):
        panel.widget.window().resize(*size)
        panel.widget.grab()
    assert len(panel.numbers().columns[0]) == 4


def test_answers_that_are_no_numbers_are_not_drawn(panel: CompanyPanel) -> None:
    whole = snapshot_of(60, BOTH)
    nothing = np.full((4, 4), np.nan)
    lost = replace(whole.views[Company()], y_hat=nothing, lowest=nothing[0], highest=nothing[0])
    panel.update(replace(whole, views={**whole.views, Company(): lost}))
    panel.widget.grab()
    assert panel._cause.text.startswith("The answers are no numbers")


def test_keeps_the_last_and_forgets_a_dropped_run(panel: CompanyPanel) -> None:
    before = panel.numbers().to_csv()
    panel.update(replace(snapshot_of(60, BOTH), views={}))
    assert panel.numbers().to_csv() == before
    panel.update(replace(snapshot_of(60, BOTH), views={}, run_id=8))
    assert list(panel.numbers().rows()) == []
    assert panel._head.text == ""
