"""Grid against random search on one budget, over several seeds (claims T2, T3, T4)."""

from __future__ import annotations

from dataclasses import replace
from operator import is_

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from simulator.search import commands
from simulator.search.board import Mirror
from simulator.search.racing import SIDES, Heat
from simulator.search.space import Axis
from ui.drawing.finding import Finding
from ui.drawing.footnote import Footnote
from ui.drawing.search_words import Ruler, ruler_of
from ui.drawing.space_points import Places, looked_along
from ui.panels.lab import Lab
from ui.panels.race import words
from ui.panels.race.contest import Race, Reckoning, at, race_of
from ui.panels.race.figure import RacePicture
from ui.panels.race.preview import cost_of, untried
from ui.panels.race.preview import table as preview_table
from ui.panels.race.table import table
from ui.panels.race.tools import RaceTools
from ui.panels.search_panel import SearchPanel
from ui.tables import Table

_ASK = "Press Race: both sides train the same number of trials, once for each seed."
_ORDER = "A grid counts only at its end. Random search may stop anywhere."


class RacePanel(SearchPanel):
    """Both sides of one seed, and the best so far of all of them."""

    key = "race"
    title = "Grid against random"
    about = "On the same budget."
    claims = ("T2", "T3", "T4")

    def __init__(self) -> None:
        super().__init__()
        self._picture, self._tools = RacePicture(), RaceTools()
        self._finding, self._note, self._figure = Finding(), Footnote(), QWidget()
        self._places = {side: Places() for side in SIDES}
        self._reckoning = Reckoning()
        self._race: Race | None = None
        self._heat: Heat | None = None
        self._drawn: object = None
        self._scattered: dict[str, object] = {}
        self._lined: tuple[list[np.ndarray], int] = ([], 0)
        self._later = QTimer(self, singleShot=True, interval=0)
        self.widget = self._assemble()
        self._connect()
        self.show_lab()
        self.apply_theme()

    def _assemble(self) -> QWidget:
        column = QVBoxLayout(self._figure)
        for part, stretch in ((self._finding, 0), (self._picture, 1), (self._note, 0)):
            column.addWidget(part, stretch)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.addWidget(self._tools)
        outer.addWidget(self._figure, 1)
        for layout in (column, outer):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        return whole

    def _connect(self) -> None:
        self._later.timeout.connect(self._reckon)
        self._tools.raced.connect(self._begin)
        self._tools.looked.connect(self.show_lab)
        lines = self._picture.lines
        lines.pointed.connect(lambda x, _: self._read(x))
        lines.left.connect(lambda: self._leave())
        for side, plot in self._picture.scatters.items():
            plot.pointed.connect(lambda x, y, side=side: self._point(side, x, y))
            plot.left.connect(lambda: self._leave())
            plot.sceneObj.sigMouseClicked.connect(lambda event, side=side: self._click(side, event))

    def join(self, lab: Lab) -> None:
        lab.planned.connect(self._attend)
        super().join(lab)

    @property
    def figure(self) -> QWidget:
        return self._figure

    # Drawing ----------------------------------------------------------------------------------------

    def show_lab(self) -> None:
        self._race = race = race_of(self.lab)
        self._say_cost()
        if race is None:
            self._heat = None
            self._tools.offer((), None)
            self._show_plan()
            return
        looked = self.mirror.study.plan.seed if self.mirror in race.mirrors and self.mirror else None
        self._tools.offer([heat.seed for heat in race.heats], looked)
        self._heat = next((h for h in race.heats if h.seed == self._tools.chosen), race.heats[0])
        shown = race, self._heat, self.lab.axes, tuple(mirror.version for mirror in race.mirrors)
        key = shown[1].seed, tuple(race.mirrors), *shown[2:]
        if key != self._drawn:
            self._drawn = key
            self._draw(race, self._heat)
        self._ring()

    def attended(self) -> None:
        self.show_lab()

    def apply_theme(self) -> None:
        for plot in (*self._picture.scatters.values(), self._picture.lines):
            plot.apply_theme()
        for part in (self._finding, self._note):
            part.update()

    def _draw(self, race: Race, heat: Heat) -> None:
        axes = looked_along(heat.grid.space, self.lab.axes)
        for side in SIDES:
            mirror = race.mirror(heat, side)
            key = mirror, mirror.version, axes
            if key != self._scattered.get(side):
                self._scattered[side] = key
                self._scatter(side, mirror, axes)
        sides, objective = self._reckoning.sides(race), heat.grid.objective
        lined = [best for side in sides.values() for best in side.bests], len(race.through)
        if not _same(lined, self._lined):
            self._lined = lined
            self._picture.lines.words.say("")
            self._picture.lines.show_sides(sides, objective)
        self._finding.say(*words.ahead(self._reckoning.standing(race), objective, not race.is_over))
        self._say_in_vain()

    def _scatter(self, side: str, mirror: Mirror, axes: tuple[Axis, Axis | None]) -> None:
        plot, view = self._picture.scatters[side], self._places[side].view(mirror, axes)
        shown = [axis for axis in axes if axis is not None]
        plot.show_rulers(view.x, view.y)
        plot.show_points(view.points, y_rug=axes[1] is not None)
        plot.read(*words.tried(plot.counts[: len(shown)], shown) if len(view.trials) else ())

    def _say_in_vain(self) -> None:
        """What the grid spent in vain, once that is worked out: a study at a time, for it takes a while."""
        race, heat = self._race, self._heat
        if race is None or heat is None:
            return
        if race.is_over and not self._reckoning.has_reckoned(race):
            self._later.start()
        said = words.in_vain(heat, self._reckoning.mattered(race)) if race.is_over else ""
        self._note.say(said or _ORDER)

    def _reckon(self) -> None:
        if self._race is not None and self._race.is_over:
            self._reckoning.reckon(self._race)
            self._say_in_vain()

    def _ring(self) -> None:
        """What is chosen and pointed at, where the study looked at is one of the two."""
        race, heat = self._race, self._heat
        for side, plot in self._picture.scatters.items():
            mine = race is not None and heat is not None and self.mirror is race.mirror(heat, side)
            plot.ring(self.lab.chosen if mine else None, self.lab.pointed if mine else None)

    # Before a race ----------------------------------------------------------------------------------

    def _say_cost(self) -> None:
        plan = self.lab.plan
        self._tools.say_cost((cost_of(plan), plan.steps))

    def _show_plan(self) -> None:
        """Where both sides would try."""
        plan, key = self.lab.plan, (self.lab.plan, self.lab.axes)
        if key == self._drawn:
            return
        self._drawn, self._scattered, self._lined = key, {}, ([], 0)
        axes, n = looked_along(plan.space, self.lab.axes), cost_of(plan)
        shown, counts = [axis for axis in axes if axis is not None], {}
        for side, plot in self._picture.scatters.items():
            points = untried(plan, side, axes)
            plot.show_rulers(ruler_of(axes[0]), ruler_of(axes[1]) if axes[1] else Ruler(("",), ()))
            plot.show_points(points, y_rug=axes[1] is not None)
            plot.ring(None, None)
            counts[side] = plot.counts
            plot.read(*words.tried(plot.counts[: len(shown)], shown) if len(points.x) else ())
        self._picture.lines.show_none(_ASK, n)
        self._finding.say(*words.before(plan.space, shown, counts, n))
        self._note.say("Each circle is where a trial would lie." if counts["grid"][0] else "")

    def _begin(self, seeds: int) -> None:
        try:
            replace(self.lab.plan, strategy="grid")
        except ValueError as error:
            self.lab.refused.emit(str(error))
            return
        self.lab.wish.emit(commands.Race(self.lab.plan, seeds))

    # Reading ----------------------------------------------------------------------------------------

    def _read(self, x: float) -> None:
        """After as many trials as the cursor is at."""
        race = self._race
        if race is None or not np.isfinite(x):
            return
        sides, objective = self._reckoning.sides(race), race.heats[0].grid.objective
        longest = max(len(side.median) for side in sides.values())
        n = int(min(max(round(x), 1), max(longest, 1)))
        medians = {name: at(side.median, n) for name, side in sides.items()}
        self._picture.lines.mark(n if longest else None)
        self._note.whisper(words.after(n, medians, len(race.through or race.heats), objective))

    def _leave(self) -> None:
        self._picture.lines.mark(None)
        self._note.whisper("")

    def _point(self, side: str, x: float, y: float) -> None:
        mirror, number = self._trial(side, x, y)
        if mirror is None or number is None:
            self._note.whisper("")
            return
        self._note.whisper(words.of_trial(side, mirror, mirror.study.trial(number)))

    def _click(self, side: str, event: object) -> None:
        """Look at the study of the trial, and choose it."""
        place = self._picture.scatters[side].getViewBox().mapSceneToView(event.scenePos())
        mirror, number = self._trial(side, place.x(), place.y())
        if mirror is not None and number is not None:
            self.lab.look_at(mirror)
            self.lab.choose(number)

    def _trial(self, side: str, x: float, y: float) -> tuple[Mirror | None, int | None]:
        if self._race is None or self._heat is None:
            return None, None
        return self._race.mirror(self._heat, side), self._picture.scatters[side].trial_at(x, y)

    # Numbers ----------------------------------------------------------------------------------------

    def numbers(self) -> Table:
        race = self._race
        return preview_table(self.lab.plan) if race is None else table(race, self._reckoning.sides(race))


def _same(one: tuple[list[np.ndarray], int], other: tuple[list[np.ndarray], int]) -> bool:
    """The very same lines, of as many pairs that count."""
    (lines, counted), (others, counting) = one, other
    return counted == counting and len(lines) == len(others) and all(map(is_, lines, others))
