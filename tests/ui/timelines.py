"""Timelines to try by hand, and pasts to show on them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from simulator.commands import Rewind
from simulator.history import Edit, Place
from simulator.hyperparameters import Config
from simulator.run import Run
from simulator.snapshot import Road, Series, Snapshot
from tests.ui.snapshots import snapshot
from ui.timeline.timeline import Timeline

CONFIG = Config(examples=200, mini_batch_size=32)
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


def made(qtbot: QtBot) -> Timeline:
    """A timeline in a window of its own, as wide as 1000 pixels."""
    timeline = Timeline({key: QAction(key) for key in ("back", "film")})
    qtbot.addWidget(timeline)
    timeline.resize(1000, 56)
    timeline.show()
    qtbot.waitExposed(timeline)
    return timeline


class Wishes(list[Rewind]):
    """What the timeline asks for, and a run that does it when it is told to."""

    def __init__(self, timeline: Timeline, run: Run) -> None:
        super().__init__()
        self.timeline, self.run = timeline, run
        timeline.command.connect(self.append)
        self.answer()

    def answer(self) -> Snapshot:
        """Go where the last wish wants, and show it."""
        if self:
            self.run.rewind(self[-1].step, self[-1].rough)
        shown = self.run.snapshot()
        self.timeline.show_snapshot(shown)
        return shown


def branched() -> Run:
    """300 steps, α changed at 100; from 200 on another way, to 260, with λ changed and a place kept."""
    run = Run(CONFIG)
    run.advance(100)
    run.set("learning_rate", 0.1)
    run.advance(200)
    run.rewind(200)
    run.keep()
    run.set("weight_decay", 0.01)
    run.advance(60)
    return run


@lru_cache
def long(steps: int = 1_000_000, changes: int = 200, branches: int = 20) -> Snapshot:
    """More than one would train in a test."""
    random = np.random.default_rng(0)
    names = ("learning_rate", "momentum", "weight_decay", "beta_1")
    edits = tuple(
        Edit(steps * i // changes, names[i % 4], 0.1 * i, 0.1 * (i + 1), ("set",), i) for i in range(changes)
    )
    at = np.unique(np.append(np.arange(0, steps, 128), steps))
    cost = np.exp(-at / (steps / 5)) + 0.05 * random.random(at.size) + 0.01
    config = Config()
    roads = [Road(0, None, 0, 0, steps, "", config, edits, 0, at, cost, cost, "", 1, False)]
    for number in range(1, branches + 1):
        fork = steps * number // (branches + 2)
        own = at > fork
        place = Place(0, fork, 0)
        roads.append(
            Road(
                number,
                place,
                0,
                fork,
                steps,
                "",
                config,
                (),
                0,
                at[own],
                cost[own],
                2 * cost[own],
                "",
                1,
                False,
            )
        )
    series = Series(0, np.ones(steps), at, cost, cost, cost, cost)
    return replace(
        snapshot(), step=steps, place=Place(0, steps, changes), roads=tuple(roads), edits=edits, series=series
    )


def at(timeline: Timeline, step: float) -> QPoint:
    """Where a step is."""
    return QPoint(round(timeline.track.axis.x(step)), 24)


def move(qtbot: QtBot, timeline: Timeline, step: float) -> None:
    """The mouse goes to a step."""
    qtbot.mouseMove(timeline.track, at(timeline, step))


def wheel(timeline: Timeline, x: float, turn: int, shift: bool = False) -> None:
    """The wheel turns over x; 120 is a notch up."""
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    place, track = QPointF(x, 24), timeline.track
    event = QWheelEvent(
        place, track.mapToGlobal(place), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, keys,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(track, event)


def picture(timeline: Timeline) -> QImage:
    """What an eye sees."""
    return timeline.track.grab().toImage()


def tip(timeline: Timeline, step: float) -> str:
    """What the tooltip at a step says."""
    return timeline.track.tip_at(at(timeline, step))
