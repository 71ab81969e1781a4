"""The table of trials: every state of a study, sorting, filtering, copying, files, and a search under way."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from simulator.search.board import Mirror, Opened, Update
from simulator.search.study import Study
from tests.ui.labs import CASES, lab, mirror, plan
from ui import theme
from ui.panels.trials import panel as panel_module
from ui.panels.trials.columns import columns_of
from ui.panels.trials.filtering import conditions
from ui.panels.trials.panel import TrialsPanel

LEFT, UP, DOWN = Qt.MouseButton.LeftButton, Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
Shown = Callable[..., TrialsPanel]


@pytest.fixture
def shown(qapp: QApplication) -> Iterator[Shown]:  # noqa: ARG001 - widgets need one
    panels: list[TrialsPanel] = []

    def show(case: str | None = "usual", size: tuple[int, int] = (900, 360)) -> TrialsPanel:
        panel = TrialsPanel()
        panels.append(panel)
        panel.join(lab(case))
        panel.widget.resize(*size)
        panel.widget.show()
        panel.adopted, panel.refused = [], []
        panel.lab.adopted.connect(panel.adopted.append)
        panel.lab.refused.connect(panel.refused.append)
        QApplication.processEvents()
        return panel

    yield show
    for panel in panels:
        shiboken6.delete(panel.widget)


def column(panel: TrialsPanel, name: str) -> int:
    return next(i for i, each in enumerate(panel._model.columns) if name in each.names)


def cells(panel: TrialsPanel, name: str) -> list[str]:
    at = column(panel, name)
    return [panel._model.text(row, at) for row in range(panel._model.rowCount())]


def spot(panel: TrialsPanel, row: int) -> QPoint:
    return QPoint(20, panel._table.rowViewportPosition(row) + 10)


def filtered(panel: TrialsPanel, text: str) -> list[int]:
    panel._filter.clear()
    if text.isascii():
        QTest.keyClicks(panel._filter, text)
    else:  # which no key click of Qt's can type
        panel._filter.setText(text)
    return sorted(panel._model.numbers)


# Every state of a study -----------------------------------------------------------------------------


def test_survives_every_study_after_every_other(shown: Shown) -> None:
    panel = shown(None)
    for case in (*CASES, "one trial", None, "many", "four axes", "nothing yet", "all diverged", "usual"):
        panel.lab = lab(case)
        panel.look()
        panel.widget.grab()
        panel.numbers().to_csv()
        assert panel._model.rowCount() == (0 if case is None else len(mirror(case).study.trials))
        assert bool(panel._presence.missing) == (case in (None, "nothing yet"))


@pytest.mark.parametrize("size", [(150, 90), (30, 20), (1400, 900)])
def test_survives_every_size(shown: Shown, size: tuple[int, int]) -> None:
    shown("some diverged", size).widget.grab()


def test_no_index_is_too_far(shown: Shown) -> None:
    """An exception while Qt paints ends the process."""
    model = shown()._model
    assert [model.text(row, at) for row in (-1, 99) for at in (-1, 0, 99)] == [""] * 6
    assert model.headerData(99, Qt.Orientation.Horizontal) is None


# What is in it --------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["usual", "four axes", "some diverged", "no dev set"])
def test_cells_are_the_trials(shown: Shown, case: str) -> None:
    panel, study = shown(case), mirror(case).study
    for axis in study.space.axes:
        said = [axis.say(axis.value_in(study.trial(n).settings)) for n in panel._model.numbers]
        assert cells(panel, axis.name) == said
    table = panel.numbers()
    for name, values in zip(table.headers, table.columns, strict=True):
        if name.startswith("Cost J on the training"):
            ended = [study.trial(n) for n in panel._model.numbers]
            wanted = [None if t.state == "diverged" else t.cost_train for t in ended]
            assert values.tolist() == wanted


def test_the_best_is_first_where_less_is_better(shown: Shown) -> None:
    panel, study = shown("no dev set"), mirror("no dev set").study
    assert not study.objective.more_is_better
    assert panel._model.numbers[0] == study.best.number
    panel.lab.look_at(mirror("usual"))
    panel.look()
    assert panel._model.numbers[0] == mirror("usual").study.best.number


def test_the_best_is_first_at_first(shown: Shown) -> None:
    panel, study = shown("some diverged"), mirror("some diverged").study
    ranked = [trial.number for trial in study.ranked]
    assert panel._model.numbers[: len(ranked)] == ranked
    assert set(cells(panel, "state")[len(ranked) :]) == {"diverged"}


@pytest.mark.parametrize("name", ["trial", "objective", "learning_rate", "mini_batch_size", "steps"])
@pytest.mark.parametrize("order", [UP, DOWN])
def test_sorts_by_numbers_not_by_letters(shown: Shown, name: str, order: Qt.SortOrder) -> None:
    panel = shown("usual")
    at = column(panel, name)
    panel._table.sortByColumn(at, order)
    values = panel.numbers().columns[at].astype(float)
    assert ((np.diff(values) <= 0) if order == DOWN else (np.diff(values) >= 0)).all()


@pytest.mark.parametrize("order", [UP, DOWN])
def test_what_has_no_number_comes_last_either_way(shown: Shown, order: Qt.SortOrder) -> None:
    panel = shown("some diverged")
    panel._table.sortByColumn(column(panel, "cost_train"), order)
    values = panel.numbers().columns[column(panel, "cost_train")].tolist()
    broken = values.count(None)
    assert broken
    assert values[-broken:] == [None] * broken


def test_a_click_on_a_heading_sorts(shown: Shown) -> None:
    panel = shown("usual")
    header = panel._table.horizontalHeader()
    at = column(panel, "learning_rate")
    where = QPoint(header.sectionViewportPosition(at) + 20, 10)
    QTest.mouseClick(header.viewport(), LEFT, pos=where)
    values = panel.numbers().columns[at].astype(float)
    assert (np.diff(values) >= 0).all()
    assert panel._model.headerData(at, Qt.Orientation.Horizontal).startswith("↑")


# The filter -----------------------------------------------------------------------------------------


def test_words_and_comparisons(shown: Shown) -> None:
    panel, study = shown("some diverged"), mirror("some diverged").study
    trials = study.trials
    assert filtered(panel, "diverged") == [t.number for t in trials if t.state == "diverged"]
    assert filtered(panel, "learning_rate<0.1") == [t.number for t in trials if t.config.learning_rate < 0.1]
    assert filtered(panel, "α >= 0.1 done") == [
        t.number for t in trials if t.config.learning_rate >= 0.1 and t.state == "done"
    ]
    assert filtered(panel, "accuracy_dev>50%") == [
        t.number for t in trials if t.state == "done" and t.accuracy_dev > 0.5
    ]
    assert filtered(panel, "state!=done trial<=3") == [
        t.number for t in trials if t.state != "done" and t.number <= 3
    ]
    assert filtered(panel, "") == [t.number for t in trials]


def test_a_value_is_found_as_it_is_written(shown: Shown) -> None:
    panel = shown("usual")
    wanted = cells(panel, "learning_rate")[4]
    assert panel._model.numbers[4] in filtered(panel, f"learning_rate={wanted}")
    assert len(panel._model.numbers) < 4


def test_choices_by_their_names(shown: Shown) -> None:
    panel, study = shown("four axes"), mirror("four axes").study
    assert filtered(panel, "tanh") == [t.number for t in study.trials if t.config.activation == "tanh"]
    assert filtered(panel, "activation=relu") == [
        t.number for t in study.trials if t.config.activation == "relu"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lerning_rate<1", "did you mean learning_rate?"),
        ("xyzzy<1", "There is no column 'xyzzy'"),
        ("steps<many", "steps is compared with a number, got 'many'."),
        ("steps<", "Write a value after <."),
        ("state>done", "state has no order"),
        ("brilliant", "No trial is called 'brilliant'"),
        ("<", "There is no column ''"),
        ("learning_rate<nan", "compared with a number, got 'nan'"),
    ],
)
def test_a_bad_filter_says_one_sentence_and_hides_nothing(shown: Shown, text: str, said: str) -> None:
    panel = shown("usual")
    assert len(filtered(panel, text)) == 16
    assert said in panel._note.text
    assert panel._filter.property("wrong")
    filtered(panel, "done")
    assert not panel._filter.property("wrong")
    assert panel._note.text == "16 trials"


@pytest.mark.parametrize(
    "text", ["((", "a=b=c", "=<>", "≤≥", "%", "1e999", "learning_rate==0.1", "'", "\\", "−"]
)
def test_no_text_breaks_it(text: str) -> None:
    columns, said = columns_of(mirror("usual")), "."
    try:
        for test in conditions(text, columns):
            test([0] * len(columns))
    except ValueError as error:
        said = str(error)
    assert said.endswith((".", "?"))


def test_the_filter_holds_for_the_next_study(shown: Shown) -> None:
    panel = shown("some diverged")
    filtered(panel, "diverged")
    panel.lab.look_at(mirror("all diverged"))
    panel.look()
    assert len(panel._model.numbers) == 16
    panel.lab.look_at(mirror("usual"))
    panel.look()
    assert panel._model.numbers == []
    assert panel._note.text == "No trial passes the filter."


# Hands ----------------------------------------------------------------------------------------------


def test_rows_are_pointed_chosen_and_adopted(shown: Shown) -> None:
    panel = shown("usual")
    numbers, viewport = panel._model.numbers, panel._table.viewport()
    assert not panel._adopt.isEnabled()
    QTest.mouseMove(viewport, spot(panel, 3))
    assert panel.lab.pointed == numbers[3]
    QTest.mouseClick(viewport, LEFT, pos=spot(panel, 2))
    assert panel.lab.chosen == numbers[2]
    QTest.mouseClick(panel._adopt, LEFT)
    QTest.mouseDClick(viewport, LEFT, pos=spot(panel, 4))
    QTest.keyClick(panel._table, Qt.Key.Key_Down)
    QTest.keyClick(panel._table, Qt.Key.Key_Return)
    assert panel.adopted == [numbers[2], numbers[4], panel.lab.chosen]


def test_what_is_chosen_elsewhere_is_selected_and_in_sight(shown: Shown) -> None:
    panel = shown("many", (640, 300))
    last = panel._model.numbers[-1]
    panel.lab.choose(last)
    assert panel._table.selected == [last]
    assert 0 < panel._table.rowViewportPosition(1023) < panel._table.viewport().height()
    panel.lab.choose(None)
    assert panel._table.selected == []


def test_only_brushed_trials_are_shown(shown: Shown) -> None:
    panel = shown("usual")
    panel.lab.brush(frozenset({1, 5, 9}))
    assert sorted(panel._model.numbers) == [1, 5, 9]
    assert panel._note.text == "3 of 16 trials: a brush leaves out the others"
    panel.lab.brush(None)
    assert len(panel._model.numbers) == 16


def test_copies_the_selection_as_numbers(shown: Shown) -> None:
    panel, study = shown("usual"), mirror("usual").study
    panel._table.selectRow(1)
    QTest.mouseClick(panel._table.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, spot(panel, 3))
    QTest.keyClick(panel._table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    head, *rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert head[0] == "Number of the trial"
    assert [int(row[0]) for row in rows] == panel._model.numbers[1:4]
    at = column(panel, "learning_rate")
    assert float(rows[0][at]) == study.trial(int(rows[0][0])).config.learning_rate


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_exports_every_trial(
    shown: Shown, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, path = shown("some diverged"), tmp_path / f"trials.{kind}"
    monkeypatch.setattr("ui.file_dialogs.ask_for_name", lambda *_: path)
    QTest.mouseClick(panel._csv if kind == "csv" else panel._json, LEFT)
    text = path.read_text(encoding="utf-8")
    found = len(list(csv.reader(io.StringIO(text)))) - 1 if kind == "csv" else len(json.loads(text)["trials"])
    assert found == 16
    assert panel._note.text == f"Saved 16 trials as {path}."


def test_a_file_that_cannot_be_written_is_refused(
    shown: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, path = shown("usual"), tmp_path / "nowhere" / "trials.csv"
    monkeypatch.setattr("ui.file_dialogs.ask_for_name", lambda *_: path)
    QTest.mouseClick(panel._csv, LEFT)
    assert panel.refused[0].startswith(f"Cannot write {path}: ")
    empty = shown(None)
    QTest.mouseClick(empty._csv, LEFT)
    assert "start a search first" in empty.refused[0]


# A search under way ---------------------------------------------------------------------------------


def test_a_running_search_loses_neither_selection_nor_place_nor_order(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel_module, "_SETTLE", 0.0)
    study, rng = Study(plan(trials=100, steps=1000)), np.random.default_rng(0)
    told, panel = Mirror(Opened(1, study.plan, study.dataset, study.base)), shown(None, (640, 300))
    study.propose()
    told.take(Update(1, "running", records=tuple(study.records)))
    panel.lab.look_at(told)
    panel.look()
    at = column(panel, "objective")
    panel._table.sortByColumn(at, UP)
    QTest.mouseClick(panel._table.viewport(), LEFT, pos=spot(panel, 2))
    QTest.mouseClick(panel._table.viewport(), LEFT, Qt.KeyboardModifier.ControlModifier, spot(panel, 5))
    selected, current = set(panel._table.selected), panel._model.numbers[panel._table.currentIndex().row()]
    panel._table.verticalScrollBar().setValue(7)
    for k in range(1, 4):
        right = rng.uniform(0.2, 1, 100)
        rows = {i: np.array([[100.0 * k, 0.5, 0.5, p]]) for i, p in enumerate(right.tolist())}
        told.take(Update(1, "running", rows=rows, made=dict.fromkeys(rows, 100 * k)))
        panel.look()
        panel.widget.grab()
        assert set(panel._table.selected) == selected
        assert panel._model.numbers[panel._table.currentIndex().row()] == current
        assert panel._table.verticalScrollBar().value() == 7
        values = panel.numbers().columns[at].astype(float)
        np.testing.assert_allclose(values, np.sort(100 * right))
        assert cells(panel, "steps") == [f"{100 * k}"] * 100
    panel.lab.brush(frozenset(range(50)))
    panel.lab.brush(None)
    assert panel._table.verticalScrollBar().value() == 7
    assert set(panel._table.selected) >= {n for n in selected if n < 50}


def test_only_rows_with_news_are_read_again(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    panel, told = shown("begun"), mirror("begun")
    taken = []
    monkeypatch.setattr(panel._model, "_take", lambda _mirror, trial: taken.append(trial.number))
    panel.look()
    assert taken == []
    number, before = next(iter(told.curves.items()))
    told.curves[number] = before.copy()
    panel.look()
    told.curves[number] = before
    assert taken == [number]


def test_a_generation_taken_back_leaves_the_table(shown: Shown) -> None:
    study = Study(plan(trials=8))
    told, panel = Mirror(Opened(1, study.plan, study.dataset, study.base)), shown(None)
    study.propose()
    told.take(Update(1, "running", records=tuple(study.records)))
    panel.lab.look_at(told)
    panel.look()
    assert panel._model.rowCount() == 8
    told.study.undo()
    panel.look()
    panel.widget.grab()
    assert panel._model.rowCount() == 0
    assert "No trial is left" in panel._presence.missing


def test_wears_both_themes(shown: Shown, qapp: QApplication) -> None:
    panel = shown("some diverged")
    for name in ("dark", "light"):
        theme.apply_theme(qapp, name)
        image = panel._table.viewport().grab().toImage()
        assert image.pixelColor(image.width() - 2, image.height() - 2) == theme.current().colour("raised")
