"""Recipes in pictures: what was written is read, and whatever else a file holds is one sentence."""

from __future__ import annotations

import dataclasses
import io
import random
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from simulator import picture_recipe, provenance
from simulator.history import Place
from simulator.hyperparameters import Config
from simulator.picture_recipe import NO_RECIPE, RECIPE
from simulator.recipe import MOST_TEXT, recipe_of
from simulator.run import Run
from simulator.tree import Tree


@pytest.fixture(scope="module")
def line() -> str:
    """The recipe of a run of 12 steps with a change by hand."""
    run = Run(Config(examples=60, hidden_units=(4,)))
    run.advance(7)
    run.set("learning_rate", 0.05)
    run.advance(5)
    made = provenance.of_run(run.tree, run.place, run.config, "Spirals")
    assert (made.step, made.changes, made.seed, made.why_not) == (12, 1, 0, "")
    assert "Learning rate 0.05; Mini-batch size 64; Hidden units 4;" in dict(made.words)["Config"]
    return made.recipe


@pytest.fixture
def png(tmp_path: Path) -> Path:
    Image.new("RGB", (30, 20), "red").save(tmp_path / "a.png")
    return tmp_path / "a.png"


def told(path: Path) -> str:
    with pytest.raises(ValueError) as refused:
        picture_recipe.text_in(path)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_pillow_reads_what_is_written_and_we_read_it_back(png: Path, line: str) -> None:
    title = "μ and σ², ŷ"
    png.write_bytes(picture_recipe.with_texts(png.read_bytes(), {"Title": title, RECIPE: line}))
    with Image.open(png) as picture:
        picture.load()
        assert picture.text == {"Title": title, RECIPE: line}
    assert recipe_of(picture_recipe.text_in(png)).steps == 12


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("international", [False, True])
def test_a_picture_saved_again_by_pillow_keeps_its_recipe(
    png: Path, line: str, packed: bool, international: bool
) -> None:
    words = PngImagePlugin.PngInfo()
    (words.add_itxt if international else words.add_text)(RECIPE, line, zip=packed)
    with Image.open(png) as picture:
        picture.save(png, pnginfo=words)
    assert picture_recipe.text_in(png) == line


@pytest.mark.parametrize("suffix", [".svg", ".pdf"])
def test_an_element_is_found_in_other_pictures(tmp_path: Path, line: str, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"\xff\x00 <x>" + picture_recipe.element(RECIPE, line).encode() + b"</x>")
    assert picture_recipe.text_in(path) == line


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_a_film_that_pillow_wrote_is_read(tmp_path: Path, line: str, suffix: str) -> None:
    path, said = tmp_path / f"a{suffix}", picture_recipe.element(RECIPE, line).encode()
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "blue", "green")]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=40)
    assert "Batchscope exported" in told(path)
    more = {"comment": said} if suffix == ".gif" else {"xmp": said}
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=40, **more)
    assert picture_recipe.text_in(path) == line


