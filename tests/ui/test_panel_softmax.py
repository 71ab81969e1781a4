"""Softmax, term by term: the notes' numbers on screen, typed, dragged and lit (claims X1, X2, X3, X7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator.probes.example import Example, stages
from simulator.snapshot import Snapshot
from tests.ui.hands import type_into
from tests.ui.real import real
from tests.ui.snapshots import docked
from ui.drawing.softmax_layout import span_for
from ui.drawing.softmax_words import exponent_word, power_of_ten, term_word, times_ten
from ui.export import export
from ui.panels.softmax.panel import SoftmaxPanel
from ui.panels.softmax.z_entry import ZEntry, read_number

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Callable[..., SoftmaxPanel]]:
    """Opens the panel showing a run of `tests.ui.real`."""
    windows = []

    def open_panel(case: str = "usual", size: tuple[int, int] = (760, 460)) -> SoftmaxPanel:
        panel = SoftmaxPanel()
        window = docked(panel)
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        panel.update(real(panel, case))
        QApplication.processEvents()
        return panel

    yield open_panel
    for window in windows:
        window.close()


def centre(panel: SoftmaxPanel, column: str, i: int) -> QPoint:
    columns = panel._rows.columns
    return columns.cell(columns.bar[column], i).center().toPoint()


def entries(panel: SoftmaxPanel) -> list[ZEntry]:
    return [entry for entry in panel._rows.findChildren(ZEntry) if entry.isVisible()]


def picture(panel: SoftmaxPanel, label: int) -> np.ndarray:
    """The pixels of a class' row."""
    columns = panel._rows.columns
    row = columns.cell((0.0, panel._rows.width()), label).toAlignedRect()
    image = panel._rows.grab(row).toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), dtype=np.uint32).copy()


def with_z(snapshot: Snapshot, z: list[float]) -> Snapshot:
    view = snapshot.views[Example(0)]
    with np.errstate(invalid="ignore"):
        return replace(snapshot, views={Example(0): replace(view, softmax=stages(z, 0))})


def test_worked_example_is_one_click(opened: Callable[..., SoftmaxPanel]) -> None:
    """X2: to the notes' digits."""
    panel = opened()
    QTest.mouseClick(panel._tools.worked, LEFT)
    table = panel.numbers()
    assert [term_word(t) for t in table.columns[2]] == ["148.4", "7.4", "0.4", "20.1"]
    assert term_word(panel.softmax.total) == "176.3"
    assert table.columns[3].round(3).tolist() == [0.842, 0.042, 0.002, 0.114]
    assert panel._formula.text == "i = 0: e^5 = 148.4; 148.4 / (148.4 + 7.4 + 0.4 + 20.1) = 0.842"


def test_live_numbers_are_those_of_the_snapshot(opened: Callable[..., SoftmaxPanel]) -> None:
    panel = opened()
    softmax = real(panel).views[Example(0)].softmax
    names, z, t, a, y, dz, numerical = panel.numbers().columns
    for column, expected in ((z, softmax.z), (t, softmax.t), (a, softmax.a), (numerical, softmax.numerical)):
        np.testing.assert_array_equal(column, expected)
    assert len(names) == 4
    assert y.sum() == 1
    np.testing.assert_allclose(dz, a - y, atol=1e-15)  # X7


def test_gradient_check_is_printed(opened: Callable[..., SoftmaxPanel]) -> None:
    panel = opened()
    said = float(np.abs(panel.softmax.dz - panel.softmax.numerical).max())
    assert 0 < said < 1e-8
    assert panel._note.text.endswith(f"numerically {times_ten(said)} apart.")


def test_follows_the_focus(opened: Callable[..., SoftmaxPanel]) -> None:
    panel = opened()
    panel.share(panel.focus)
    asked: list[bool] = []
    panel.probes_changed.connect(lambda: asked.append(True))
    panel.focus.choose(7)
    assert panel.probes() == {Example(7)}
    assert asked
    panel.update(real(panel))
    assert "Example 7" in panel._note.text
    panel.focus.point(3)  # under the cursor in another panel
    panel.update(real(panel))
    assert "Example 3" in panel._note.text
    panel.focus.point(None)
    assert panel.probes() == {Example(7)}


