"""MP4 by the ffmpeg that is on the machine: frames go to it by a pipe as they come."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from ui.recording.formats import NO_WORDS

_GOODBYE = 20.0  # seconds for the last frames


def ffmpeg() -> str | None:
    """The program, where there is one."""
    return shutil.which("ffmpeg")


class Mp4Writer:
    """Every player shows what it makes: 4:2:0, which wants an even width and height."""

    def __init__(self, path: Path, size: tuple[int, int], rate: int) -> None:
        program = ffmpeg()
        if program is None:
            raise OSError("There is no ffmpeg on this machine to make an MP4 with.")
        self._path, self._said = path, tempfile.TemporaryFile()  # noqa: SIM115 - as long as ffmpeg
        taken = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-r", str(rate))
        made = ("-pix_fmt", "yuv420p", "-movflags", "+faststart", "-f", "mp4", str(path))
        self._process = subprocess.Popen(
            [program, "-loglevel", "error", "-y", *taken, "-i", "-", *made],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._said,
        )  # fmt: skip

    @property
    def written(self) -> int:
        """Bytes so far; what ffmpeg has not let go of yet is not among them."""
        return self._path.stat().st_size

    def add(self, image: Image.Image) -> None:
        """One frame more, RGB, of even width and height."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(image.tobytes())
        except OSError:
            self._fail()

    def close(self, _words: Mapping[str, str] = NO_WORDS) -> None:
        """Make it a whole file; it has no room for words."""
        try:
            self._process.communicate(timeout=_GOODBYE)
        except subprocess.TimeoutExpired:
            self.abandon()
            raise OSError(f"ffmpeg did not end within {_GOODBYE:.0f} s.") from None
        if self._process.returncode:
            self._fail()
        self._said.close()

    def abandon(self) -> None:
        """End ffmpeg."""
        self._process.kill()
        with contextlib.suppress(OSError):
            self._process.communicate()
        self._said.close()

    def _fail(self) -> None:
        """Say what ffmpeg said last."""
        self._process.wait(_GOODBYE)
        self._said.seek(0)
        lines = self._said.read().decode(errors="replace").strip().splitlines()
        raise OSError(f"ffmpeg failed: {lines[-1] if lines else f'exit code {self._process.returncode}'}.")
