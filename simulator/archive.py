"""A zip of JSON and `.npy` members, as it is written and as it is read: nothing in it is believed.

What it claims to hold is bounded before any of it is unpacked. Nothing is unpickled.
"""

from __future__ import annotations

import io
import math
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator import checked
from simulator.kept_data import cast

Array = NDArray[Any]

MOST_BYTES: Final = 192 * 2**20
"""Of everything in a file as it stands in memory, and of the file itself."""
MOST_MEMBERS: Final = 5000
MOST_JSON: Final = 5 * 2**20
_MOST_DIRECTORY = 2**20
UNPACKED = 100  # times as large as it is packed, at most; small members may be more
SMALL = 2**20
_CHUNK = 2**20
_END = struct.Struct("<4s4H2LH")
_DTYPES = ("<f8", "<f4", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8")
_HEADER = re.compile(
    rb"\{'descr': '(?P<descr>[<|][fiu][1248])', 'fortran_order': False, "
    rb"'shape': \((?P<shape>(?:\d{1,12}, ?)*(?:\d{1,12})?)\), \} *\n"
)
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, OSError,
    *checked.WRONG,
)  # fmt: skip


class Archive:
    """An open file: its members by name, each read once it is known what it should be.

    `left` are the bytes of memory that what is still to be read may take.
    """

    def __init__(self, path: Path, patterns: Mapping[str, int]) -> None:
        """Check what it claims to hold: names match one of `patterns`, each with the bytes it may have."""
        self.left = MOST_BYTES
        self._file = _opened(path)
        try:
            _check_end(self._file)
            self._zip = zipfile.ZipFile(self._file)
            self.members = {info.filename: info for info in self._zip.infolist()}
            self._check_members(patterns)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._file.close()

    def json(self, name: str) -> dict[str, Any]:
        """The JSON object in a member."""
        return checked.parsed(self.bytes(name), name)

    def bytes(self, name: str) -> bytes:
        """The bytes of a member."""
        info = self._info(name)
        self._spend(info.file_size, name)
        with self._zip.open(info) as member:
            data = member.read(info.file_size + 1)
        if len(data) != info.file_size:
            raise ValueError(f"{name} must have {info.file_size:,} bytes, got {len(data):,}.")
        return data

    def array(self, name: str, dtype: str, shape: tuple[int, ...]) -> Array:
        """The array in a member, of this shape, as `dtype`; its memory is its own."""
        info = self._info(name)
        wanted, count = np.dtype(dtype), math.prod(shape)
        self._spend(count * wanted.itemsize, name)
        with self._zip.open(info) as member:
            stored = _read_header(member, name, shape, info.file_size)
            if wanted.kind != "f" and stored.kind == "f":
                raise ValueError(f"{name} must hold whole numbers, got {stored.str}.")
            data = _filled(member, np.empty(count, stored), name)
        return cast(data, wanted, name).reshape(shape)

    def _info(self, name: str) -> zipfile.ZipInfo:
        if name not in self.members:
            raise ValueError(f"{name} is missing.")
        return self.members[name]

    def _spend(self, size: int, name: str) -> None:
        self.left -= size
        if self.left < 0:
            raise ValueError(
                f"{name} and what is before it must have at most {MOST_BYTES // 2**20} MiB together."
            )

    def _check_members(self, patterns: Mapping[str, int]) -> None:
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS or len(infos) != len(self.members):
            raise ValueError(f"it must have at most {MOST_MEMBERS:,} parts, each once, got {len(infos):,}.")
        for info in infos:
            most = next((m for p, m in patterns.items() if re.fullmatch(p, info.filename, re.ASCII)), None)
            if most is None:
                raise ValueError(f"a part {checked.say(info.filename)} does not belong there.")
            _check_claim(info, most)
        total = sum(info.file_size for info in infos)
        if total > MOST_BYTES:
            raise ValueError(
                f"its parts must have at most {MOST_BYTES // 2**20} MiB together, got {total / 2**20:,.0f}."
            )


