"""What the timeline shows of a past that was really trained."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from simulator.history import Edit, Place
from simulator.run import Run
from simulator.snapshot import Snapshot
from tests.ui.real import RUNS, trained
from tests.ui.snapshots import broken, snapshot, untrained
from tests.ui.timelines import CONFIG, LEFT, Wishes, at, branched, long, made, move, picture, tip, wheel
from ui import theme
from ui.timeline.curves import own_line
from ui.timeline.timeline import Timeline
from ui.timeline.way import Way


@pytest.fixture
def timeline(qtbot: QtBot) -> Iterator[Timeline]:
    timeline = made(qtbot)
    yield timeline
    timeline.film.stop()


# Markers ------------------------------------------------------------------------------------------


def test_markers_say_what_happened(timeline: Timeline) -> None:
    run = branched()
    wishes = Wishes(timeline, run)
    assert tip(timeline, 100) == "step 100: α 0.01 → 0.1"
    said = tip(timeline, 200).splitlines()
    assert "step 200: λ 0 → 0.01" in said
    assert "step 200: Network 1 leaves here" in said
    assert any(line.startswith("step 200: kept, J dev 0.") for line in said)
    cost, step = wishes.answer().roads[1].cost_dev, wishes.answer().roads[1].at
    first = run.snapshot().roads[0]
    marks = {**dict(zip(first.at, first.cost_dev, strict=True))}
    marks = {s: c for s, c in marks.items() if s <= 200} | dict(zip(step, cost, strict=True))
    best = min(marks, key=marks.get)
    assert f"step {best}: lowest J dev {marks[best]:.3g}" in tip(timeline, best)
    assert not tip(timeline, 30)


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_the_tooltip_shows_what_the_markers_say(qtbot: QtBot, timeline: Timeline) -> None:
    Wishes(timeline, branched())
    place = at(timeline, 100)
    event = QHelpEvent(QEvent.Type.ToolTip, place, timeline.track.mapToGlobal(place))
    QApplication.sendEvent(timeline.track, event)
    qtbot.waitUntil(lambda: QToolTip.text() == "step 100: α 0.01 → 0.1")
    QToolTip.hideText()


def test_the_mouse_reads_what_is_under_it_without_moving_the_layout(qtbot: QtBot, timeline: Timeline) -> None:
    wishes = Wishes(timeline, branched())
    size, before = timeline.track.size(), picture(timeline)
    move(qtbot, timeline, 50)
    assert picture(timeline) != before
    assert timeline.track.size() == size
    here = wishes.run.snapshot().roads[0]
    cost = here.cost_dev[list(here.at).index(50)]
    assert timeline.track.reading(at(timeline, 50).x()) == f"step 50 · J dev {cost:.4f}"
    assert timeline.track.reading(at(timeline, 100).x()).endswith(" · α 0.01 → 0.1")
    QApplication.sendEvent(timeline.track, QEvent(QEvent.Type.Leave))
    assert picture(timeline) == before


def test_changes_of_a_drag_are_one_marker_until_one_looks_closely(timeline: Timeline) -> None:
    edits = tuple(Edit(500 + i, "learning_rate", 0.01 + i, 0.01 + i + 1, ("set",), 1) for i in range(5))
    timeline.show_snapshot(snapshot(steps=10_000, edits=edits))
    assert tip(timeline, 500) == "step 500: α 0.01 → 5.01"
    assert len(timeline.track.markers.edits) == 1
    for _ in range(16):
        wheel(timeline, timeline.track.axis.x(502), 120)
    assert len(timeline.track.markers.edits) == 3  # neighbours are one of a drag at any distance


def test_a_divergence_is_marked_with_its_sentence(timeline: Timeline) -> None:
    shown = trained("broken").run.snapshot()
    assert shown.state == "diverged"
    timeline.show_snapshot(shown)
    assert tip(timeline, shown.step).splitlines()[-1].startswith("Diverged at step")
    end, worn = at(timeline, shown.step).x(), theme.current()
    line = picture(timeline).pixelColor(end, 20)  # one stands there
    assert _apart(line, worn.colour("bad")) < 0.5 * _apart(line, worn.colour("accent"))
    run = Run(RUNS["broken"][0])
    run.advance(20)
    run.rewind(1)
    timeline.show_snapshot(run.snapshot())
    image = picture(timeline)
    beside = [image.pixelColor(end + dx, 40) for dx in (-2, 2)]
    assert all(colour.red() > colour.blue() + 20 for colour in beside)


# The way and the ways not taken -------------------------------------------------------------------


def test_the_whole_branch_is_read_along_its_lineage() -> None:
    run = branched()
    run.rewind(50)
    shown = run.snapshot()
    way = Way(shown)
    assert (way.start, way.end, way.step, way.reach) == (0, 260, 50, 300)
    first, second = way.stretches
    assert first.at[0] == 0
    assert first.at[-1] <= 200 < second.at[0]
    whole = run.tree.whole(1).series()
    assert np.array_equal(np.concatenate([first.at, second.at]), whole.at)
    assert np.array_equal(np.concatenate([first.cost, second.cost]), whole.cost_dev)
    (other,) = way.others
    assert (other.start, other.end) == (200, 300)
    assert other.at[0] == 200


def test_a_deleted_branch_is_gone() -> None:
    run = branched()
    run.visit(0)
    assert [step for step, _ in Way(run.snapshot()).forks()] == [200]
    run.delete(1)
    way = Way(run.snapshot())
    assert not way.others
    assert not list(way.forks())


def test_the_future_is_softer_than_the_past(timeline: Timeline) -> None:
    run = Run(CONFIG)
    run.advance(1500)
    timeline.show_snapshot(run.snapshot())
    x = round(timeline.track.axis.x(1000))
    past = picture(timeline).pixelColor(x, 36)
    run.rewind(500)
    timeline.show_snapshot(run.snapshot())
    future = picture(timeline).pixelColor(x, 36)
    ground = theme.current().colour("surface")
    assert _apart(past, ground) > 1.5 * _apart(future, ground) > 0


def _apart(a: QColor, b: QColor) -> int:
    return sum(abs(x - y) for x, y in zip(a.getRgb(), b.getRgb(), strict=True))


# What it survives ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [untrained, broken, lambda: snapshot(steps=1), lambda: snapshot(steps=2), long],
    ids=["empty", "NaN", "one step", "two steps", "a million steps"],
)
def test_it_paints_whatever_comes(qtbot: QtBot, timeline: Timeline, make: Callable[[], Snapshot]) -> None:
    shown = make()
    timeline.show_snapshot(shown)
    track = timeline.track
    for x in (0, 8, 300, 950):
        qtbot.mouseMove(track, QPoint(x, 20))
        picture(timeline)
    for turn in (1200, 1200, 1200, 1200, -4800):
        wheel(timeline, 700, turn)
        picture(timeline)
    qtbot.mouseClick(track, LEFT, pos=QPoint(200, 20))
    assert track.tip_at(QPoint(8, 20)) is not None


def test_no_cost_that_is_no_number_reaches_the_painter() -> None:
    shown = broken()
    shown.series.cost_dev.setflags(write=True)
    shown.series.cost_dev[:3] = np.nan, np.inf, 1e300
    way = Way(shown)
    for edges in (np.linspace(0, 300, 500), np.linspace(250, 260, 500), np.linspace(0, 2, 50)):
        x, y = own_line(way, edges)
        assert np.isfinite(x).all()
        assert np.isfinite(y).all()
        assert (y > 0).all()
        assert (y < 1e30).all()


@pytest.mark.parametrize("case", RUNS)
def test_it_paints_every_real_run(timeline: Timeline, case: str) -> None:
    run = trained(case).run
    timeline.show_snapshot(run.snapshot())
    assert picture(timeline) != picture_of_nothing(timeline)
    assert timeline.track.is_empty == (case == "untrained")


def picture_of_nothing(timeline: Timeline) -> QImage:
    image = picture(timeline)
    image.fill(theme.current().colour("surface"))
    return image


def test_another_run_of_the_same_length_is_painted_anew(timeline: Timeline) -> None:
    pictures = []
    for seed in (1, 2):
        run = Run(replace(CONFIG, seed=seed))
        run.advance(50)
        timeline.show_snapshot(replace(run.snapshot(), cost_dev=1.0))
        pictures.append(picture(timeline))
    assert pictures[0] != pictures[1]


def test_it_wears_every_theme(qapp: QApplication, timeline: Timeline) -> None:
    timeline.show_snapshot(long())
    light = picture(timeline)
    theme.apply_theme(qapp, "dark")
    dark = picture(timeline)
    theme.apply_theme(qapp, "light")
    assert light != dark
    assert picture(timeline) == light


def test_a_frame_of_a_long_run_costs_little(timeline: Timeline) -> None:
    whole = long()
    spent = []
    for i in range(20):
        shown = replace(whole, step=40_000 * i, place=Place(0, 40_000 * i, 0))
        began = time.thread_time()
        timeline.show_snapshot(shown)
        timeline.track.grab()
        spent.append(time.thread_time() - began)
    assert sorted(spent)[10] < 0.008  # 1 ms where nothing else is measured
