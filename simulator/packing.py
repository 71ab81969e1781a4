"""JSON and arrays as members of a zip that `archive` reads back."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from simulator.archive import MOST_BYTES, MOST_JSON, MOST_MEMBERS, SMALL, UNPACKED
from simulator.kept_data import smallest

Member = NDArray[Any] | bytes | Mapping[str, Any]
_PAYS: Final = 0.85  # of the size, at which packing is worth its time
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
_SAMPLE: Final = 2**16


def pack(file: IO[bytes], members: Mapping[str, Member]) -> None:
    """Write members by name: arrays as `.npy` in the smallest type that loses nothing, mappings as JSON.

    Raises ValueError: there is more than can be read back.
    """
    if len(members) > MOST_MEMBERS or _size(members) > MOST_BYTES:
        size = _size(members) / 2**20
        raise ValueError(
            f"This is too large for a file: at most {MOST_MEMBERS:,} parts of {MOST_BYTES // 2**20} MiB "
            f"together, got {len(members):,} of {size:,.0f} MiB."
        )
    with zipfile.ZipFile(file, "w", allowZip64=False) as target:
        for name, value in members.items():
            data = _bytes(name, value)
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED if _pays(data) else zipfile.ZIP_STORED
            target.writestr(info, data, compresslevel=6 if isinstance(value, Mapping) else 1)


def _size(members: Mapping[str, Member]) -> int:
    return sum(value.nbytes if isinstance(value, np.ndarray) else len(value) for value in members.values())


def _bytes(name: str, value: Member) -> bytes:
    if isinstance(value, np.ndarray):
        buffer = io.BytesIO()
        np.lib.format.write_array(buffer, smallest(value), version=(1, 0), allow_pickle=False)
        return buffer.getvalue()
    if isinstance(value, bytes):
        return value
    text = json.dumps(value, allow_nan=False, separators=(",", ":"), ensure_ascii=False).encode()
    if len(text) > MOST_JSON:
        size = len(text) / 2**20
        raise ValueError(f"{name} would have {size:.1f} MiB; at most {MOST_JSON // 2**20} can be read back.")
    return text


def _pays(data: bytes) -> bool:
    """Whether packing makes it smaller, but not so much that it would look like a trap."""
    middle = len(data) // 2
    sample = data[:_SAMPLE] + data[middle : middle + _SAMPLE]
    share = len(zlib.compress(sample, 1)) / max(len(sample), 1)
    return share < _PAYS and (len(data) <= SMALL or share > 2 / UNPACKED)
