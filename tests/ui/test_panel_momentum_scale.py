"""1 − β for momentum (claims S4, S5): shares on either side of 0.99, and the window of each sample."""

from __future__ import annotations

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.hands import LEFT
from tests.ui.snapshots import docked, snapshot
from ui.drawing import motion
from ui.drawing.sample_paint import percent
from ui.panels.momentum_scale.panel import MomentumScalePanel


@pytest.fixture
def panel():
    made = MomentumScalePanel()
    window = docked(made)
    window.resize(800, 480)
    window.show()
    QApplication.processEvents()
    yield made
    shiboken6.delete(window)


def test_it_stands_before_any_snapshot(panel: MomentumScalePanel) -> None:
    assert panel.probes() == frozenset()
    panel.update(snapshot())
    assert len(list(panel.numbers().rows())) == 400


def test_s5_half_against_a_tenth(panel: MomentumScalePanel) -> None:
    linear, log = panel._linear.shares, panel._log.shares
    assert linear.theory == pytest.approx([10 / 11, 1 / 11])
    assert log.theory == pytest.approx([0.5, 0.5])
    assert linear.measured[1] == pytest.approx(1 / 11, abs=0.05)
    assert log.measured[1] == pytest.approx(0.5, abs=0.08)
    shares = percent(linear.measured[1]), percent(log.measured[1])
    assert panel._finding.headline == "{} against {}".format(*shares)
    assert "the window grows from 100 to 1,000" in panel._finding.sentence


def test_s5_the_dots_are_one_minus_ten_to_the_r(panel: MomentumScalePanel) -> None:
    u, x = panel._samples.u, panel._log.picture.heap.x
    assert x == pytest.approx(u, abs=1e-9)
    _, log = panel._values()
    assert np.log10(1 - log) == pytest.approx(-1 - 2 * u)


def test_s4_samples_lie_on_the_window_curve(panel: MomentumScalePanel) -> None:
    beta, window = panel._window._curve.getData()
    assert (beta[0], beta[-1]) == pytest.approx((0.9, 0.999))
    assert (window[0], window[-1]) == pytest.approx((10, 1000))
    for dots, values in zip((panel._window.linear, panel._window.log), panel._values(), strict=True):
        x, y = dots.getData()
        assert x == pytest.approx(values[: len(x)])
        assert y == pytest.approx(1 / (1 - x))


def test_numbers_hold_each_sample_and_its_window(panel: MomentumScalePanel) -> None:
    table = panel.numbers()
    assert table.headers[1] == "its window 1/(1 − β) (steps)"
    assert table.columns[1] == pytest.approx(1 / (1 - table.columns[0]))
    assert table.columns[3] == pytest.approx(1 / (1 - table.columns[2]))
    assert np.median(table.columns[3]) > 3 * np.median(table.columns[1])


def test_one_more_is_in_both_pictures(panel: MomentumScalePanel, monkeypatch) -> None:
    monkeypatch.setattr(motion, "is_reduced", lambda: True)
    panel._samples.set_count(100)
    QTest.mouseClick(panel._tools.one_more, LEFT)
    assert len(panel._window.log.getData()[0]) == 101
    newest = float(panel._values()[1][-1])
    assert panel._log.words.reading.endswith(f"newest {newest:.4f}")


def test_a_narrow_panel_shows_one_picture_at_a_time(panel: MomentumScalePanel) -> None:
    assert panel._rows.isVisible()
    assert panel._window.isVisible()
    assert not panel._side.isVisible()
    panel.widget.window().resize(420, 400)
    QApplication.processEvents()
    assert (panel._rows.isVisible(), panel._window.isVisible()) == (True, False)
    QTest.mouseClick(panel._side.buttons["window"], LEFT)
    assert (panel._rows.isVisible(), panel._window.isVisible()) == (False, True)


def test_says_what_the_notes_mean(panel: MomentumScalePanel) -> None:
    assert "“Tranpose” means rearranged" in panel._note.text


def test_hovering_reads_intervals_and_windows(panel: MomentumScalePanel) -> None:
    row = panel._linear
    QTest.mouseMove(row.viewport(), row.mapFromScene(row.getViewBox().mapViewToScene(QPointF(0.75, 10))))
    assert panel._note.text.startswith("β from 0.99 to 0.999: linear ")
    plot = panel._window
    plot.pointed.emit(0.98, 500.0)
    assert panel._note.text == "β = 0.9800 averages over about 50 steps."
    plot.pointed.emit(5.0, 500.0)
    assert "0.9990 averages over about 1,000" in panel._note.text
    plot.left.emit()
    assert "Tranpose" in panel._note.text
