"""A picture shows all that is in a panel, however little of it fits on screen, which it leaves alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from simulator.frameworks.check import compared
from simulator.frameworks.differences import DIFFERENCES
from simulator.frameworks.task import task_seen
from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.snapshot import MiniBatch
from tests.ui.readers import read, run_together
from tests.ui.real import SYNTHETIC, make, real
from tests.ui.snapshots import grabbed, snapshot
from ui import export
from ui.drawing.finding import Finding
from ui.drawing.footnote import Footnote
from ui.drawing.pictured import out_of_sight, scrolled
from ui.drawing.plot import Plot
from ui.drawing.unfolding import for_paper
from ui.panels import PANELS, Panel
from ui.panels.agreement.panel import AgreementPanel
from ui.panels.code.panel import CodePanel
from ui.panels.desk import Verified
from ui.panels.frame import PanelDock

LOOKS = pytest.mark.parametrize("look", ["screen", pytest.param("print", marks=pytest.mark.thorough)])


@pytest.fixture
def shown() -> Iterator[Callable[..., Panel]]:
    """Makes panels that stand in a small window, each before or behind another one."""
    windows = []

    def on_screen(key: str, in_sight: bool = True) -> Panel:
        made = make(next(kind for kind in PANELS if kind.key == key))
        other = make(next(kind for kind in PANELS if kind.key == "accuracy"))
        window = QMainWindow()
        windows.append(window)
        docks = [PanelDock(panel) for panel in (made, other)]
        for dock in docks:
            window.addDockWidget(Qt.DockWidgetArea.TopDockWidgetArea, dock)
            dock.panel.setParent(window)
        window.tabifyDockWidget(*docks)
        docks[0 if in_sight else 1].raise_()
        window.resize(423, 439)
        window.show()
        QApplication.processEvents()
        made.update(snapshot() if key in SYNTHETIC else real(made))
        grabbed(made)
        return made

    yield on_screen
    for window in windows:
        shiboken6.delete(window)


def words(panel: Panel, folder: Path, look: str) -> list[str]:
    """All that is written in the panel's drawing, and in its page."""
    return [
        read(export.export(panel, folder / f"a{suffix}", 1, look))[0].words for suffix in (".svg", ".pdf")
    ]


@LOOKS
def test_every_line_of_a_program_is_there_and_whole(
    shown: Callable[..., Panel], tmp_path: Path, look: str
) -> None:
    code = shown("code")
    assert isinstance(code, CodePanel)
    lines = code.text.splitlines()
    assert len(lines) > 100
    assert out_of_sight(code.view).height() > 1000
    for written in words(code, tmp_path, look):
        for line in lines:
            assert run_together(line) in written
    picture = read(export.export(code, tmp_path / "a.png", 1, look))[0]
    right = picture.pixels.width - picture.box[2]
    assert right >= 4  # the longest line does not run into the edge


@LOOKS
@pytest.mark.parametrize("key", ["mini_batch", "differences", "choosing", "trials", "agreement"])
def test_every_row_and_every_note_is_there(
    shown: Callable[..., Panel], tmp_path: Path, key: str, look: str
) -> None:
    panel = shown(key)
    notes = [line._said for line in panel.figure.findChildren(Footnote)]
    notes += [line.sentence for line in panel.figure.findChildren(Finding)]
    found = [*notes, *(str(row[0]) for row in panel.numbers().rows())]
    if key == "differences":
        found += [each.TensorFlow for each in DIFFERENCES if each.TensorFlow != "as written"]
    assert any(found)
    for written in words(panel, tmp_path, look):
        for text in found:
            for line in text.split("\n"):
                assert run_together(for_paper(line)) in written


