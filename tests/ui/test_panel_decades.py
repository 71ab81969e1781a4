"""α on a linear and on a log scale (claims S1-S3): bars, theory, dots, and one more that falls."""

from __future__ import annotations

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator.sampling import Law
from simulator.scales import LINEAR, LOG
from tests.ui.hands import LEFT
from tests.ui.snapshots import docked, snapshot
from ui.drawing import motion, samples
from ui.drawing.sample_paint import percent
from ui.drawing.scale_numerals import brief
from ui.panels.decades.panel import DecadesPanel


@pytest.fixture
def panel():
    made = DecadesPanel()
    window = docked(made)
    window.resize(760, 480)
    window.show()
    QApplication.processEvents()
    yield made
    shiboken6.delete(window)


def column(panel: DecadesPanel, header: str) -> list[float]:
    table = panel.numbers()
    return table.columns[table.headers.index(header)].tolist()


def test_it_stands_before_any_snapshot_and_follows_none(panel: DecadesPanel) -> None:
    assert panel.probes() == frozenset()
    before = panel.widget.grab().toImage()
    panel.update(snapshot())
    panel.forget()
    assert panel.widget.grab().toImage() == before
    assert panel.caption == "400 samples each · seed 0"


def test_s1_nine_tenths_of_the_linear_samples_are_in_the_top_decade(panel: DecadesPanel) -> None:
    assert column(panel, "theory, linear scale (%)") == pytest.approx([0.09, 0.9, 9.0, 90.0], rel=2e-3)
    assert column(panel, "share, linear scale (%)")[3] == pytest.approx(90, abs=5)
    share = percent(column(panel, "share, linear scale (%)")[3] / 100)
    assert panel._finding.headline == f"{share} in one decade"
    assert f"{share} of 400 samples fall in 0.1–1." in panel._finding.sentence


def test_s2_each_decade_gets_a_quarter_of_the_log_samples(panel: DecadesPanel) -> None:
    assert column(panel, "theory, log scale (%)") == pytest.approx([25] * 4)
    assert column(panel, "share, log scale (%)") == pytest.approx([25] * 4, abs=7)
    assert "each of 4 decades gets 2" in panel._finding.sentence


def test_both_rows_draw_the_same_u_and_the_dots_are_the_samples(panel: DecadesPanel) -> None:
    u = panel._samples.u
    assert len(u) == 400
    for row, law in ((panel._linear, Law(LINEAR, 1e-4, 1.0)), (panel._log, Law(LOG, 1e-4, 1.0))):
        assert row.picture.heap.x == pytest.approx((np.log10(law.values(u)) + 4) / 4)
    assert panel._log.picture.heap.x == pytest.approx(u)


def test_bars_of_both_rows_are_on_one_axis(panel: DecadesPanel) -> None:
    tops = [row.viewRange()[1][1] - row.viewRange()[1][0] for row in (panel._linear, panel._log)]
    heights = [row.getViewBox().height() for row in (panel._linear, panel._log)]
    assert tops[0] / heights[0] == pytest.approx(tops[1] / heights[1], rel=0.03)


def test_one_more_falls_and_counts_when_it_is_down(panel: DecadesPanel, qtbot: QtBot, monkeypatch) -> None:
    monkeypatch.setattr(motion, "is_reduced", lambda: False)
    monkeypatch.setattr(samples, "_FALL", 0.15)
    counted = sum(column(panel, "samples, log scale"))
    QTest.mouseClick(panel._tools.one_more, LEFT)
    QTest.mouseClick(panel._tools.one_more, LEFT)
    assert panel._samples.n == 400
    assert len(panel._log.picture._falling[0]) == 2
    qtbot.waitUntil(lambda: 0 < panel._log.picture._falling[2][0] < 1)
    qtbot.waitUntil(lambda: panel._samples.n == 402, timeout=2000)
    assert len(panel._log.picture._falling[0]) == 0
    assert sum(column(panel, "samples, log scale")) == counted + 2
    newest = float(Law(LOG, 1e-4, 1.0).values(panel._samples.u[-1]))
    assert panel._log.words.reading.endswith(f"newest {newest:.3g}")
    assert panel._log.picture.heap.newest == pytest.approx(newest)
    assert panel._tools.count.reading.text == "402"


