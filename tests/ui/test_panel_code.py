"""The program on screen: it follows the settings, its lines know their panels, and it is what is saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.frameworks.program import Program, program
from simulator.frameworks.task import FRAMEWORKS, task_of
from simulator.frameworks.writing import save
from simulator.hyperparameters import Config
from simulator.run import Run
from tests.ui.snapshots import docked
from ui.panels import PANELS
from ui.panels.code.panel import CodePanel
from ui.panels.code.spans import spans
from ui.panels.code.view import CodeView
from ui.panels.code.words import CLAIMS, about
from ui.panels.desk import Copy, Save, SaveOnnx, Verify

_CONFIG = Config(examples=120, mini_batch_size=32, hidden_units=(5,))


@pytest.fixture
def run() -> Run:
    made = Run(_CONFIG)
    made.advance(7)
    return made


@pytest.fixture
def panel(run: Run) -> Iterator[CodePanel]:
    made = CodePanel()
    window = docked(made)
    window.resize(900, 900)
    window.show()
    made.desk.titles = {kind.key: kind.title for kind in PANELS}
    made.update(run.snapshot())
    QApplication.processEvents()
    yield made
    shiboken6.delete(window)


def line_with(panel: CodePanel, part: str) -> int:
    """The first line, from 0, that holds a part."""
    return next(i for i, line in enumerate(panel.text.splitlines()) if part in line)


def hover(panel: CodePanel, line: int) -> QPointF:
    """Put the cursor on a line; where it is."""
    view = panel.view
    block = view.document().findBlockByNumber(line)
    view.setTextCursor(type(view.textCursor())(block))
    view.centerCursor()
    box = view.blockBoundingGeometry(block).translated(view.contentOffset())
    point = QPointF(40, box.center().y())
    for each in (QPointF(40, 1), point):
        QTest.mouseMove(view.viewport(), each.toPoint())
    QApplication.processEvents()
    return point


# The text -------------------------------------------------------------------------------------------


def test_what_is_shown_is_what_is_saved(panel: CodePanel, run: Run, tmp_path: Path) -> None:
    for trained in (False, True):
        panel.desk.choose("numpy", trained)
        save(run, "numpy", tmp_path / "spirals_numpy.py", trained)
        assert panel.text == (tmp_path / "spirals_numpy.py").read_text(encoding="utf-8")


def test_what_was_changed_on_the_way_is_behind_trained_weights(panel: CodePanel, run: Run) -> None:
    run.set("learning_rate", 0.123)
    panel.update(run.snapshot())
    assert "alphas = {0: 0.01, 7: 0.123}" in panel.text
    panel.tools.starts.buttons["trained"].click()
    assert "alphas" not in panel.text
    assert "alpha = 0.123" in panel.text
    panel.tools.starts.buttons["seed"].click()
    assert "alphas = {0: 0.01, 7: 0.123}" in panel.text


def test_the_view_holds_the_text_to_the_letter(panel: CodePanel, run: Run) -> None:
    for name, value in (
        ("batch_norm", False), ("optimizer", "momentum"), ("activation", "tanh"), ("batch_norm", True),
        ("weight_decay", 0.01), ("keep_prob", 0.8), ("decay_rate", 0.5),
    ):  # fmt: skip
        run.set(name, value)
        panel.update(run.snapshot())
        assert panel.view.toPlainText() == panel.text.rstrip("\n"), name


@given(st.lists(st.lists(st.sampled_from(["", "a", "b", "  c"]), max_size=6), max_size=5))
def test_any_text_becomes_any_other(texts: list[list[str]]) -> None:
    view = CodeView()
    for lines in texts:
        view.show_program(Program("numpy", "\n".join(lines), ()), flash=False)
        assert view.toPlainText() == "\n".join(lines).rstrip("\n")


def test_it_follows_a_setting_and_the_changed_line_flashes(panel: CodePanel, run: Run) -> None:
    """F1."""
    assert panel.view.flashing == []
    before = panel.text.splitlines()
    run.set("learning_rate", 0.123)
    panel.update(run.snapshot())
    after = panel.text.splitlines()
    assert {after[i] for i in panel.view.flashing if after[i]} == set(after) - set(before)
    assert line_with(panel, "alphas = {0: 0.01, 7: 0.123}") in panel.view.flashing
    run.set("learning_rate", 0.2)
    panel.update(run.snapshot())
    assert [panel.text.splitlines()[i] for i in panel.view.flashing] == ["alphas = {0: 0.01, 7: 0.2}"]


def test_a_step_more_changes_a_line_and_disturbs_nobody(panel: CodePanel, run: Run) -> None:
    panel.view.selectAll()
    run.step()
    panel.update(run.snapshot())
    assert "= 0, 8, 32" in panel.text.splitlines()[line_with(panel, "SEED, STEPS")]
    assert panel.view.toPlainText() == panel.text.rstrip("\n")
    assert panel.view.flashing == []
    assert panel.view.textCursor().hasSelection()


def test_a_config_that_cannot_be_expressed_is_said(panel: CodePanel) -> None:
    alone = Run(replace(_CONFIG, mini_batch_size=71))
    assert task_of(alone).shortest == 1
    panel.update(alone.snapshot())
    panel.desk.choose("pytorch", False)
    assert panel.text == ""
    assert "mini-batch of one" in panel._presence.missing
    assert not panel.tools.copy.isEnabled()
    panel.desk.choose("numpy", False)
    assert panel.text
    assert panel.tools.copy.isEnabled()


def test_kept_weights_come_from_the_file(panel: CodePanel) -> None:
    assert "default_rng([SEED, 2])" in panel.text
    panel.desk.take_seeded(False)
    assert "default_rng([SEED, 2])" not in panel.text


# Lines that matter ----------------------------------------------------------------------------------


def test_hovering_a_line_names_its_panel_and_claim(panel: CodePanel) -> None:
    hover(panel, line_with(panel, "mu, sigma2 = z.mean"))
    assert panel._finding.headline == next(kind.title for kind in PANELS if kind.key == "histograms")
    assert "not a" in panel._finding.sentence
    assert "B1" in panel._finding.sentence
    hover(panel, line_with(panel, "def predict"))
    assert panel._finding.headline.startswith("batch norm: ")


def test_a_click_opens_the_panel(panel: CodePanel) -> None:
    asked: list[str] = []
    panel.linked.connect(asked.append)
    for part, count in (("y_hat - Y) / Y.shape", 1), ("def predict", 1)):
        point = hover(panel, line_with(panel, part))
        QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=point.toPoint())
        assert len(asked) == count
    assert asked == ["one_hot"]


def test_enter_on_a_line_opens_the_panel(panel: CodePanel) -> None:
    asked: list[str] = []
    panel.linked.connect(asked.append)
    hover(panel, line_with(panel, "t = np.exp(z"))
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert asked == ["softmax"]


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("hidden", [(), (4, 3)])
def test_every_line_that_is_linked_has_a_panel_and_words(framework: str, hidden: tuple[int, ...]) -> None:
    keys = {kind.key for kind in PANELS}
    for settings in ({}, {"batch_norm": False, "optimizer": "momentum", "keep_prob": 0.5}):
        made = program(framework, task_of(Run(replace(_CONFIG, hidden_units=hidden, **settings))), "a.npz")
        assert made.links
        for link in made.links:
            assert link.panel in keys
            assert set(link.claims) <= CLAIMS.keys()
            assert about(link), link


def test_the_lines_of_batch_norm_are_counted(panel: CodePanel, run: Run) -> None:
    """F2."""
    headline = panel._finding.headline
    panel.desk.choose("pytorch", False)
    numpy, pytorch = (int(text.split()[2]) for text in (headline, panel._finding.headline))
    assert numpy > pytorch > 0
    run.set("batch_norm", False)
    panel.update(run.snapshot())
    panel.settle()
    assert panel._finding.headline.endswith("lines of code")


# Wishes ---------------------------------------------------------------------------------------------


def test_buttons_wish(panel: CodePanel) -> None:
    wishes: list[object] = []
    panel.desk.wished.connect(wishes.append)
    tools = panel.tools
    tools.starts.buttons["trained"].click()
    for button in (tools.copy, tools.verify):
        button.click()
    for action in tools.save.menu().actions():
        action.trigger()
    assert wishes == [
        Copy("numpy", True), Verify("numpy", True), Save("numpy", True, ".py"), Save("numpy", True, ".ipynb"),
        SaveOnnx(False), SaveOnnx(True),
    ]  # fmt: skip


def test_the_dot_beside_a_line_is_as_its_text(panel: CodePanel) -> None:
    line = line_with(panel, "mu, sigma2 = z.mean")
    y = round(hover(panel, line).y())
    QTest.mouseMove(panel.view.viewport(), QPointF(40, 1).toPoint())
    followed: list[str] = []
    panel.linked.connect(followed.append)
    margin = panel.view._margin
    QTest.mouseMove(margin, QPointF(margin.width() - 8, y).toPoint())
    assert "B1" in panel._finding.sentence
    QTest.mouseClick(margin, Qt.MouseButton.LeftButton, pos=QPointF(margin.width() - 8, y).toPoint())
    assert followed == ["histograms"]


def test_without_batch_norm_there_is_nothing_to_fold(panel: CodePanel, run: Run) -> None:
    assert [action.isVisible() for action in panel.tools.save.menu().actions()] == [True] * 5
    run.set("batch_norm", False)
    panel.update(run.snapshot())
    *_, whole, folded = panel.tools.save.menu().actions()
    assert (whole.text(), folded.isVisible()) == ("ONNX…", False)


def test_numbers_are_the_lines(panel: CodePanel) -> None:
    rows = list(panel.numbers().rows())
    assert [row[1] for row in rows] == panel.text.splitlines()
    assert (rows[line_with(panel, "mu, sigma2 = z.mean")][2:]) == ("histograms", "B1")


def test_spans_survive_what_is_no_python() -> None:
    found = spans('def f():\n    """Two\n    lines."""\n    return f"{1}" # one\n"')
    assert [span.kind for span in found[0]] == ["keyword", "name"]
    assert found[1][0].kind == found[2][0].kind == "comment"
    assert "comment" in [span.kind for span in found[3]]
