"""The frame budget spreads panels over frames and forgets none."""

from __future__ import annotations

import pytest

from ui.frame_budget import FrameBudget

PANELS = ("boundary", "network", "cost", "accuracy", "mini_batch")


@pytest.mark.parametrize("frames", [0, 40])
def test_every_panel_has_its_turn_once_in_each_stride(frames: int) -> None:
    budget = FrameBudget()
    for _ in range(frames):
        budget.spend(0.05)
    for _ in range(10):
        shown = [panel for _ in range(budget.stride) for panel in budget.turn(PANELS)]
        assert sorted(shown) == sorted(PANELS)


def test_dear_frames_widen_the_stride_and_cheap_ones_narrow_it() -> None:
    budget = FrameBudget()
    assert budget.turn(PANELS) == list(PANELS)
    for _ in range(60):
        budget.spend(0.05)
    widest = budget.stride
    assert 1 < widest <= len(PANELS)
    for _ in range(200):
        budget.spend(0.001)
    assert budget.stride == 1


def test_a_frame_in_between_changes_nothing() -> None:
    budget = FrameBudget()
    for _ in range(100):
        budget.spend(0.008)
    assert budget.stride == 1
