"""What a person does in a panel becomes the right command; what they point at is read out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from simulator.commands import AddExample, MoveExample, RemoveExample, SetParameter
from simulator.history import Edit
from simulator.snapshot import Confusion, MiniBatch, Parameters, Points, Surface
from tests.ui.real import make
from tests.ui.snapshots import broken, docked, snapshot
from ui.drawing import edits
from ui.drawing.envelope import Envelope, finite_runs
from ui.drawing.marks import Mark
from ui.panels import PANELS, Panel
from ui.panels.network.layout import Edge, Layout, Unit
from ui.panels.network.view import NetworkView

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator:
    """Opens a panel by its key, at 600 x 450, showing a snapshot."""
    windows = []

    def open_panel(key: str, shown: object = None) -> Panel:
        panel = make(next(kind for kind in PANELS if kind.key == key))
        windows.append(docked(panel))
        qtbot.addWidget(windows[-1])
        windows[-1].resize(600, 450)
        windows[-1].show()
        panel.update(shown or snapshot())
        QApplication.processEvents()
        panel.sent = []
        panel.command.connect(panel.sent.append)
        return panel

    yield open_panel
    for window in windows:
        window.close()


def take(panel: Panel, tool: str) -> None:
    button = next(b for b in panel.widget.findChildren(QToolButton) if b.text() == tool)
    QTest.mouseClick(button, LEFT)


def place(panel: Panel, u: float, v: float) -> QPoint:
    """The pixel of the boundary's viewport at (u, v)."""
    plot = panel._plot
    return plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(u, v)))


def pixel(panel: Panel) -> float:
    return max(panel._plot.reach(1))


# Painting data --------------------------------------------------------------------------------------


def test_a_click_adds_an_example_where_it_is(opened: object) -> None:
    panel = opened("boundary")
    take(panel, "Add")
    panel.widget.findChild(QComboBox).setCurrentIndex(2)
    QTest.mouseClick(panel._plot.viewport(), LEFT, pos=place(panel, 0.5, -0.25))
    (sent,) = panel.sent
    assert isinstance(sent, AddExample)
    assert (sent.u, sent.v) == pytest.approx((0.5, -0.25), abs=pixel(panel))
    assert (sent.label, sent.plane) == (2, None)


def test_dragging_sprays_a_few(opened: object) -> None:
    panel = opened("boundary")
    take(panel, "Add")
    viewport = panel._plot.viewport()
    QTest.mousePress(viewport, LEFT, pos=place(panel, -0.5, 0))
    for u in np.linspace(-0.5, 0.5, 30):
        QTest.mouseMove(viewport, place(panel, u, 0))
    QTest.mouseRelease(viewport, LEFT, pos=place(panel, 0.5, 0))
    assert 4 <= len(panel.sent) <= 20
    assert all(abs(sent.v) < 30 * pixel(panel) for sent in panel.sent)


def test_dragging_moves_the_nearest_example(opened: object) -> None:
    panel = opened("boundary")
    uv = snapshot().views[Points()].uv
    take(panel, "Move")
    viewport = panel._plot.viewport()
    QTest.mousePress(viewport, LEFT, pos=place(panel, *uv[:, 7]))
    for u in (0.1, 0.2, 0.3):
        QTest.mouseMove(viewport, place(panel, u, 0.4))
    QTest.mouseRelease(viewport, LEFT, pos=place(panel, 0.3, 0.4))
    QTest.mouseMove(viewport, place(panel, 0.9, 0.9))
    assert [type(sent) for sent in panel.sent] == [MoveExample] * 3
    assert np.hypot(*(uv[:, panel.sent[0].index] - uv[:, 7])) <= 2 * pixel(panel)
    assert (panel.sent[-1].u, panel.sent[-1].v) == pytest.approx((0.3, 0.4), abs=pixel(panel))


def test_a_click_deletes_the_nearest_and_nothing_where_there_is_none(opened: object) -> None:
    panel = opened("boundary")
    take(panel, "Delete")
    QTest.mouseClick(panel._plot.viewport(), LEFT, pos=place(panel, 1.1, -1.1))
    assert panel.sent == []
    uv = snapshot().views[Points()].uv
    QTest.mouseClick(panel._plot.viewport(), LEFT, pos=place(panel, *uv[:, 3]))
    (sent,) = panel.sent
    assert isinstance(sent, RemoveExample)
    assert np.hypot(*(uv[:, sent.index] - uv[:, 3])) <= 2 * pixel(panel)


def test_test_examples_cannot_be_touched(opened: object) -> None:
    panel = opened("boundary")
    hidden = replace(snapshot().views[Points()], split=np.full(1000, 2))
    panel.update(replace(snapshot(), views={Points(): hidden}))
    take(panel, "Delete")
    QTest.mouseClick(panel._plot.viewport(), LEFT, pos=place(panel, *hidden.uv[:, 3]))
    assert panel.sent == []


