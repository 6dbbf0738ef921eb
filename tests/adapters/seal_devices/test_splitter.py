"""Frames out of a stream, however it is cut, glued and littered."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.adapters.seal_devices.splitter import LONGEST_808, UNKNOWN, Splitter
from tests.adapters.seal_devices.vectors import ELOCK, ESEAL, EVENT, HEARTBEAT, JT808, POSITION, position

ALL = [POSITION, EVENT, ESEAL, JT808, HEARTBEAT, ELOCK]


def split(pieces: Sequence[bytes]) -> list[bytes]:
    splitter = Splitter()
    return [frame.raw for piece in pieces for frame in splitter.feed(piece) if frame.protocol != UNKNOWN]


@given(st.lists(st.sampled_from(ALL), min_size=1, max_size=8), st.integers(1, 70))
def test_frames_are_found_however_the_stream_is_cut(frames: list[bytes], size: int) -> None:
    stream = b"".join(frames)
    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]

    assert split(pieces) == frames


@pytest.mark.parametrize("garbage", [b"\x00\xff\xfe", b"hello ", b"(", b"$", b"~", b"##S", b"$\x80\x00", b"GET /\r\n"])
@pytest.mark.parametrize("frame", ALL)
def test_a_frame_is_found_behind_garbage(garbage: bytes, frame: bytes) -> None:
    # A second frame ends the doubt about what the garbage began.
    assert frame in split([garbage + frame + frame])


def test_garbage_comes_back_so_that_it_can_be_kept() -> None:
    frames = Splitter().feed(b"\xde\xad\xbe\xef" + HEARTBEAT)

    assert [(frame.protocol, frame.raw) for frame in frames] == [
        (UNKNOWN, b"\xde\xad\xbe\xef"),
        ("jointech_text", HEARTBEAT),
    ]


@pytest.mark.parametrize("kept", [11, 30, 61])
def test_a_half_frame_does_not_swallow_the_next_one_of_its_seal(kept: int) -> None:
    half, whole = position(b10=b"\x17"), POSITION

    assert split([half[:kept] + whole]) == [whole]


def test_a_half_text_message_does_not_swallow_the_next() -> None:
    assert split([EVENT[:30] + EVENT, ESEAL[:40] + ESEAL]) == [EVENT, ESEAL]


def test_blanks_between_frames_are_nothing() -> None:
    assert Splitter().feed(b"\r\n" + HEARTBEAT + b"\r\n \r\n" + HEARTBEAT + b"\n")[1].raw == HEARTBEAT


@given(st.lists(st.binary(max_size=4000), max_size=10))
def test_memory_is_bounded_whatever_comes(pieces: list[bytes]) -> None:
    splitter = Splitter()
    for piece in pieces:
        splitter.feed(piece)

        assert splitter.pending < LONGEST_808


@given(st.binary(max_size=3000))
def test_no_byte_is_lost(stream: bytes) -> None:
    splitter = Splitter()
    kept = b"".join(frame.raw for frame in splitter.feed(stream))

    blanks = sum(stream.count(bytes((blank,))) for blank in b"\r\n\t \x00")
    assert len(stream) - blanks <= len(kept) + splitter.pending <= len(stream)


def test_garbage_is_counted_until_a_frame_comes() -> None:
    splitter = Splitter()
    splitter.feed(b"x" * 1000)
    assert splitter.garbage == 1000

    splitter.feed(HEARTBEAT)

    assert splitter.garbage == 0
