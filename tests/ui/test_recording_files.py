"""Films are written frame by frame, opened by Pillow, and hold the very pixels that were given."""

from __future__ import annotations

import html
import resource
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from simulator import picture_recipe
from simulator.provenance import Provenance
from tests.ui.snapshots import snapshot
from ui import picture_words
from ui.recording.dialog import RecordDialog
from ui.recording.encoder import Encoder, pillow
from ui.recording.estimate import total
from ui.recording.formats import NAMES, NO_WORDS, suffixes, writer
from ui.recording.mp4 import ffmpeg
from ui.recording.source import canvas_of, fitted
from ui.recording.stride import Stride
from ui.recording.take import MOST_FRAMES, SIZES, Take, stride_through
from ui.recording.words import bytes_in_words

WIDE, HIGH = 63, 41  # odd, as a panel may be
TIMEOUT = 20_000


def pictures(count: int, wide: int = WIDE, high: int = HIGH) -> list[QImage]:
    """A patch of colours that wanders over a ground; frames 2 and 3 are the same."""
    random, frames = np.random.default_rng(0), []
    patch = random.integers(0, 256, (9, 11, 3))
    for i in range(count):
        shift = i - (i >= 3)
        pixels = np.full((high, wide, 3), (250, 251, 252), np.uint8)
        pixels[3 + shift : 12 + shift, 2 + 3 * shift : 13 + 3 * shift] = patch
        frames.append(QImage(pixels.tobytes(), wide, high, 3 * wide, QImage.Format.Format_RGB888).copy())
    return frames


def written(path: Path, frames: list[QImage], rate: int = 30, words: Mapping[str, str] = NO_WORDS) -> Path:
    film = writer(path, path.suffix, (frames[0].width(), frames[0].height()), rate)
    for frame in frames:
        film.add(pillow(frame))
    film.close(words)
    return path


def opened(path: Path) -> Iterator[tuple[np.ndarray, float]]:
    """Each frame and how long it lasts, in milliseconds."""
    with Image.open(path) as film:
        for i in range(film.n_frames):
            film.seek(i)
            yield np.asarray(film.convert("RGB")), film.info["duration"]


@pytest.mark.parametrize("suffix", [".png", ".webp"])
@pytest.mark.parametrize("rate", [10, 30])
def test_every_pixel_and_every_moment_is_kept(tmp_path: Path, suffix: str, rate: int) -> None:
    frames = pictures(8)
    film = list(opened(written(tmp_path / f"film{suffix}", frames, rate)))
    assert len(film) == 8
    for (recorded, _), given in zip(film, frames, strict=True):
        assert (recorded == np.asarray(pillow(given))).all()
    assert sum(lasts for _, lasts in film) == pytest.approx(8 * 1000 / rate, abs=1)


def test_a_gif_is_in_time_and_its_colours_stay_the_same(tmp_path: Path) -> None:
    frames = pictures(8)
    film = list(opened(written(tmp_path / "film.gif", frames, 30)))
    assert len(film) == 8
    assert sum(lasts for _, lasts in film) == pytest.approx(8 * 1000 / 30, abs=10)
    for (recorded, _), given in zip(film, frames, strict=True):
        off = np.abs(recorded.astype(int) - np.asarray(pillow(given)))
        assert off.max() <= 40
    ground = {tuple(recorded[-1, 0]) for recorded, _ in film}
    assert len(ground) == 1


def test_a_gif_takes_other_colours_where_a_frame_has_others(tmp_path: Path) -> None:
    frames = pictures(2)
    frames[1].fill(0x00FF00)
    _, (second, _) = opened(written(tmp_path / "film.gif", frames))
    assert np.abs(second.astype(int) - (0, 255, 0)).max() <= 2


def test_no_colour_of_a_gif_is_taken_for_clear(tmp_path: Path) -> None:
    random, frames = np.random.default_rng(0), []
    for ground in (0, 255):
        pixels = random.integers(0, 256, (HIGH, WIDE, 3)).astype(np.uint8)
        pixels[:20] = 255 - ground
        frames.append(QImage(pixels.tobytes(), WIDE, HIGH, 3 * WIDE, QImage.Format.Format_RGB888).copy())
    _, (second, _) = opened(written(tmp_path / "film.gif", frames))
    assert (second[:20] == 0).all()
    assert np.abs(second.astype(int) - np.asarray(pillow(frames[1]))).mean() < 12


