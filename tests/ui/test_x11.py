"""The command under a real X server, played with keys. Skipped where there is none; `.ci/run` brings one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="no X server")


def test_the_window_opens_under_x11_and_closes_cleanly(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "QT_QPA_PLATFORM"}
    environment |= {
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "QT_QPA_PLATFORM": "xcb",
    }
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "ui", "--dataset", "iris"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    time.sleep(6)
    assert process.poll() is None, process.stdout.read()
    process.terminate()
    said, _ = process.communicate(timeout=20)
    assert "Traceback" not in said
    assert "qt.qpa" not in said
