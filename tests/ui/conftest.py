"""Widgets are drawn offscreen where there is no display, in the light theme, with a cache of their own."""

from __future__ import annotations

import os
import sys

if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication


def pytest_configure(config: pytest.Config) -> None:
    # Said of every window shown offscreen, and of one that floats; all other Qt warnings fail the test.
    config.addinivalue_line("qt_log_ignore", r"does not support (propagateSizeHints|raise)\(")


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication) -> None:
    from ui import theme

    QStandardPaths.setTestModeEnabled(True)
    theme.apply_theme(qapp, "light")