def test_keys_take_the_tools(opened: object) -> None:
    panel = opened("boundary")
    for key, tool in ((Qt.Key.Key_A, "Add"), (Qt.Key.Key_M, "Move"), (Qt.Key.Key_D, "Delete")):
        QTest.keyClick(panel._plot, key)
        assert panel._plot.tool.label == tool
        assert panel._plot.viewport().cursor().shape() == panel._plot.tool.cursor
    QTest.keyClick(panel._plot, Qt.Key.Key_Escape)
    assert panel._plot.tool.label == "Look"


def test_only_looking_pans_and_home_shows_all(opened: object) -> None:
    panel = opened("boundary")
    before = panel._plot.viewRange()
    take(panel, "Add")
    assert panel._plot.getViewBox().state["mouseEnabled"] == [False, False]
    take(panel, "Look")
    assert panel._plot.getViewBox().state["mouseEnabled"] == [True, True]
    panel._plot.setRange(xRange=(0, 0.1), yRange=(0, 0.1))
    panel.update(snapshot())
    assert panel._plot.viewRange()[0] == pytest.approx([0, 0.1], abs=0.02)
    take(panel, "Home")
    assert np.allclose(panel._plot.viewRange(), before)


def test_a_round_plane_is_drawn_round(opened: object) -> None:
    panel = opened("boundary")
    for size in ((300, 600), (900, 400), (500, 500)):
        panel.widget.window().resize(*size)
        QApplication.processEvents()
        width, height = panel._plot.getViewBox().viewPixelSize()
        assert width / height == pytest.approx(1, rel=0.03)


def test_another_plane_is_another_probe(opened: object) -> None:
    panel = opened("boundary", snapshot(features=5))
    told = []
    panel.probes_changed.connect(lambda: told.append(panel.probes()))
    panel.choose_plane((3, 1))
    assert {Points((3, 1)), Surface(plane=(3, 1)), MiniBatch()} == told[-1]
    take(panel, "Add")
    QTest.mouseClick(panel._plot.viewport(), LEFT, pos=place(panel, 0, 0))
    assert panel.sent[0].plane == (3, 1)
    panel.update(replace(snapshot(), run_id=2))
    assert panel.plane is None


def test_hovering_reads_the_plane(opened: object) -> None:
    panel = opened("boundary")
    view = snapshot().views[Surface()]
    QTest.mouseMove(panel._plot.viewport(), place(panel, -1.1, -1.1))
    assert f"predicted class {view.winner[4, 4]}" in panel._note.text
    assert "(-1.1, -1.1)" in panel._note.text


# The network ----------------------------------------------------------------------------------------


def test_an_edge_is_read_and_edited_in_place(opened: object) -> None:
    panel = opened("network", snapshot(hidden=(5,)))
    view = panel.widget.findChild(NetworkView)
    layout = view.layout_
    line = layout.lines[layout.number(Edge(1, 2, 1))]
    spot = line.pointAt(0.85).toPoint()
    QTest.mouseMove(view, spot)
    value = snapshot(hidden=(5,)).views[Parameters()].arrays["W1"][2, 1]
    assert panel._note.text == f"W1[2, 1] = {value:.4g} · from input 1 to unit 2 of layer 1"
    QTest.mouseClick(view, LEFT, pos=spot)
    box = panel.widget.findChild(QDoubleSpinBox)
    assert box.value() == pytest.approx(value, abs=1e-4)
    box.selectAll()
    QTest.keyClicks(box, "0.5")
    assert panel.sent == []
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert panel.sent == [SetParameter("W1", (2, 1), 0.5)]
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not box.isVisible()


def test_a_unit_offers_its_own_parameters(opened: object) -> None:
    panel = opened("network", snapshot(hidden=(5,)))
    view = panel.widget.findChild(NetworkView)
    QTest.mouseClick(view, LEFT, pos=view.layout_.squares[1][3].center().toPoint())
    assert [address for address, _ in panel._editor._boxes.items()] == [("gamma1", (3, 0)), ("beta1", (3, 0))]
    QTest.mouseClick(view, LEFT, pos=view.layout_.squares[2][0].center().toPoint())
    assert list(panel._editor._boxes) == [("b2", (0, 0))]
    QTest.mouseClick(view, LEFT, pos=QPoint(1, 1))
    assert not panel._editor.isVisible()


def test_an_open_editor_follows_the_run_but_not_over_typing(opened: object) -> None:
    panel = opened("network", snapshot(hidden=(5,)))
    view = panel.widget.findChild(NetworkView)
    QTest.mouseClick(view, LEFT, pos=view.layout_.squares[2][0].center().toPoint())
    box = panel.widget.findChild(QDoubleSpinBox)
    panel.update(snapshot(hidden=(5,), seed=1))
    assert box.value() == pytest.approx(
        snapshot(hidden=(5,), seed=1).views[Parameters()].arrays["b2"][0, 0], abs=1e-4
    )
    assert panel.sent == []
    box.selectAll()
    QTest.keyClicks(box, "7")
    panel.update(snapshot(hidden=(5,), seed=2))
    assert box.text() == "7"


