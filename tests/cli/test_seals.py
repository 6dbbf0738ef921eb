"""`seals decode`: what a seal's frame says, of every protocol, and never a password."""

import pytest

from tests.cli.asking import ask

POSITION = (
    "2480006200111911003418042116225922348310113550543F12980000002D060000000020E028109228661F0501000186882204"
    "0248195F000001CC0156"
)
HEARTBEAT = "28383030303632303031312C404A5429"
LOCKED = "(8000632862,P45,290322,132412,25.28217,S,57.54683,W,A,0,0,5,0,0000000000,0,0,9,0)"
ESEAL = (
    "##S,eSeal,1000821,256,3.0.6,Normal,34,2017-08-31,08:14:40,15,A,25.708828N 100.372870W,10,0,Close,0.71,0:0:3:0,"
    "3.8,-73,E##"
)
JT808 = "7E02000026123456789012007D02000000010000000200BA7F0E07E4F11C0028003C00001810151010100104000000640202007D01137E"
FRAMES = {
    "JT701D": (POSITION, "8000620011"),
    "heartbeat": (HEARTBEAT, "8000620011"),
    "P45": (LOCKED, "8000632862"),
    "eSeal": (ESEAL, "1000821"),
    "JT/T 808": (JT808, "123456789012"),
}


@pytest.mark.parametrize(("frame", "device"), FRAMES.values(), ids=FRAMES)
def test_a_frame_is_told_field_by_field(frame: str, device: str) -> None:
    answer = ask("seals", "decode", frame)

    assert answer.code == 0
    assert device in answer.out


@pytest.mark.parametrize(("frame", "device"), FRAMES.values(), ids=FRAMES)
def test_a_frame_is_told_to_programs(frame: str, device: str) -> None:
    [fields] = ask("seals", "decode", "--json", frame).json

    assert device in fields.values()


def test_two_frames_in_one_are_both_told() -> None:
    assert len(ask("seals", "decode", "--json", POSITION * 2).json) == 2


BAD = ["", "zz", "hello", "24", POSITION[:60], "00" * 5000, "(", "##S,", "7E7E", "\x00\x01", "[/bold]", "Ω" * 100]


@pytest.mark.parametrize("frame", BAD, ids=range(len(BAD)))
def test_what_is_no_frame_is_refused_with_words(frame: str) -> None:
    answer = ask("seals", "decode", frame)

    assert answer.code == 1
    assert "No frame could be read" in answer.err


@pytest.mark.parametrize(
    "frame", ["(8000632862,P44,1,918273)", "(8000632862,P43,0,918273,182736)", "(8000632862,P52,2,918273,1)"]
)
def test_a_password_in_a_frame_is_never_shown(frame: str) -> None:
    for form in ((), ("--json",)):
        answer = ask("seals", "decode", *form, frame)

        assert "918273" not in answer.out + answer.err