def test_hovering_a_class_lights_it_everywhere(opened: Callable[..., SoftmaxPanel]) -> None:
    panel = opened()
    QTest.mouseClick(panel._tools.worked, LEFT)
    plain, faint = picture(panel, 3), picture(panel, 0)
    QTest.mouseMove(panel._rows, centre(panel, "a", 3))
    QApplication.processEvents()
    assert panel._rows.lit == 3
    assert panel._formula.text.endswith("20.1 / (148.4 + 7.4 + 0.4 + 20.1) = 0.114")
    assert (picture(panel, 3) != plain).mean() > 0.5  # the band
    assert (picture(panel, 0) != faint).any()  # the others step back
    QTest.mouseMove(panel._rows, QPoint(5, 2))
    QApplication.processEvents()
    assert panel._rows.lit is None


def test_arrow_keys_light_classes(opened: Callable[..., SoftmaxPanel]) -> None:
    panel = opened()
    lit = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(panel._rows, key)
        lit.append(panel._rows.lit)
    assert lit == [0, 1, 0, 3]


def test_typing_z(opened: Callable[..., SoftmaxPanel], qtbot: QtBot) -> None:
    """X3: one z typed, every a another."""
    panel = opened()
    QTest.mouseClick(panel._tools.worked, LEFT)
    before = panel.softmax.a
    type_into(qtbot, entries(panel)[1], "4,5")
    assert panel.softmax.z.tolist() == [5, 4.5, -1, 3]
    assert (panel.softmax.a != before).all()
    QTest.keyClick(entries(panel)[1], Qt.Key.Key_Up)
    assert panel.softmax.z[1] == 4.6
    type_into(qtbot, entries(panel)[1], "one")
    assert panel.softmax.z[1] == 4.6
    assert entries(panel)[1].property("wrong")


def test_dragging_a_bar(opened: Callable[..., SoftmaxPanel]) -> None:
    panel = opened()
    QTest.mouseClick(panel._tools.worked, LEFT)
    start = centre(panel, "z", 2)
    QTest.mousePress(panel._rows, LEFT, pos=start)
    assert abs(panel.softmax.z[2]) <= 0.2  # the middle of the axis
    QTest.mouseMove(panel._rows, start + QPoint(30, 0))
    QApplication.processEvents()
    up = panel.softmax.z[2]
    QTest.mouseMove(panel._rows, start - QPoint(30, 0))
    QApplication.processEvents()
    assert up > 0.5 > -0.5 > panel.softmax.z[2]
    assert panel._rows.before is not None  # where a was is marked
    QTest.mouseRelease(panel._rows, LEFT, pos=start)
    assert panel._rows.before is None


def test_bars_of_the_network_cannot_be_dragged(opened: Callable[..., SoftmaxPanel]) -> None:
    panel = opened()
    before = panel.softmax.z.copy()
    QTest.mousePress(panel._rows, LEFT, pos=centre(panel, "z", 2))
    np.testing.assert_array_equal(panel.softmax.z, before)
    assert not entries(panel)


def test_number_of_classes(opened: Callable[..., SoftmaxPanel]) -> None:
    panel = opened()
    QTest.mouseClick(panel._tools.worked, LEFT)
    panel._tools.classes.setValue(10)
    assert panel.softmax.z.tolist() == [5, 2, -1, 3] + 6 * [0]
    assert len(entries(panel)) == 10
    panel._tools.classes.setValue(2)
    assert panel.softmax.z.tolist() == [5, 2]
    assert panel.softmax.a.sum() == pytest.approx(1)


def test_true_class_is_chosen(opened: Callable[..., SoftmaxPanel]) -> None:
    panel = opened()
    QTest.mouseClick(panel._tools.worked, LEFT)
    panel._tools.true.activated.emit(3)
    assert panel.numbers().columns[4].tolist() == [0, 0, 0, 1]
    assert "= 2.172" in panel._note.text


