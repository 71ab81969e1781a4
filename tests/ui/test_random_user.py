"""Somebody who does anything at all: no error nobody caught, no warning of Qt's, no hang, nothing stale."""

from __future__ import annotations

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from simulator.hyperparameters import Config
from tests.ui.random_user import RandomUser
from ui import theme
from ui.engine_process import launch
from ui.main_window import MainWindow

ACTIONS = 150
SEED = 3


@pytest.mark.usefixtures("qapp")
def test_a_random_user_breaks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(launch(Config()), "train", settings)
    window.show()
    (tmp_path / "files").mkdir()
    user = RandomUser(window, tmp_path / "files", SEED)
    try:
        user.act(ACTIONS)
    finally:
        window.close()
        shiboken6.delete(window)
        theme.apply_theme(QApplication.instance(), "light")  # as the tests after this one expect it


@pytest.mark.usefixtures("qapp")
def test_what_goes_wrong_is_told_with_the_seed_and_what_was_done(tmp_path: Path) -> None:
    window = MainWindow(launch(Config()), "train")
    window.show()
    user = RandomUser(window, tmp_path, 7)
    window.shown.connect(_fail)
    with pytest.raises(AssertionError, match=r"(?s)Seed 7, after .*planted.*The last ones:\n  "):
        user.act(3)
    window.shown.disconnect(_fail)
    window.close()
    shiboken6.delete(window)


def _fail(_snapshot: object) -> None:
    raise ValueError("planted")
