"""Frames to decode, with builders for variants of them."""

POSITION = bytes.fromhex(
    "2480006200111911003418042116225922348310113550543F12980000002D060000000020E028109228661F"
    "05010001868822040248195F000001CC0156"
)
EVENT = b"(8000632862,P45,290322,132412,25.28217,S,57.54683,W,A,0,0,5,0,0000000000,0,0,9,0)"
HEARTBEAT = b"(8000620011,@JT)"
ELOCK = b"(740190311185,1,001,ELOCK,3,529439)"
ESEAL = (
    b"##S,eSeal,1000821,256,3.0.6,Normal,34,2017-08-31,08:14:40,15,A,25.708828N 100.372870W,"
    b"10,0,Close,0.71,0:0:3:0,3.8,-73,E##"
)
JT808 = bytes.fromhex(
    "7E02000026123456789012007D02000000010000000200BA7F0E07E4F11C0028003C00001810151010100104000000640202007D01137E"
)
RECEIVED_MS = 1_790_000_000_000


def position(**at: bytes) -> bytes:
    """The position frame with bytes replaced: `position(b16=b"\\x99")` puts 99 at byte 16."""
    frame = bytearray(POSITION)
    for name, value in at.items():
        start = int(name[1:])
        frame[start : start + len(value)] = value
    return bytes(frame)


def event(**fields: str) -> bytes:
    """The lock event with fields replaced by their place: `event(f11="6")`."""
    parts = EVENT.decode().strip("()").split(",")
    for name, value in fields.items():
        parts[int(name[1:])] = value
    return f"({','.join(parts)})".encode()