def opened(path: Path, patterns: Mapping[str, int]) -> Archive:
    """The archive in a file; ValueError where it is none."""
    try:
        return Archive(path, patterns)
    except FileNotFoundError:
        raise
    except _BROKEN as error:
        raise broken(error) from None


def broken(error: Exception) -> ValueError:
    """What reading an archive raised, as a ValueError."""
    said = checked.reason(error)
    return ValueError(said if type(error) is ValueError else f"it is damaged or no such file: {said}")


def _opened(path: Path) -> io.BufferedReader:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):  # a pipe or a device could be read for ever
        raise ValueError("it is not a file but a directory, a pipe or a device.")
    if status.st_size > MOST_BYTES:
        size = status.st_size / 2**20
        raise ValueError(f"it must have at most {MOST_BYTES // 2**20} MiB, got {size:,.1f} MiB.")
    return path.open("rb")


def _check_end(file: io.BufferedReader) -> None:
    """The last 22 bytes say where the list of members is, and how long: before `zipfile` reads all of it."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - 42, 0))
    tail = file.read()
    signature, *numbers = _END.unpack(tail[-_END.size :].rjust(_END.size, b"\0"))
    disk, start_disk, here, entries, length, offset, comment = numbers
    whole = signature == b"PK\5\6" and (disk, start_disk, comment) == (0, 0, 0) and here == entries
    if not whole or offset + length + _END.size != size or tail[:4] == b"PK\6\7":
        file.seek(0)
        is_cut = file.read(4) == b"PK\3\4"
        raise ValueError(
            f"it {'is damaged: its end is missing' if is_cut else 'was not written by Batchscope'}."
        )
    if entries > MOST_MEMBERS or length > _MOST_DIRECTORY:
        raise ValueError(f"it must have at most {MOST_MEMBERS:,} parts, got {entries:,}.")


def _check_claim(info: zipfile.ZipInfo, most: int) -> None:
    name, size = info.filename, info.file_size
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 1:
        raise ValueError(f"{name} must be stored or deflated, and not encrypted.")
    if size > most:
        raise ValueError(f"{name} must have at most {most:,} bytes, got {size:,}.")
    if size > max(SMALL, UNPACKED * info.compress_size):
        raise ValueError(
            f"{name} must unpack to at most {UNPACKED} times its size, got {size:,} bytes from "
            f"{info.compress_size:,}."
        )


def _read_header(member: Any, name: str, shape: tuple[int, ...], size: int) -> np.dtype[Any]:
    """The stored type; the shape and the length of the member must be just what is asked for."""
    start = member.read(10)
    if len(start) != 10 or start[:8] != b"\x93NUMPY\1\0":
        raise ValueError(f"{name} is no array of version 1.0.")
    length = int.from_bytes(start[8:], "little")
    found = _HEADER.fullmatch(member.read(length)) if length <= 1024 else None
    if found is None or found["descr"].decode() not in _DTYPES:
        raise ValueError(f"{name} must begin with the header of an array of numbers, got another.")
    stored = np.dtype(found["descr"].decode())
    got = tuple(int(n) for n in found["shape"].replace(b" ", b"").split(b",") if n)
    count = math.prod(shape)
    if got != shape or size != 10 + length + count * stored.itemsize:
        raise ValueError(
            f"{name} must have shape {shape}, no byte more or less, got {got} in {size:,} bytes."
        )
    return stored


def _filled(member: Any, data: Array, name: str) -> Array:
    view = memoryview(data.data).cast("B") if data.size else memoryview(bytearray())
    done = 0
    while done < len(view):
        part = member.read(min(_CHUNK, len(view) - done))
        if not part:
            raise ValueError(f"{name} ends too early.")
        view[done : done + len(part)] = part
        done += len(part)
    if member.read(1):
        raise ValueError(f"{name} goes on after its end.")
    return data