@pytest.mark.parametrize("suffix", [".png", ".webp", ".gif"])
def test_a_film_carries_its_words_and_is_the_same_film(tmp_path: Path, suffix: str) -> None:
    frames, recipe = pictures(8), "batchscope:1:" + "x" * 900
    origin = Provenance(data="Spirals ŷ", step=38, seed=7, recipe=recipe)
    plain, told = written(tmp_path / f"plain{suffix}", frames), tmp_path / f"film{suffix}"
    written(told, frames, words=picture_words.words("Cost", "How J falls.", origin))
    for (usual, lasted), (frame, lasts) in zip(opened(plain), opened(told), strict=True):
        assert (frame == usual).all()
        assert lasts == lasted
    assert len(recipe) < told.stat().st_size - plain.stat().st_size < len(recipe) + 1500
    assert picture_recipe.text_in(told) == recipe
    assert "Batchscope exported" in refused(plain)
    written(told, frames, words=picture_words.words("Search", "Trials.", Provenance()))
    assert refused(told) == f"film{suffix} has no recipe in it: it shows no run."


def test_pillow_reads_the_words_of_a_film(tmp_path: Path) -> None:
    said = picture_words.words("Cost", "How J falls.", Provenance(step=38, recipe="batchscope:1:x"))
    with Image.open(written(tmp_path / "film.png", pictures(3), words=said)) as film:
        film.seek(2)  # they stand at the end
        film.load()
        assert film.text == said
    with Image.open(written(tmp_path / "film.webp", pictures(3), words=said)) as film:
        assert all(html.escape(text).encode() in film.info["xmp"] for text in said.values())


def refused(path: Path) -> str:
    with pytest.raises(ValueError) as error:
        picture_recipe.text_in(path)
    return str(error.value)


@pytest.mark.skipif(ffmpeg() is None, reason="there is no ffmpeg on this machine")
def test_an_mp4_has_all_frames(tmp_path: Path) -> None:
    frames = pictures(8, 64, 42)
    path = written(tmp_path / "film.mp4", frames, 25)
    raw = subprocess.run(
        [str(ffmpeg()), "-loglevel", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
        check=True, capture_output=True,
    ).stdout  # fmt: skip
    film = np.frombuffer(raw, np.uint8).reshape(-1, 42, 64, 3)
    assert len(film) == 8
    assert np.abs(film[7].astype(int) - np.asarray(pillow(frames[7]))).mean() < 12


@pytest.mark.parametrize("suffix", [".png", ".webp", ".gif"])
def test_the_size_is_known_before(tmp_path: Path, suffix: str) -> None:
    frames, plan = pictures(9), Take(suffix=suffix, rate=30, most=9)
    size = written(tmp_path / f"film{suffix}", frames).stat().st_size
    assert size / 2 < total(plan, [*frames[:2], *frames[-2:]]) < 2 * size
    assert total(replace(plan, most=1), frames[:1]) < size
    assert total(plan, []) == 0


# The encoder ----------------------------------------------------------------------------------------


def test_little_waits_and_the_file_is_there_at_the_end(qtbot: QtBot, tmp_path: Path) -> None:
    path, frames = tmp_path / "film.webp", pictures(12)
    encoder, done, most = Encoder(path, 15), [], 0
    encoder.encoded.connect(lambda count, _size: done.append(count))
    for given, frame in enumerate(frames, 1):
        qtbot.waitUntil(lambda: encoder.has_room, timeout=TIMEOUT)
        encoder.add(frame)
        qtbot.waitUntil(lambda given=given: len(done) >= given - 4, timeout=TIMEOUT)
        most = max(most, given - len(done))
    assert most <= 4
    assert not path.exists()
    with qtbot.waitSignal(encoder.ended, timeout=TIMEOUT) as ended:
        encoder.finish()
    assert ended.args == [""]
    assert len(list(opened(path))) == 12
    assert [each.name for each in tmp_path.iterdir()] == ["film.webp"]


def test_cancelled_it_leaves_nothing_and_the_file_that_was_there_stays(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "film.png"
    path.write_bytes(b"older")
    encoder = Encoder(path, 15)
    encoder.add(pictures(1)[0])
    with qtbot.waitSignal(encoder.ended, timeout=TIMEOUT):
        encoder.cancel()
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(OSError, match=r"Cannot record .*film\.png: Not a directory\.$"):
        Encoder(blocked / "film.png", 15)
    with pytest.raises(ValueError, match=r"\.png, \.webp, \.gif, \.mp4, got 'film\.avi'\.$"):
        Encoder(tmp_path / "film.avi", 15)
    assert list(tmp_path.iterdir()) == [blocked]


def test_a_full_disk_is_one_sentence_and_nothing_stays(qtbot: QtBot, tmp_path: Path) -> None:
    random = np.random.default_rng(0).integers(0, 256, 600 * 600 * 3, np.uint8).tobytes()
    noise = QImage(random, 600, 600, 1800, QImage.Format.Format_RGB888).copy()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))  # a file may be no larger, as on a full disk
    try:
        encoder = Encoder(tmp_path / "film.png", 15)
        with qtbot.waitSignal(encoder.ended, timeout=TIMEOUT) as ended:
            encoder.add(noise)
            encoder.finish()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert ended.args[0].startswith(f"Cannot record {tmp_path / 'film.png'}: ")
    assert ended.args[0].count(".") == 2
    assert not list(tmp_path.iterdir())


