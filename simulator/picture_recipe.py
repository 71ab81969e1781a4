"""The recipe of a run within a picture of it: written into PNG, SVG and PDF and into films, and read from
anyone's.

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

SUFFIXES: Final = (".png", ".apng", ".svg", ".pdf", ".gif", ".webp")
WITHOUT: Final = (".mp4",)
"""Films that we write and that have no room for a recipe."""
RECIPE: Final = "batchscope-recipe"
NO_RECIPE: Final = "batchscope-no-recipe"
"""Under this a picture has a sentence: why it has no recipe."""
NAMESPACE: Final = "urn:batchscope"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TEXTS = (b"tEXt", b"zTXt", b"iTXt")
_MOST_CHUNKS = 1_000_000
_MOST_FILE = 64 * 2**20
_MOST_SENTENCE = 400
_MOST_FRAMED = 2 * MOST_TEXT
"""Bytes of a recipe with the words around it."""
_ELEMENT = re.compile(rb"<(batchscope-(?:no-)?recipe)\b[^<>]{0,200}>([^<]*)<")


# Writing --------------------------------------------------------------------------------------------


def with_texts(png: bytes, texts: Mapping[str, str]) -> bytes:
    """A PNG with a text chunk for each of these, right after its header."""
    head = len(_SIGNATURE) + 25
    return png[:head] + text_chunks(texts) + png[head:]


def text_chunks(texts: Mapping[str, str]) -> bytes:
    """These as the chunks of a PNG."""
    return b"".join(_text_chunk(key, text) for key, text in texts.items())


def comment(texts: Mapping[str, str]) -> bytes:
    """These as a comment of a GIF: a line each in ASCII, the recipe as an element."""
    lines = [
        element(key, text) if key in (RECIPE, NO_RECIPE) else f"{key}: {text}" for key, text in texts.items()
    ]
    data = "\n".join(lines).encode("ascii", "xmlcharrefreplace")
    parts = [data[at : at + 255] for at in range(0, len(data), 255)]
    return b"!\xfe" + b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


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
    suffix = path.suffix.lower()
    if suffix in WITHOUT:
        raise ValueError(f"{path.name} has no recipe in it: films in APNG, WebP and GIF have one.")
    if not path.is_file():
        raise ValueError(f"There is no file {path.name}.")
    read = {".png": _of_png, ".apng": _of_png, ".gif": _of_gif, ".webp": _of_webp}.get(suffix, _of_text)
    with path.open("rb") as file:
        found = read(file, path.name)
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
    return _elements(content)


def _elements(content: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ELEMENT.finditer(content):
        found.setdefault(match[1].decode(), html.unescape(match[2].decode("utf-8", "replace")))
    return found


# Films ----------------------------------------------------------------------------------------------


def _of_webp(file: IO[bytes], name: str) -> dict[str, str]:
    """Of the XMP packet of a WebP; what is before it is passed over unread."""
    head = file.read(12)
    if head[:4] != b"RIFF" or head[8:] != b"WEBP":
        raise ValueError(f"{name} is no WebP picture.")
    for _ in range(_MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            return {}
        kind, length = struct.unpack("<4sI", head)
        if kind == b"XMP ":
            return _elements(_whole(file, length, name))
        file.seek(length + length % 2, 1)
    raise ValueError(f"{name} must have at most {_MOST_CHUNKS:,} parts.")


def _of_gif(file: IO[bytes], name: str) -> dict[str, str]:
    """Of the comments of a GIF."""
    head = file.read(13)
    if len(head) < 13 or head[:6] not in (b"GIF87a", b"GIF89a"):
        raise ValueError(f"{name} is no GIF picture.")
    _pass_colours(file, head[10])
    found: dict[str, str] = {}
    while (kind := file.read(1)) != b";":
        label = file.read(1) if kind == b"!" else b""
        if kind == b",":
            place = file.read(9)
            _pass_colours(file, place[8] if len(place) == 9 else 0)
            file.read(1)  # of how many bits its codes are
        elif not label:
            raise ValueError(f"{name} is cut off or damaged: something in it is no part of a GIF.")
        said = _blocks(file, name, label == b"\xfe")
        found = _elements(said) | found
    return found


def _pass_colours(file: IO[bytes], flags: int) -> None:
    """Pass over a table of colours, where there is one."""
    if flags & 0x80:
        file.seek(3 << (flags & 7) + 1, 1)


def _blocks(file: IO[bytes], name: str, are_wanted: bool) -> bytes:
    """What is in blocks of up to 255 bytes, up to an empty one; nothing of those that are not wanted."""
    said: list[bytes] = []
    for _ in range(_MOST_CHUNKS):
        length = file.read(1)
        if length in (b"", b"\0"):
            return b"".join(said)
        if are_wanted and len(said) < _MOST_FRAMED // 255:
            said.append(file.read(length[0]))
        else:
            file.seek(length[0], 1)
    raise ValueError(f"{name} must have at most {_MOST_CHUNKS:,} parts.")


def _whole(file: IO[bytes], length: int, name: str) -> bytes:
    if length > _MOST_FRAMED:
        raise ValueError(f"A text in {name} must have at most {_MOST_FRAMED:,} bytes, got {length:,}.")
    data = file.read(length)
    if len(data) < length:
        raise ValueError(f"{name} is cut off: its end is missing.")
    return data