def test_many_weights_are_capped_and_it_says_so(opened: object) -> None:
    panel = opened("network", snapshot(hidden=(64, 64), features=64, classes=10))
    assert len(panel.widget.findChild(NetworkView).drawn) == 2000
    assert panel._note.text.startswith("The 2,000 strongest of 8,832 weights are drawn.")


def test_edges_and_numbers_are_inverse() -> None:
    layout = Layout((3, 4, 2), 300, 200, 10, 10)
    assert [layout.number(layout.edge(i)) for i in range(20)] == list(range(20))
    assert len(layout.ends) == 20
    x, y = layout.centres[1][2]
    assert layout.unit_at(x, y) == Unit(1, 2)
    for number in range(20):
        start, end = layout.ends[number, :2], layout.ends[number, 2:]
        spot = start + 0.1 * (end - start)
        assert layout.edge_at(*spot, np.array([number])) == layout.edge(number)


# Series ---------------------------------------------------------------------------------------------


def test_an_envelope_keeps_every_extreme_whatever_the_steps_it_came_in() -> None:
    y = np.random.default_rng(0).normal(size=5000)
    at_once, in_bits = Envelope(64), Envelope(64)
    at_once.follow(range(5000), y)
    for end in (1, 63, 64, 65, 1000, 4097, 5000):
        in_bits.follow(range(end), y[:end])
    for one, other in zip(at_once.points(), in_bits.points(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert len(at_once.points()[0]) <= 128
    assert (at_once.points()[1].min(), at_once.points()[1].max()) == (y.min(), y.max())


def test_an_envelope_sees_another_branch() -> None:
    envelope = Envelope(64)
    envelope.follow(range(100), np.zeros(100))
    envelope.follow(range(150), np.ones(150))
    assert (envelope.points()[1] == 1).all()
    envelope.follow(range(50), np.ones(50))
    assert len(envelope.points()[0]) == 50


def test_nothing_but_finite_numbers_is_drawn() -> None:
    x, y, joined = finite_runs(np.arange(5.0), np.array([1, np.nan, 2, 3, np.inf]))
    assert (x.tolist(), y.tolist(), joined.tolist()) == ([0, 2, 3], [1, 2, 3], [0, 1, 0])


def test_hovering_reads_a_step(opened: object) -> None:
    panel = opened("cost")
    plot = panel._plot.plot
    scene = plot.getViewBox().mapViewToScene(QPointF(120, 0.5))
    QTest.mouseMove(plot.viewport(), plot.mapFromScene(scene))
    assert "step 1" in panel._plot.readout.text
    step = int(panel._plot.readout.lead.removeprefix("step "))
    assert abs(step - 120) <= 2
    assert f"loss {snapshot().series.loss[step - 1]:.4f}" in panel._plot.readout.text


def test_log_axis_holds_zeros_on_its_floor(opened: object) -> None:
    run = snapshot()
    run.series.loss[50] = 0.0
    panel = opened("cost", run)
    take(panel, "Log scale")
    low = panel._plot._curves["loss"].getData()[1].min()
    assert low == pytest.approx(-8)


def test_a_drag_of_a_slider_is_one_mark() -> None:
    drag = [Edit(100 + i, "learning_rate", 0.01 + 0.001 * i, 0.011 + 0.001 * i) for i in range(10)]
    run = snapshot(edits=(*drag, Edit(250, "learning_rate", 0.02, 0.001), Edit(260, "W1[0,1]", 0.1, 0.25)))
    assert [mark.label for mark in edits.marks(run)] == [
        "α 0.01 → 0.02",
        "α 0.02 → 0.001",
        "W1[0,1] 0.1 → 0.25",
    ]


def test_divergence_is_marked() -> None:
    assert edits.marks(broken())[-1] == Mark(300, "diverged at step 301", "bad")


# Tables ---------------------------------------------------------------------------------------------


def test_the_mini_batch_sorts_and_keeps_its_selection(opened: object) -> None:
    panel = opened("mini_batch")
    table = panel.widget
    table.sortByColumn([c.heading for c in panel._model.columns].index("loss"), Qt.SortOrder.DescendingOrder)
    table.selectRow(2)
    for seed in (1, 2):
        panel.update(snapshot(seed=seed, batch=32 * seed))
        losses = panel.numbers().columns[-1]
        assert (np.diff(losses) <= 0).all()
        assert [index.row() for index in table.selectionModel().selectedRows()] == [2]


def test_the_confusion_matrix_reads_recall_and_precision(opened: object) -> None:
    panel = opened("confusion")
    matrix = snapshot().views[Confusion()].matrix
    QTest.mouseMove(panel._grid, panel._grid.cell(1, 2).center().toPoint())
    recall, precision = matrix[1, 1] / matrix[1].sum(), matrix[2, 2] / matrix[:, 2].sum()
    assert f"recall of class 1 {100 * recall:.0f} %" in panel._note.text
    assert f"precision of class 2 {100 * precision:.0f} %" in panel._note.text


def test_no_tool_is_in_the_exported_figure(opened: object) -> None:
    for kind in PANELS:
        panel = opened(kind.key)
        figure: QWidget = panel.figure
        assert [b for b in figure.findChildren(QToolButton) if b.isVisible()] == []
