"""Panels say the truth and stay whole: stale views, short numbers, every step's own values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QComboBox

from simulator.history import Edit
from simulator.snapshot import Confusion, MiniBatch, Parameters, Surface, UnitMaps
from tests.ui.real import SYNTHETIC, make
from tests.ui.snapshots import broken, docked, snapshot
from ui import export, theme
from ui.drawing import edit_words, edits
from ui.drawing.marks import Mark, placed
from ui.drawing.numerals import WIDEST, apart, four_digits, on_axis
from ui.drawing.thinned import Thinned
from ui.panels import PANELS, Panel
from ui.panels.standalone import StandalonePanel


@pytest.fixture(
    params=[kind for kind in PANELS if not issubclass(kind, StandalonePanel)], ids=lambda panel: panel.key
)
def panel(request: pytest.FixtureRequest) -> Iterator[Panel]:
    made = make(request.param)
    window = opened(made)
    yield made
    shiboken6.delete(window)


@pytest.fixture
def on_screen(qapp: QApplication) -> Iterator:  # noqa: ARG001 - widgets need one
    windows = []

    def open_panel(key: str) -> Panel:
        made = make(next(kind for kind in PANELS if kind.key == key))
        windows.append(opened(made))
        return made

    yield open_panel
    for window in windows:
        shiboken6.delete(window)


def opened(panel: Panel) -> object:
    window = docked(panel)
    window.resize(480, 360)
    window.show()
    QApplication.processEvents()
    return window


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("views", "data"),
    [
        (snapshot(classes=4), snapshot(classes=2)),
        (snapshot(classes=2), snapshot(classes=10, features=5)),
        (snapshot(features=8, classes=3, hidden=(5,)), snapshot(features=1, classes=2, batch=3)),
        (snapshot(features=1, classes=2), snapshot(features=64, classes=20, hidden=(3, 3, 3))),
    ],
    ids=["fewer classes", "more classes", "fewer features", "more features"],
)
def test_views_of_other_data_are_painted(panel: Panel, views: object, data: object) -> None:
    """An exception while Qt paints ends the process; old views meet new data for a frame."""
    for shown in (data, replace(data, views=views.views), data):
        panel.update(shown)
        panel.widget.grab()
    panel.numbers().to_csv()


MADE_UP = (Confusion(), MiniBatch(), Parameters(), Surface(), UnitMaps())
READERS = (*SYNTHETIC, "company", "one_hot", "log_loss")
MIXED = [
    pytest.param(kind, probe, id=f"{kind.key}-{probe!r}")
    for kind in PANELS
    if not issubclass(kind, StandalonePanel)
    for probe in (MADE_UP if kind.key in READERS else MADE_UP[:1])
]


@pytest.mark.parametrize(("panel", "probe"), MIXED, indirect=["panel"])
def test_one_view_of_other_data_is_painted(panel: Panel, probe: object) -> None:
    assert panel.key in READERS or panel.probes().isdisjoint(MADE_UP)  # to these every view is another's
    whole, other = snapshot(classes=3, features=5), snapshot(classes=6, hidden=(2, 2, 2))
    panel.update(replace(whole, views={**whole.views, probe: other.views[probe]}))
    panel.widget.grab()
    panel.update(replace(other, views={**other.views, probe: whole.views[probe]}))
    panel.widget.grab()


def test_a_sentence_fits_its_header() -> None:
    assert [kind.key for kind in PANELS if len(kind.about) > 60] == []


# Numbers belong to the step they are said of --------------------------------------------------------


def test_legend_status_and_curves_agree_between_marks_and_after_an_edit(on_screen: object) -> None:
    panel = on_screen("cost")
    run = snapshot(steps=300)
    between = replace(run.series, at=run.series.at[:-40], **{
        name: getattr(run.series, name)[:-40]
        for name in ("cost_train", "cost_dev", "accuracy_train", "accuracy_dev")
    })  # fmt: skip
    panel.update(replace(run, series=between, cost_train=0.1234, cost_dev=0.5678))
    assert panel._plot.readout.text.startswith("step 300 ")
    assert "J train 0.1234  J dev 0.5678" in panel._plot.readout.text
    assert panel._plot._curves["cost_dev"].getData()[1][-1] == 0.5678
    panel.update(replace(run, cost_train=7.5, cost_dev=8.5))
    assert "J train 7.500  J dev 8.500" in panel._plot.readout.text
    assert panel.numbers().columns[3][-1] == 8.5


def test_no_accuracy_where_the_cost_is_no_number(on_screen: object) -> None:
    panel = on_screen("accuracy")
    panel.update(replace(snapshot(), cost_dev=np.nan, accuracy_dev=0.25))
    assert panel._number.text == "–"


def test_a_resting_cursor_reads_what_is_there_now(on_screen: object) -> None:
    panel = on_screen("boundary")
    run = snapshot()
    panel.update(run)
    panel._plot.pointed.emit(-1.1, -1.1)
    surface = run.views[Surface()]
    other = replace(surface, winner=(surface.winner + 1) % 4)
    panel.update(replace(run, views={**run.views, Surface(): other}))
    assert f"predicted class {other.winner[4, 4]}" in panel._note.text
    panel.update(broken())
    assert "nan" not in panel._note.text
    panel._plot.left.emit()
    panel.update(run)
    assert "predicted" not in panel._note.text


def test_a_huge_loss_is_not_drawn(on_screen: object) -> None:
    panel = on_screen("cost")
    run = snapshot()
    run.series.loss[-3:] = 1e30, 1e200, np.inf
    panel.update(run)
    assert panel._plot._curves["loss"].getData()[1].max() < 100


def test_wild_mini_batches_do_not_flatten_the_cost(on_screen: object) -> None:
    panel = on_screen("cost")
    run = snapshot(steps=2000)
    run.series.loss[::16] = 500.0
    panel.update(run)
    panel._plot.fit()
    assert panel._plot.plot.viewRange()[1][1] < 3


def test_a_long_cost_falls_without_teeth() -> None:
    line, y = Thinned(256), np.exp(-np.linspace(0, 3, 100_000))
    line.follow(np.arange(100_000), y)
    x, drawn = line.points()
    assert len(x) <= 258
    assert (np.diff(drawn) < 0).all()
    assert (x[0], x[-1], drawn[-1]) == (0, 99_999, y[-1])


# Few characters -------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [0.0, 1e-9, 0.12345, 9.99999, 13.8031, 9999.6, 1.69e6, 1e29, np.nan])
def test_a_legend_has_room_for_every_number(value: float) -> None:
    assert len(four_digits(value)) <= len(WIDEST)


def test_numbers_are_short() -> None:
    assert [four_digits(v) for v in (13.8031, 1.69e6, np.inf)] == ["13.80", "1.7e+06", "∞"]
    assert [on_axis(v) for v in (0.0, 5000.0, 20000.0, 1e6, 2.5e6)] == ["0", "5000", "20k", "1M", "2.5M"]
    assert apart(0.0123456, 0.0345678) == ("0.0123", "0.0346")
    assert apart(0.9990, 0.9991) == ("0.999", "0.9991")


def test_edits_are_said_in_a_persons_words() -> None:
    changes = (
        Edit(10, "example", None, 5), Edit(100, "example", 3, None),
        Edit(150, "optimizer", "adam", "momentum"),
        Edit(200, "mini_batch_size", 64, 1024), Edit(250, "learning_rate", 0.0123456, 0.0345678),
    )  # fmt: skip
    assert [mark.label for mark in edits.marks(snapshot(edits=changes))] == [
        "", "data edited", "Optimiser Adam → Momentum", edits.label(changes[3]), "α 0.0123 → 0.0346",
    ]  # fmt: skip
    assert edits.label(changes[3]).endswith("64 → 1024")


def test_labels_never_overlap_and_the_last_has_one() -> None:
    marks = [(Mark(x, f"α 0.0{x} → 0.0{x + 1}"), 3.0 * x) for x in range(100)]
    found = placed(marks, QFontMetricsF(theme.font()), 320)
    assert found[0][0] is marks[-1][0]
    rooms = [room for _, _, room in found]
    assert not any(a.intersects(b) for i, a in enumerate(rooms) for b in rooms[:i])
    assert all(QRectF(0, 0, 320.1, 100).contains(room) for room in rooms)


def test_a_long_axis_name_is_cut_to_its_axis(on_screen: object) -> None:
    panel = on_screen("boundary")
    panel.widget.window().resize(480, 200)
    run = snapshot(features=4)
    (probe,) = [probe for probe in panel.probes() if type(probe).__name__ == "Points"]
    axes = ("first principal component (10 % of variance)", "second principal component (10 % of variance)")
    panel.update(replace(run, views={**run.views, probe: replace(run.views[probe], axes=axes)}))
    QApplication.processEvents()
    axis = panel._plot.getAxis("left")
    assert axis.labelText.startswith("2nd")
    assert QFontMetricsF(axis.label.font()).horizontalAdvance(axis.labelText) <= axis.height()
    assert axes[1] in panel.numbers().headers


# Tools and tables -----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [240, 480, 900])
def test_the_answers_are_always_in_the_table(on_screen: object, width: int) -> None:
    panel = on_screen("mini_batch")
    panel.widget.window().resize(width, 300)
    panel.update(snapshot(features=8, classes=10))
    QApplication.processEvents()
    table, columns = panel.widget, panel._model.columns
    shown = [c.heading for i, c in enumerate(columns) if not table.isColumnHidden(i)]
    assert shown[:5] == ["i", "y", "ŷ", "p(true)", "loss"]
    assert table.horizontalHeader().length() <= table.viewport().width()


def test_no_tool_moves_when_one_is_taken(on_screen: object) -> None:
    panel = on_screen("boundary")
    panel.update(snapshot())
    places = []
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_A):
        panel._take(next(tool for tool in panel._tools._buttons if tool.key == key))
        QApplication.processEvents()
        places.append([button.geometry() for button in panel._tools._buttons.values()])
        classes = panel._tools.findChild(QComboBox)
        assert classes.isVisible()
        assert classes.isEnabled() == (key == Qt.Key.Key_A)
    assert places[0] == places[1]


def test_maps_of_a_paused_run_wear_the_new_theme(on_screen: object, qapp: QApplication) -> None:
    panel = on_screen("network")
    panel.update(snapshot())
    before = panel._view.images.layers[1][0].copy()
    theme.apply_theme(qapp, "dark")
    assert panel._view.images.layers[1][0] != before
    theme.apply_theme(qapp, "light")
    assert panel._view.images.layers[1][0] == before


@pytest.mark.parametrize("key", ["cost", "accuracy"])
def test_a_picture_shows_the_step_it_says(on_screen, key: str) -> None:
    """Lines are drawn a few times a second while it trains, but a picture is taken of all there is."""
    panel = on_screen(key)
    for steps in (10, 40):
        panel.update(snapshot(steps=steps))
    export.picture(panel, 1)
    line = next(iter(panel._plot._curves.values()))
    assert line.getData()[0][-1] == 40


@pytest.mark.parametrize(("gesture", "labels"), [(7, ["α 0.01 → 0.05"]), (0, None)])
def test_a_drag_is_one_label_however_long_it_took(gesture: int, labels: list[str] | None) -> None:
    values = (0.01, 0.02, 0.03, 0.04, 0.05)
    drag = [
        Edit(100 + 40 * i, "learning_rate", old, new, gesture=gesture)
        for i, (old, new) in enumerate(pairwise(values))
    ]
    found = [edit_words.label(edit) for edit in edit_words.merged(drag, 300, by_gesture=True)]
    assert found == labels or (labels is None and len(found) == 4)
