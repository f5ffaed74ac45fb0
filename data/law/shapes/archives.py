"""Zip archives, read in memory: nothing of them ever touches a disk.

Belongs here: what may be in one and how much. Does not belong here: what the members mean. What reaches outside, is a link, has a
password or unpacks without end is refused as a whole.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from data.errors import InvalidInput
from data.law.shapes import tidying
from data.law.shapes.limits import MB, Limits

_UTF8_FLAG: Final = 0x800
_ENCRYPTED_FLAG: Final = 0x1
_CHUNK: Final = 1 << 20
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, IndexError)


def is_zip(blob: bytes) -> bool:
    """Whether the bytes begin as a zip archive does."""
    return blob[:4] in {b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"}


def members(blob: bytes, wanted: Callable[[str], bool], limits: Limits) -> dict[str, bytes]:
    """The wanted members by name, unpacked in memory.

    Args:
        blob: the archive.
        wanted: told a name in lower case, whether that member is needed.
        limits: members, unpacked_bytes.

    Raises:
        InvalidInput: E-FILE-40 to 44, 46, 47.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(blob))
    except _BROKEN:
        raise InvalidInput("file", "E-FILE-40") from None
    with archive:
        entries = archive.infolist()
        if len(entries) > limits.members:
            raise InvalidInput("file", "E-FILE-42", most=limits.members)
        if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
            raise InvalidInput("file", "E-FILE-43", most=limits.unpacked_bytes // MB)
        names = [_judged(entry) for entry in entries]
        left, found, seen = limits.unpacked_bytes, dict[str, bytes](), set[str]()
        for name, entry in zip(names, entries, strict=True):
            if entry.is_dir() or _is_metadata(name) or not wanted(name.casefold()):
                continue
            if name.casefold() in seen:
                raise InvalidInput("file", "E-FILE-47", member=_shown(name))
            seen.add(name.casefold())
            found[name] = _unpacked(archive, entry, left, limits)
            left -= len(found[name])
        return found


def _judged(entry: zipfile.ZipInfo) -> str:
    """The name of a member.

    Raises:
        InvalidInput: it leads outside, is a link, or is encrypted.
    """
    name = _name(entry)
    path, windows = PurePosixPath(name), PureWindowsPath(name)
    outside = path.is_absolute() or windows.drive or windows.root or ".." in path.parts or ".." in windows.parts
    if outside or "\0" in entry.orig_filename:
        raise InvalidInput("file", "E-FILE-41", member=_shown(name))
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise InvalidInput("file", "E-FILE-46", member=_shown(name))
    if entry.flag_bits & _ENCRYPTED_FLAG:
        raise InvalidInput("file", "E-FILE-44")
    return name


def _name(entry: zipfile.ZipInfo) -> str:
    """Names not marked as UTF-8 are CP437 by the standard and GBK or UTF-8 in fact."""
    if entry.flag_bits & _UTF8_FLAG:
        return entry.filename
    packed = entry.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return packed.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _is_metadata(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith("._")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, limits: Limits) -> bytes:
    """The member, counted as it comes: what the archive says of its size is not believed."""
    pieces, size = list[bytes](), 0
    try:
        with archive.open(entry) as member:
            while piece := member.read(_CHUNK):
                size += len(piece)
                if size > most:
                    raise InvalidInput("file", "E-FILE-43", most=limits.unpacked_bytes // MB)
                pieces.append(piece)
    except _BROKEN:
        raise InvalidInput("file", "E-FILE-40") from None
    return b"".join(pieces)


def _shown(name: str) -> str:
    return tidying.text(name, 80)