def test_where_motion_is_not_wanted_it_lies_at_once(panel: DecadesPanel, monkeypatch) -> None:
    monkeypatch.setattr(motion, "is_reduced", lambda: True)
    QTest.mouseClick(panel._tools.one_more, LEFT)
    assert panel._samples.n == 401
    assert len(panel._log.picture._falling[0]) == 0


def test_no_more_than_there_is_room_for(panel: DecadesPanel, monkeypatch) -> None:
    monkeypatch.setattr(motion, "is_reduced", lambda: True)
    panel._samples.set_count(samples.MOST - 1)
    panel._samples.one_more()
    assert not panel._tools.one_more.isEnabled()
    panel._samples.one_more()
    assert panel._samples.n == samples.MOST
    panel._samples.set_count(5)
    assert panel._samples.n == samples.FEWEST


def test_more_samples_keep_those_before_and_others_are_others(panel: DecadesPanel) -> None:
    before = panel._samples.u.copy()
    panel._tools.count.slider.setValue(90)
    more = panel._samples.u
    assert len(more) > 800
    assert np.array_equal(more[:400], before)
    QTest.mouseClick(panel._tools.resample, LEFT)
    assert len(panel._samples.u) == len(more)
    assert not np.array_equal(panel._samples.u[:400], before)
    assert panel.caption.endswith("seed 1")


def test_s3_another_range_is_cut_at_its_own_decades(panel: DecadesPanel) -> None:
    panel._low.slider.setValue(0)
    panel._high.slider.setValue(panel._high.slider.maximum())
    assert column(panel, "decade from") == pytest.approx(10.0 ** np.arange(-6, 1))
    assert column(panel, "theory, log scale (%)") == pytest.approx([100 / 7] * 7)
    assert "r uniform on [−6, 1]" in panel._log.words.reading
    assert "log₁₀(low) to log₁₀(high)" in panel._note.text
    panel._high.slider.setValue(1)
    assert panel._high.reading.text == "0.3"
    assert column(panel, "decade to")[-1] == 0.3
    assert " in 0.1–0.3" in panel._finding.headline


def test_says_that_the_notes_line_is_the_same(panel: DecadesPanel) -> None:
    assert "r = −4 · rand() is the same" in panel._note.text


def test_hovering_reads_a_decade_of_both(panel: DecadesPanel) -> None:
    row = panel._log
    place = row.mapFromScene(row.getViewBox().mapViewToScene(QPointF(0.875, 10)))
    QTest.mouseMove(row.viewport(), place)
    counts = [column(panel, f"samples, {scale} scale")[3] for scale in ("linear", "log")]
    assert panel._note.text.startswith(f"α from 0.1 to 1: linear {counts[0]} of 400")
    assert f"log {counts[1]} of 400" in panel._note.text
    row.left.emit()
    assert "rand()" in panel._note.text


@pytest.mark.parametrize("size", [(150, 90), (420, 320), (1600, 900)])
def test_every_size_is_painted(panel: DecadesPanel, size: tuple[int, int]) -> None:
    panel.widget.window().resize(*size)
    QApplication.processEvents()
    panel.widget.grab()
    assert panel._finding.isVisible() == (panel.figure.height() >= 250)


def test_numbers_are_short() -> None:
    assert [percent(p) for p in (0.9, 0.0907, 0.0009, 0.0001, 0.0)] == [
        "90 %",
        "9.1 %",
        "0.1 %",
        "<0.1 %",
        "0 %",
    ]
    assert [brief(v) for v in (1e-4, 1e-6, 3e-7, 0.99, 5.0)] == ["0.0001", "10⁻⁶", "3·10⁻⁷", "0.99", "5"]
