"""Somebody who does anything at all with the window, one thing after another."""

from __future__ import annotations

import time
import traceback
from pathlib import Path

from PySide6.QtWidgets import QApplication

from simulator.commands import Speed
from tests.ui.random_deeds import DOES, FILES, prepare
from tests.ui.random_hand import Hand
from tests.ui.watchman import Watchman, spin
from ui.main_window import MainWindow

PATIENCE = 10.0
"""Seconds in which every wish must be answered."""
_MEET, _REST = 5, 50
"""Actions from one time to wait for the engine to the next, and from one rest."""


class RandomUser:
    """Does the same for the same seed, as far as time allows; files are opened and saved in `folder`."""

    def __init__(self, window: MainWindow, folder: Path, seed: int) -> None:
        self.window, self.seed = window, seed
        self.hand, self.watchman = Hand(window, seed), Watchman(window)
        self.slowest, self.turns, self._snapshots = (0.0, ""), 0, 0
        window.setProperty(FILES, str(folder))
        prepare(folder)
        window.client.snapshot.connect(self._count)

    def act(self, count: int) -> None:
        """Do so many things; AssertionError with all that is known where something went wrong."""
        with self.watchman.on_duty():
            for number in range(1, count + 1):
                self._act()
                if number % _MEET == 0:
                    self.meet()
                if number % _REST == 0 or number == count:
                    self.rest()
                if self.watchman.faults:
                    raise AssertionError(self.story())

    def story(self) -> str:
        """What went wrong, and what was done before."""
        faults = "\n".join(self.watchman.faults[:3])
        last = "\n".join(f"  {line}" for line in self.hand.log)
        return f"Seed {self.seed}, after {self.turns} actions:\n{faults}\nThe last ones:\n{last}"

    def meet(self) -> None:
        """Wait until the engine has answered all that was asked of it; nobody may wait long for that."""
        for _ in range(2):  # the first answer may have been on its way
            before, client = self._snapshots, self.window.client
            client.send(Speed(client.pace))
            if not spin(lambda before=before: self._snapshots > before, PATIENCE):
                self.watchman.faults.append(f"No snapshot came for {PATIENCE:.0f} s.")
                return
        self.watchman.look_around()

    def rest(self) -> None:
        """Let it stand still until all that is on screen is of that place."""
        if self.window.client.plays or self.window.timeline.film.is_running:
            self.window.actions_by_key["play"].trigger()
        wrong: list[str] = []

        def is_well() -> bool:
            wrong[:] = self.watchman.stale() if self._rests() else []
            return not wrong

        spin(self._rests, PATIENCE)  # a way of many steps that was asked for may take longer
        if not spin(is_well, PATIENCE):
            self.watchman.faults.extend(wrong)

    def _rests(self) -> bool:
        snapshot = self.window.snapshot
        return (
            snapshot is not None
            and snapshot.state != "playing"
            and snapshot.place == self.window.client.place
        )

    def _act(self) -> None:
        deed = self.hand.random.choices(list(DOES), list(DOES.values()))[0]
        began = time.perf_counter()
        self.turns += 1
        self.hand.done[deed.__name__] += 1
        self.hand.log.append(deed.__name__)
        try:
            deed(self.hand)
        except Exception:  # this user's own mistake is to be told like any other
            self.watchman.faults.append(traceback.format_exc())
        QApplication.processEvents()
        self.slowest = max(self.slowest, (time.perf_counter() - began, self.hand.log[-1]))

    def _count(self, _snapshot: object) -> None:
        self._snapshots += 1