def test_an_ffmpeg_that_fails_is_quoted(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs, films = tmp_path / "bin", tmp_path / "films"
    programs.mkdir()
    films.mkdir()
    (programs / "ffmpeg").write_text("#!/bin/sh\necho Unknown encoder >&2\nexit 3\n")
    (programs / "ffmpeg").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    assert suffixes() == tuple(NAMES)
    encoder = Encoder(films / "film.mp4", 15)
    with qtbot.waitSignal(encoder.ended, timeout=TIMEOUT) as ended:
        encoder.add(pictures(1, 64, 42)[0])
        encoder.finish()
    assert ended.args == [f"Cannot record {films / 'film.mp4'}: ffmpeg failed: Unknown encoder."]
    assert not list(films.iterdir())


def test_without_ffmpeg_no_mp4_is_offered(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert suffixes() == (".png", ".webp", ".gif")
    encoder = Encoder(tmp_path / "film.mp4", 15)
    with qtbot.waitSignal(encoder.ended, timeout=TIMEOUT) as ended:
        encoder.add(pictures(1, 64, 42)[0])
    assert "no ffmpeg" in ended.args[0]
    assert not list(tmp_path.iterdir())


# What becomes a frame -------------------------------------------------------------------------------


def due(stride: int, steps: list[int], run_id: int = 1) -> list[int]:
    """Those of the steps shown that become frames."""
    each = Stride(stride)
    shown = [replace(snapshot(steps=0, run_id=run_id), step=step) for step in steps]
    return [one.step for one in shown if each.is_due(one)]


def test_every_so_many_steps_is_a_frame() -> None:
    assert due(10, list(range(45))) == [0, 10, 20, 30, 40]
    assert due(10, [3, 4, 13, 14, 25, 30, 33]) == [3, 13, 25, 33]  # late once, and in time again
    assert due(10, [0, 47, 48, 50]) == [0, 47, 50]
    assert due(1, [5, 5, 6, 6, 7]) == [5, 6, 7]


def test_back_it_goes_as_well_and_a_new_run_begins_anew() -> None:
    assert due(10, [40, 35, 31, 30, 25, 20]) == [40, 30, 20]
    each = Stride(10)
    assert each.is_due(snapshot(steps=0, run_id=1))
    assert each.is_due(snapshot(steps=0, run_id=2))


def test_a_take_counts_its_frames_and_knows_its_scale() -> None:
    assert list(Take(of_past=True, first=3, last=40, stride=7).steps) == [3, 10, 17, 24, 31, 38]
    assert Take(of_past=True, first=0, last=10**7, stride=1).frames == MOST_FRAMES
    assert Take(of_past=True, first=9, last=3).frames == 0
    assert Take(most=12).frames == 12
    assert [Take(size=size).scale(640) for size in SIZES] == [1, 2, 2, 3]


def test_through_a_past_the_film_has_a_usual_length() -> None:
    for length in (1, 2, 60, 165, 188, 500, 10_000, 10**6):
        past = range(7, 7 + length)
        frames = Take(of_past=True, first=past[0], last=past[-1], stride=stride_through(past)).frames
        assert frames == length if length <= 165 else 90 <= frames <= 160


def test_the_dialog_offers_such_a_stride_and_keeps_that_of_what_comes(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = RecordDialog("Cost", Take(of_past=True, first=0, last=1000), range(1001), parent)
    assert (dialog.plan.stride, dialog.plan.frames) == (8, 126)
    dialog.mode.setCurrentIndex(dialog.mode.findData(False))
    assert dialog.plan.stride == Take().stride
    dialog.stride.setValue(3)
    dialog.mode.setCurrentIndex(dialog.mode.findData(True))
    dialog.stride.setValue(5)
    for of_past, stride in ((False, 3), (True, 5)):
        dialog.mode.setCurrentIndex(dialog.mode.findData(of_past))
        assert dialog.plan.stride == stride


def test_a_picture_of_another_size_goes_into_the_middle() -> None:
    frame = pictures(1)[0]
    assert canvas_of(frame, even=True) == QSize(62, 40)
    assert fitted(frame, QSize(126, 123)).size() == QSize(126, 123)
    assert (np.asarray(pillow(fitted(frame, frame.size()))) == np.asarray(pillow(frame))).all()


def test_bytes_are_read_as_people_say_them() -> None:
    said = [bytes_in_words(count) for count in (0, 999, 1234, 45_678, 999_600, 35_000_000, 2_500_000_000)]
    assert said == ["0 bytes", "999 bytes", "1.2 kB", "46 kB", "1.0 MB", "35 MB", "2.5 GB"]
