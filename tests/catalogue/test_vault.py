"""The vault: a sealed source opens only with its key, for its camera, unaltered; and nothing prints it.

The attack closed here: whoever reads the table, a log, a traceback or another camera's row learns no address or password.
"""

from __future__ import annotations

import os
import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.vault import Source, VaultError, open_source, seal_source

KEY = bytes(range(32))
SOURCE = Source(
    url="rtsp://admin:Tian_Di_7@10.9.8.7:554/main",
    sub_url="rtsp://admin:Tian_Di_7@10.9.8.7:554/sub",
    user="admin",
    password="Tian_Di_7",
    ip="10.9.8.7",
    mac="A0-B1-C2-D3-E4-F5",
    port=554,
)
_text = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)
_sources = st.builds(
    Source, url=_text, sub_url=_text, user=_text, password=_text, ip=_text, mac=_text, port=st.none() | st.integers(1, 65535)
)


@given(source=_sources, camera_id=st.integers(1, 2**31 - 1))
def test_a_sealed_source_opens_for_its_camera(source: Source, camera_id: int) -> None:
    assert open_source(KEY, camera_id, seal_source(KEY, camera_id, source)) == source


def test_the_cipher_shows_nothing_and_never_repeats() -> None:
    first, second = seal_source(KEY, 1, SOURCE), seal_source(KEY, 1, SOURCE)
    assert first != second
    for secret in (b"admin", b"Tian_Di_7", b"10.9.8.7", b"rtsp", b"A0-B1"):
        assert secret not in first


def test_another_cameras_row_does_not_open() -> None:
    with pytest.raises(VaultError):
        open_source(KEY, 2, seal_source(KEY, 1, SOURCE))


def test_another_key_does_not_open() -> None:
    with pytest.raises(VaultError):
        open_source(os.urandom(32), 1, seal_source(KEY, 1, SOURCE))


@given(position=st.integers(min_value=0), flip=st.integers(1, 255))
def test_any_altered_byte_is_noticed(position: int, flip: int) -> None:
    cipher = bytearray(seal_source(KEY, 1, SOURCE))
    cipher[position % len(cipher)] ^= flip
    with pytest.raises(VaultError):
        open_source(KEY, 1, bytes(cipher))


@pytest.mark.parametrize("cipher", [b"", b"\x01", b"\x01" + bytes(20), b"\x02" + bytes(60), b"{}" * 40])
def test_what_is_no_cipher_is_refused(cipher: bytes) -> None:
    with pytest.raises(VaultError):
        open_source(KEY, 1, cipher)


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(VaultError, match="32 bytes"):
        seal_source(bytes(size), 1, SOURCE)


def test_a_source_prints_no_secret() -> None:
    for shown in (repr(SOURCE), str(SOURCE), f"{SOURCE}", f"{[SOURCE]}", f"{SOURCE}"):
        assert "password" in shown
        for secret in ("Tian_Di_7", "10.9.8.7", "rtsp:", "A0-B1", "554"):
            assert secret not in shown


def test_a_failure_prints_no_secret() -> None:
    cipher = seal_source(KEY, 1, SOURCE)
    try:
        open_source(os.urandom(32), 1, cipher)
    except VaultError:
        shown = traceback.format_exc()
    assert "Tian_Di_7" not in shown
    assert cipher.hex() not in shown


def test_an_empty_source_is_false() -> None:
    assert not Source()
    assert Source(port=554)
