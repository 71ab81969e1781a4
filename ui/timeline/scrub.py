"""A hand that drags through the past: of its wishes the last alone, and one at a time."""

from __future__ import annotations

from collections.abc import Callable

Send = Callable[[int, int], object]
"""Takes a step to stand at, and how far beside it will do."""


class Scrub:
    """Sends a wish when the last was answered. Let go, it sends the exact step at once.

    Where a pixel is many steps, a hand under way may be shown any place it passed since the last wish:
    those with a checkpoint come at once. At rest it is shown its own.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self.is_held, self.step = False, None
        self._is_waiting, self._next, self._to_come = False, None, 0
        self._sent, self._rough, self._is_wide = None, 0, False

    step: int | None
    """Where the hand is, or left the playhead until the run stands there; None while the run says where."""
    _next: int | None
    _to_come: int
    _sent: int | None

    def press(self, step: int, rough: int) -> None:
        """A hand comes down."""
        self.is_held, self._is_waiting, self.step, self._sent = True, False, None, None
        self.move(step, rough)

    def move(self, step: int, rough: int) -> None:
        """It moves."""
        if not self.is_held or step == self.step:
            return
        self.step, self._rough, self._next = step, rough, step
        if not self._is_waiting:
            self._wish()

    def rest(self) -> None:
        """It holds still."""
        if self.is_held and self._is_wide:
            self._next = self.step
            if not self._is_waiting:
                self._wish()

    def release(self, step: int) -> None:
        """It lets go."""
        if self.is_held:
            self.jump(step)

    def jump(self, step: int) -> None:
        """Go there, exactly and at once."""
        self.is_held, self.step, self._next = False, step, None
        self._to_come = 1 + self._is_waiting
        self._send(step, 0)

    def drop(self) -> None:
        """The hand is gone, and nobody waits for where it wished to be."""
        self.is_held = False
        self.give_up()

    def give_up(self) -> None:
        """Somebody else says where to go, unless the hand is still down."""
        if not self.is_held:
            self.step, self._next = None, None

    def answered(self, step: int, is_playing: bool) -> None:
        """The run stands at a step; if it plays, the wish has not reached it yet."""
        if is_playing:
            return
        self._is_waiting = False
        if self.is_held:
            if self._next is not None:
                self._wish()
            return
        self._to_come -= 1
        if self._to_come <= 0 or step == self.step:
            self.step = None

    def _wish(self) -> None:
        step, rough = self._next, self._rough
        assert step is not None
        passed = abs(step - self._sent) if rough and self._sent is not None else 0
        self._next, self._sent, self._is_waiting, self._is_wide = None, step, True, passed > rough
        self._send(step, max(rough, passed))