def test_a_stays_right_where_e_to_the_z_overflows(opened: Callable[..., SoftmaxPanel], qtbot: QtBot) -> None:
    panel = opened()
    QTest.mouseClick(panel._tools.worked, LEFT)
    type_into(qtbot, entries(panel)[0], "800")
    type_into(qtbot, entries(panel)[3], "799")
    assert panel._note.text.startswith("e⁸⁰⁰ is too large for a float")
    assert "e^(799 − 800)" in (panel._rows.light(3), panel._formula.text)[1]
    assert panel.softmax.a.round(3).tolist() == [0.731, 0, 0, 0.269]
    panel.widget.grab()


def test_free_begins_where_the_example_stands_and_live_goes_back(
    opened: Callable[..., SoftmaxPanel],
) -> None:
    panel = opened()
    live = panel.softmax
    QTest.mouseClick(panel._tools._free, LEFT)
    np.testing.assert_array_equal(panel.softmax.z, live.z.round(2))
    assert panel.softmax.y == live.y
    panel.update(replace(real(panel), run_id=5))
    np.testing.assert_array_equal(panel.softmax.z, live.z.round(2))  # training goes on, the hand's z stay
    QTest.mouseClick(panel._tools._live, LEFT)
    np.testing.assert_array_equal(panel.softmax.z, live.z)


@pytest.mark.parametrize("case", ["tiny", "one unit", "untrained", "broken", "ten classes", "wide"])
def test_every_run(opened: Callable[..., SoftmaxPanel], case: str) -> None:
    panel = opened(case, (420, 360))
    assert len(list(panel.numbers().rows())) == len(panel.softmax.z)
    panel._choose_check(True)
    panel.widget.grab()
    panel.update(replace(real(panel, "usual"), run_id=9))  # another structure
    assert len(panel.softmax.z) == 4


@pytest.mark.parametrize("z", [[np.nan, 1, 2, 3], [np.inf, 0, 0, 0], [-np.inf, 0, 0, 0]])
def test_no_numbers(opened: Callable[..., SoftmaxPanel], z: list[float]) -> None:
    panel = opened()
    panel.update(with_z(real(panel), z))
    panel.widget.grab()
    assert "diverged" in panel._note.text


def test_no_example_says_so(opened: Callable[..., SoftmaxPanel]) -> None:
    panel = opened()
    panel.forget()
    panel.widget.grab()
    assert "No example yet" in panel._note.text
    assert list(panel.numbers().rows()) == []


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf", ".csv"])
def test_exports(opened: Callable[..., SoftmaxPanel], tmp_path, suffix: str) -> None:
    panel = opened()
    QTest.mouseClick(panel._tools.worked, LEFT)
    written = export(panel, tmp_path / f"softmax{suffix}").read_bytes()
    assert len(written) > 200
    if suffix == ".svg":
        assert {"0.842", "7.4", "20.1"} <= set(re.findall(r">([^<]+)</text>", written.decode()))


def test_words() -> None:
    assert [term_word(t) for t in (0.0, 0.04, 12345.6, 3e7, np.inf, np.nan)] == [
        "0.0", "4.0×10⁻²", "12345.6", "3.0×10⁷", "too large", "–",
    ]  # fmt: skip
    assert [exponent_word(z) for z in (5, -1.25, 100, 0.1)] == ["5", "−1.25", "100", "0.1"]
    assert power_of_ten(-400.0) == "1.0×10⁻⁴⁰⁰"
    assert (read_number("−1,5"), read_number("nan"), read_number("1e999")) == (-1.5, None, None)


def test_the_z_axis_is_calm() -> None:
    assert span_for(4.9, 5.0) == 5.0
    assert span_for(5.1, 5.0) == 6.0
    assert span_for(2.1, 5.0) == 5.0
    assert span_for(800, 5.0) == 800