def test_a_comment_is_of_any_length(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.gif"
    Image.new("RGB", (30, 20), "red").save(path)
    for said in ({"Title": "μ ŷ", RECIPE: line}, {"Title": 255 * "x", NO_RECIPE: "it shows <no> run: ŷ."}):
        path.write_bytes(path.read_bytes().removesuffix(b";") + picture_recipe.comment(said) + b";")
        with Image.open(path) as picture:
            picture.load()
    assert picture_recipe.text_in(path) == line
    path.write_bytes(b"GIF89a" + bytes(7) + picture_recipe.comment(said) + b";")
    assert told(path) == "a.gif has no recipe in it: it shows <no> run: ŷ."


def test_a_film_without_room_for_a_recipe_says_so(tmp_path: Path) -> None:
    assert told(tmp_path / "a.mp4") == "a.mp4 has no recipe in it: films in APNG, WebP and GIF have one."


def test_a_packet_may_not_be_longer_than_a_recipe(tmp_path: Path) -> None:
    path = tmp_path / "a.webp"
    path.write_bytes(b"RIFF\0\0\0\0WEBP" + struct.pack("<4sI", b"XMP ", 2**31))
    assert told(path) == "A text in a.webp must have at most 2,097,152 bytes, got 2,147,483,648."


def test_a_picture_says_why_it_has_no_recipe(png: Path) -> None:
    png.write_bytes(picture_recipe.with_texts(png.read_bytes(), {NO_RECIPE: "it shows <no> run."}))
    assert told(png) == "a.png has no recipe in it: it shows <no> run."
    svg = png.with_suffix(".svg")
    svg.write_text(picture_recipe.element(NO_RECIPE, "it shows <no> run."), encoding="utf-8")
    assert told(svg) == "a.svg has no recipe in it: it shows <no> run."
    svg.write_text(picture_recipe.element(NO_RECIPE, "long " * 9_000), encoding="utf-8")
    assert len(told(svg)) < 500


def test_a_run_that_begins_late_has_no_recipe_and_says_so() -> None:
    run, tree = Run(Config(examples=60, hidden_units=(4,))), Tree()
    tree.begin(dataclasses.replace(run.origin, step=3), None)
    made = provenance.of_run(tree, Place(tree.current, 3, 0), run.config, "Spirals")
    assert not made.recipe
    assert made.why_not == "A recipe begins at step 0; save this run as a file (.batchscope) instead."


def test_what_is_no_picture_of_ours_is_said(png: Path, tmp_path: Path) -> None:
    assert "Batchscope exported" in told(png)
    assert told(tmp_path / "b.png") == "There is no file b.png."
    assert told(tmp_path) == f"There is no file {tmp_path.name}."
    for content in (b"", b"GIF89a", b"\x89PNG"):
        for suffix, kind in ((".png", "PNG"), (".gif", "GIF"), (".webp", "WebP")):
            path = png.with_suffix(suffix)
            path.write_bytes(content)
            assert told(path) == f"a{suffix} is no {kind} picture."


def _with_chunk(png: Path, kind: bytes, data: bytes, length: int | None = None) -> None:
    whole = png.read_bytes()
    head = struct.pack(">I", len(data) if length is None else length) + kind
    png.write_bytes(whole[:33] + head + data + struct.pack(">I", zlib.crc32(kind + data)) + whole[33:])


def test_large_texts_are_bounded(png: Path) -> None:
    _with_chunk(png, b"zTXt", RECIPE.encode() + b"\0\0" + zlib.compress(bytes(300 * 2**20), 9))
    text = picture_recipe.text_in(png)
    assert len(text) == MOST_TEXT + 1
    with pytest.raises(ValueError, match="at most 1,048,576 characters"):
        recipe_of(text)


def test_a_text_may_not_be_longer_than_a_recipe(png: Path) -> None:
    _with_chunk(png, b"tEXt", b"", length=2**31)
    assert told(png) == "A text in a.png must have at most 1,048,576 characters, got 2,147,483,648."


def test_a_large_text_that_is_none_of_ours_is_in_nobodys_way(png: Path, line: str) -> None:
    _with_chunk(png, b"eXIf", bytes(3 * 2**20))
    png.write_bytes(picture_recipe.with_texts(png.read_bytes(), {RECIPE: line}))
    assert picture_recipe.text_in(png) == line


def test_a_drawing_of_any_size_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    with path.open("wb") as file:
        file.truncate(65 * 2**20)
    assert told(path) == "a.svg must have at most 64 MiB to be looked into."


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf", ".gif", ".webp"])
def test_whatever_is_damaged_is_one_sentence_or_the_recipe(png: Path, line: str, suffix: str) -> None:
    rng = random.Random(5)
    whole = picture_recipe.with_texts(png.read_bytes(), {RECIPE: line})
    if suffix in (".gif", ".webp"):
        said, film = picture_recipe.element(RECIPE, line).encode(), io.BytesIO()
        more = {"comment": said} if suffix == ".gif" else {"xmp": said}
        Image.new("RGB", (30, 20), "red").save(film, suffix[1:], **more)
        whole = film.getvalue()
    elif suffix != ".png":
        whole = b"<svg>" + picture_recipe.element(RECIPE, line).encode() + b"</svg>"
    path = png.with_name(f"damaged{suffix}")
    for _ in range(400):
        content = bytearray(whole)
        for _ in range(rng.randint(1, 4)):
            content[rng.randrange(len(content))] = rng.randrange(256)
        path.write_bytes(content[: rng.choice((len(content), rng.randrange(len(content))))])
        try:
            recipe_of(picture_recipe.text_in(path))
        except ValueError as error:
            assert str(error).count("\n") == 0  # noqa: PT017
