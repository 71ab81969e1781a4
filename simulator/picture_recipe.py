"""The recipe of a run within a picture of it: written into PNG, SVG and PDF, and read from anyone's.

A picture from elsewhere is never decoded: its recipe is looked for, within bounds, and nothing else.
"""

from __future__ import annotations

import html
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Final

from simulator.recipe import MOST_TEXT

SUFFIXES: Final = (".png", ".svg", ".pdf")
RECIPE: Final = "batchscope-recipe"
NO_RECIPE: Final = "batchscope-no-recipe"
"""Under this a picture has a sentence: why it has no recipe."""
NAMESPACE: Final = "urn:batchscope"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_MOST_CHUNKS = 100_000
_MOST_FILE = 64 * 2**20
_MOST_SENTENCE = 400
_ELEMENT = re.compile(rb"<(batchscope-(?:no-)?recipe)\b[^<>]{0,200}>([^<]*)<")


# Writing --------------------------------------------------------------------------------------------


def with_texts(png: bytes, texts: Mapping[str, str]) -> bytes:
    """A PNG with a text chunk for each of these, right after its header."""
    head = len(_SIGNATURE) + 25
    return png[:head] + b"".join(_text_chunk(key, text) for key, text in texts.items()) + png[head:]


def element(key: str, text: str) -> str:
    """A text as an XML element, for the metadata of an SVG or a PDF."""
    return f'<{key} xmlns="{NAMESPACE}">{html.escape(text, quote=False)}</{key}>'


def _text_chunk(key: str, text: str) -> bytes:
    if text.isascii():
        return _chunk(b"tEXt", key.encode() + b"\0" + text.encode())
    return _chunk(b"iTXt", key.encode() + b"\0\0\0\0\0" + text.encode())


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# Reading --------------------------------------------------------------------------------------------


def text_in(path: Path | str) -> str:
    """The recipe in a picture, for `recipe_of` to judge.

    Raises OSError where the file cannot be read, and ValueError: one sentence that says why there is none.
    """
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"There is no file {path.name}.")
    with path.open("rb") as file:
        found = _of_png(file, path.name) if path.suffix.lower() == ".png" else _of_text(file, path.name)
    if RECIPE in found:
        return found[RECIPE]
    if NO_RECIPE in found:
        raise ValueError(f"{path.name} has no recipe in it: {found[NO_RECIPE][:_MOST_SENTENCE]}")
    raise ValueError(f"{path.name} has no recipe in it: pictures that Batchscope exported have one.")


def _of_png(file: IO[bytes], name: str) -> dict[str, str]:
    if file.read(len(_SIGNATURE)) != _SIGNATURE:
        raise ValueError(f"{name} is no PNG picture.")
    found: dict[str, str] = {}
    for kind, data in _text_chunks(file, name):
        key, text = _parted(kind, data, name)
        if key in (RECIPE, NO_RECIPE):
            found.setdefault(key, text)
    return found


def _text_chunks(file: IO[bytes], name: str) -> Iterator[tuple[bytes, bytes]]:
    """Kind and bytes of each chunk of text. What is not text is passed over unread."""
    for _ in range(_MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            raise ValueError(f"{name} is cut off: its end is missing.")
        length, kind = struct.unpack(">I4s", head)
        if kind == b"IEND":
            return
        if kind not in _TEXTS:
            file.seek(length + 4, 1)
            continue
        yield kind, _checked(file, kind, length, name)
    raise ValueError(f"{name} must have at most {_MOST_CHUNKS:,} parts.")


def _checked(file: IO[bytes], kind: bytes, length: int, name: str) -> bytes:
    if length > MOST_TEXT + 100:
        raise ValueError(f"A text in {name} must have at most {MOST_TEXT:,} characters, got {length:,}.")
    data, check = file.read(length), file.read(4)
    if len(data) < length or check != struct.pack(">I", zlib.crc32(kind + data)):
        raise ValueError(f"{name} is damaged: a text in it is not what was written.")
    return data


def _parted(kind: bytes, data: bytes, name: str) -> tuple[str, str]:
    """Key and text of a chunk; another's text, or one in a language we do not write, stays unread."""
    raw, _, rest = data.partition(b"\0")
    key = raw.decode("latin-1")
    if key not in (RECIPE, NO_RECIPE):
        return key, ""
    packed = rest[1:] if kind == b"zTXt" else None
    if kind == b"iTXt":  # flag, method, language, translated key
        parts = rest[2:].split(b"\0", 2)
        rest = parts[-1]
        packed = rest if data[len(raw) + 1 : len(raw) + 2] == b"\1" else None
    return key, (rest if packed is None else _unpacked(packed, name)).decode("utf-8", "replace")


def _unpacked(packed: bytes, name: str) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, MOST_TEXT + 1)
    except zlib.error:
        raise ValueError(f"{name} is damaged: a text in it does not unpack.") from None
    return text  # one that is too long `recipe_of` refuses


def _of_text(file: IO[bytes], name: str) -> dict[str, str]:
    """Of an SVG or a PDF, without reading it as one: our elements stand in it as they were written."""
    content = file.read(_MOST_FILE + 1)
    if len(content) > _MOST_FILE:
        raise ValueError(f"{name} must have at most {_MOST_FILE // 2**20} MiB to be looked into.")
    found: dict[str, str] = {}
    for match in _ELEMENT.finditer(content):
        found.setdefault(match[1].decode(), html.unescape(match[2].decode("utf-8", "replace")))
    return found