@pytest.mark.thorough
@pytest.mark.parametrize("key", ["code", "mini_batch", "differences", "choosing", "trials", "equations"])
def test_what_is_scrolled_stays_where_it_is_as_it_was(shown: Callable[..., Panel], key: str) -> None:
    panel = shown(key)
    export.encoded(panel, ".png", 1, "print")  # formulas are set, and layouts done that were put off
    grabbed(panel)
    for area in scrolled(panel.figure):
        for bar in (area.verticalScrollBar(), area.horizontalScrollBar()):
            bar.setValue(bar.maximum() * 2 // 3)
    before, places = grabbed(panel), [area.verticalScrollBar().value() for area in scrolled(panel.figure)]
    assert any(places) or key == "trials"
    for look in ("screen", "dark", "print"):
        for suffix in (".png", ".pdf"):
            export.encoded(panel, suffix, 1, look)
            assert [area.verticalScrollBar().value() for area in scrolled(panel.figure)] == places
    assert grabbed(panel) == before


@pytest.mark.parametrize("key", ["code", "choosing", "boundary", "momentum_scale"])
def test_a_panel_behind_another_has_as_large_a_picture(shown: Callable[..., Panel], key: str) -> None:
    pictures = [QImage.fromData(export.encoded(shown(key, in_sight), ".png")) for in_sight in (True, False)]
    for front, behind in zip(*(picture.size().toTuple() for picture in pictures), strict=True):
        assert front <= behind <= front + 16  # what was never seen has the size of any widget
    assert pictures[0].width() >= 640


def test_a_table_without_end_is_cut_between_two_rows(shown: Callable[..., Panel], tmp_path: Path) -> None:
    panel = shown("mini_batch")
    long = snapshot(examples=4000, batch=1024)
    panel.update(replace(long, run_id=2))
    picture = QImage.fromData(export.encoded(panel, ".png"))
    assert 4000 < picture.height() <= 4800 + 40
    written = words(panel, tmp_path, "screen")[0]
    rows = [str(index) for index in long.views[MiniBatch()].indices]
    assert len(rows) == 1024
    assert rows[100] in written
    counted = re.search(r"(\d+)of1,024rows", written)
    assert counted is not None
    shown_rows = int(counted[1])
    cells = 22 * shown_rows + 40  # and the title
    assert cells < picture.height() < cells + 60
    ground = picture.pixel(picture.width() // 2, picture.height() - 12)
    last = [picture.pixel(x, picture.height() - 12) for x in range(20, picture.width() - 20)]
    assert set(last) == {ground}  # no row is cut


@LOOKS
def test_the_names_of_axes_are_whole(shown: Callable[..., Panel], tmp_path: Path, look: str) -> None:
    agreement, run = shown("agreement"), Run(Config(examples=120, mini_batch_size=32, hidden_units=(5,)))
    assert isinstance(agreement, AgreementPanel)
    agreement.update(run.snapshot())
    found = compared(run, "numpy", steps=5)
    agreement.desk.take_verified("numpy", Verified(task_seen(run.snapshot()), found))
    grabbed(agreement)
    assert agreement._apart.findChild(Plot).lacking().height() > 0
    for written in words(agreement, tmp_path, look):
        assert "relativedifference" in written
        assert run_together(agreement._finding.sentence) in written


def test_pictures_do_not_ask_to_be_clicked(shown: Callable[..., Panel], tmp_path: Path) -> None:
    network = shown("network")
    (note,) = network.figure.findChildren(Footnote)
    assert "Click one to edit it." in note.text
    drawn = words(network, tmp_path, "screen")[0]
    assert run_together("orange is positive, blue negative.") in drawn
    assert "Click" not in drawn
    assert for_paper("Up is better. Point at a line to read it. Click to choose it.") == "Up is better."
    assert for_paper("Drag a box · click to choose") == ""
    assert for_paper("widest gap 14 points · Reset (R) replays it") == "widest gap 14 points"
    assert for_paper("A sentence without an end") == "A sentence without an end"


def test_a_long_headline_stands_above_its_sentence(qtbot: QtBot) -> None:
    finding = Finding()
    qtbot.addWidget(finding)
    finding.resize(300, finding.height())
    usual = finding.height()
    finding.say("1 of 2", "Short.")
    finding.unfold(True)
    assert finding.height() == usual
    finding.say("A headline that is far too long to stand beside anything", "Words. " * 40)
    finding.unfold(True)
    assert finding.height() > 2 * usual
    finding.unfold(False)
    assert finding.height() == usual
