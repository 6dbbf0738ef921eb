"""What each make of seal says, field by field, and what is done with what cannot be read."""

import json
from functools import reduce
from operator import xor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customhouse.adapters.seal_devices.decode import DECODERS, decode, describe
from customhouse.adapters.seal_devices.frame import Decoded, Frame
from customhouse.adapters.seal_devices.jt808 import Jt808
from customhouse.kernel.errors import Invalid
from customhouse.seals.model import Observation, Sign
from tests.adapters.seal_devices.vectors import (
    ELOCK,
    ESEAL,
    EVENT,
    HEARTBEAT,
    JT808,
    POSITION,
    RECEIVED_MS,
    event,
    position,
)
from tests.conftest import shared


def decoded(protocol: str, raw: bytes) -> Decoded:
    return decode(Frame(protocol, raw), RECEIVED_MS)


def one(protocol: str, raw: bytes) -> Observation:
    [observation] = decoded(protocol, raw).observations
    return observation


def test_the_shared_vectors_decode_to_the_values_they_carry() -> None:
    vectors: list[dict[str, Any]] = json.loads(shared("seals", "vectors.json").read_text())["vectors"]

    for vector in vectors:
        [fields] = describe(vector.get("hex") or vector["text"])
        wrong = {name: fields.get(name) for name, value in vector["expect"].items() if fields.get(name) != value}

        assert wrong == {}
        assert fields.get("reply") == vector["reply"] if "reply" in vector else True


def test_a_position_frame_becomes_an_observation() -> None:
    observation = one("jt701", POSITION)

    assert observation.device_id == "8000620011"
    assert observation.at.isoformat() == "2021-04-18T16:22:59+00:00"
    assert (observation.latitude, observation.longitude) == (22.580517, 113.917572)
    assert observation.speed_kmh == pytest.approx(33.3, abs=0.1)
    assert observation.has(Sign.LOCKED)
    assert observation.has(Sign.ROPE_IN)
    assert not observation.has(Sign.NO_FIX)
    assert observation.raw == POSITION


@pytest.mark.parametrize(
    ("flags", "latitude", "longitude", "fix"),
    [(0x7, 1, 1, True), (0x5, -1, 1, True), (0x3, 1, -1, True), (0x1, -1, -1, True), (0x6, 1, 1, False)],
)
def test_the_hemispheres_and_the_fix_are_in_the_flags(flags: int, latitude: int, longitude: int, fix: bool) -> None:
    observation = one("jt701", position(b24=bytes((0x30 | flags,))))

    assert (observation.latitude or 0) * latitude > 0
    assert (observation.longitude or 0) * longitude > 0
    assert observation.has(Sign.NO_FIX) is not fix


@pytest.mark.parametrize(
    ("bit", "sign"),
    [
        (0, Sign.CELL_FIX),
        (3, Sign.ROPE_CUT),
        (8, Sign.UNLOCKED_LONG),
        (9, Sign.WRONG_PASSWORD),
        (10, Sign.UNKNOWN_CARD),
        (11, Sign.LOW_BATTERY),
        (12, Sign.COVER_OPENED),
        (14, Sign.MOTOR_STUCK),
    ],
)
def test_each_status_bit_is_its_sign(bit: int, sign: Sign) -> None:
    assert one("jt701", position(b36=(1 << bit).to_bytes(2, "big"))).has(sign)
    assert not one("jt701", position(b36=b"\x00\x00")).has(sign)


def test_a_full_battery_byte_means_charging() -> None:
    observation = one("jt701", position(b38=b"\xff"))

    assert observation.battery_percent is None
    assert observation.has(Sign.CHARGING)


def test_an_older_lock_is_answered_in_its_own_way_and_has_no_cover() -> None:
    answer = decoded("jt701", position(b6=b"\x17"))

    assert answer.reply == b"(P35)"
    assert not answer.observations[0].has(Sign.COVER_OPEN | Sign.COVER_SHUT)


def test_a_frame_that_asks_for_no_answer_gets_none() -> None:
    assert decoded("jt701", position(b36=b"\x20\xc0")).reply == b""


def test_a_frame_with_more_fields_than_we_know_still_gives_its_serial() -> None:
    longer = position()[:-1] + b"\x01\x02\x03\x04" + b"\x77"

    assert decoded("jt701", longer).reply == b"(P69,0,119)"


def test_a_bad_digit_in_the_place_costs_the_place_and_nothing_else() -> None:
    observation = one("jt701", position(b16=b"\xab", b36=b"\x20\xe8"))

    assert observation.position is None
    assert observation.has(Sign.NO_FIX)
    assert observation.has(Sign.ROPE_CUT)


@pytest.mark.parametrize(
    "time", [b"\x00\x00\x00\x00\x00\x00", b"\x32\x13\x21\x25\x61\x61", b"\xaa\x04\x21\x16\x22\x59"]
)
def test_a_lock_that_does_not_know_the_time_is_heard_all_the_same(time: bytes) -> None:
    observation = one("jt701", position(b10=time, b36=b"\x20\xe8"))

    assert observation.has(Sign.TIME_UNKNOWN)
    assert observation.has(Sign.ROPE_CUT)
    assert observation.at_s == RECEIVED_MS // 1000


def test_a_frame_without_a_decimal_id_is_kept_as_it_came() -> None:
    raw = position(b1=b"\xfa")
    observation = one("jt701", raw)

    assert observation.kind == "undecodable"
    assert observation.raw == raw


def test_a_lock_event_says_what_was_done_and_how() -> None:
    observation = one("jointech_text", EVENT)

    assert observation.act == "sealed:auto"
    assert (observation.latitude, observation.longitude) == (-25.28217, -57.54683)
    assert decoded("jointech_text", EVENT).reply == b"(P69,0,9)"


@pytest.mark.parametrize(
    ("fields", "act"),
    [
        ({"f11": "1", "f12": "98", "f13": "0012345678"}, "unsealed:authorised_card"),
        ({"f11": "6", "f12": "3"}, "unsealed:dynamic_password"),
        ({"f11": "2", "f12": "0"}, "refused:illegal_card"),
        ({"f11": "1", "f12": "99"}, "refused:outside_fence:authorised_card"),
        ({"f11": "6", "f15": "4"}, "refused:password:4"),
        ({"f11": "12", "f12": "98"}, "unsealed:source_12"),
    ],
)
def test_acts_are_told_apart_by_source_and_verification(fields: dict[str, str], act: str) -> None:
    assert one("jointech_text", event(**fields)).act == act


@pytest.mark.parametrize("more", ["", ",1234", ",0,17,some,thing,new"])
def test_a_lock_event_may_have_17_18_or_more_fields(more: str) -> None:
    raw = b"(8000632862,P45,290322,132412,25.28217,N,57.54683,E,A,0,0,5,0,0000000000,0,0,201" + more.encode() + b")"

    assert decoded("jointech_text", raw).reply == b"(P69,0,201)"


def test_a_lock_event_cut_short_is_kept_and_not_answered() -> None:
    answer = decoded("jointech_text", b"(8000632862,P45,290322,132412)")

    assert answer.observations[0].kind == "undecodable"
    assert answer.observations[0].device_id == "8000632862"
    assert answer.reply == b""


def test_a_heartbeat_is_a_sign_of_life() -> None:
    assert one("jointech_text", HEARTBEAT).kind == "heartbeat"


@pytest.mark.parametrize(
    "raw",
    [
        ELOCK,
        b"(8000620011,P43,888888)",
        b"(8000620011,P52,2,529439,1,290322132412)",
        b"(8000620011,p52,=529439)",
    ],
)
def test_a_password_is_neither_kept_nor_shown(raw: bytes) -> None:
    kept = one("jointech_text", raw)
    shown = json.dumps(describe(raw.decode()))

    for secret in ("529439", "888888"):
        assert secret.encode() not in kept.raw
        assert secret not in shown
    assert kept.device_id in {"740190311185", "8000620011"}


def test_a_password_in_a_broken_message_is_masked_too() -> None:
    assert b"529439" not in one("unknown", b"(740190311185,1,001,ELOCK,3,529439").raw


def test_an_eseal_line_is_answered_with_its_index() -> None:
    answer = decoded("eseal", ESEAL)

    assert answer.reply.endswith(b",Normal ACK,34,E##\r\n")
    assert answer.observations[0].has(Sign.DOOR_SHUT)
    assert answer.observations[0].longitude == -100.37287


@pytest.mark.parametrize(
    ("kind", "sign"),
    [("Event-Shock", Sign.SHOCK), ("Event-Drop", Sign.DROPPED), ("Event-RC-Unlock", Sign.UNLOCKED)],
)
def test_an_eseal_event_is_its_sign(kind: str, sign: Sign) -> None:
    raw = ESEAL.replace(b"Normal", kind.encode())

    assert one("eseal", raw).has(sign)
    assert decoded("eseal", raw).reply.endswith(kind.encode() + b" ACK,34,E##\r\n")


def test_an_open_eseal_door_is_seen() -> None:
    assert one("eseal", ESEAL.replace(b"Close", b"Open")).has(Sign.DOOR_OPEN)


def test_a_jt808_location_is_local_time_moved_to_utc() -> None:
    at_home = Jt808(utc_offset_s={"123456789012": 0})

    by_rule, by_fact = one("jt808", JT808), at_home.decode(JT808, RECEIVED_MS).observations[0]

    assert by_rule.at.isoformat() == "2018-10-15T02:10:10+00:00"
    assert by_fact.at.isoformat() == "2018-10-15T10:10:10+00:00"
    assert by_rule.speed_kmh == 6.0


def test_a_jt808_frame_with_a_wrong_check_byte_is_kept_and_not_answered() -> None:
    answer = decoded("jt808", JT808.replace(b"\x13\x7e", b"\x14\x7e"))

    assert answer.observations[0].kind == "undecodable"
    assert answer.reply == b""


def test_a_jt808_answer_names_the_serial_and_checks_out() -> None:
    reply = decoded("jt808", JT808).reply
    content = reply[1:-1].replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")

    assert content[:2] == b"\x80\x01"
    assert content[12:17] == (126).to_bytes(2, "big") + b"\x02\x00\x00"
    assert reduce(xor, content) == 0


def test_a_jt808_batch_gives_each_location_its_own_place_in_the_log() -> None:
    body = bytes.fromhex("000000010000000200BA7F0E07E4F11C0028003C0000")
    items = [body + bytes.fromhex(f"1810151010{second}") for second in ("10", "11")]
    batch = (2).to_bytes(2, "big") + b"\x01" + b"".join(len(item).to_bytes(2, "big") + item for item in items)
    content = b"\x07\x04" + len(batch).to_bytes(2, "big") + bytes.fromhex("123456789012") + b"\x00\x01" + batch
    content += bytes((reduce(xor, content),))
    raw = b"\x7e" + content.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02") + b"\x7e"

    first, second = decoded("jt808", raw).observations

    assert second.at_s - first.at_s == 1
    assert first.mark != second.mark
    assert first.has(Sign.BUFFERED)


@given(st.sampled_from(sorted(DECODERS)), st.binary(max_size=200))
def test_no_bytes_make_a_decoder_fail(protocol: str, raw: bytes) -> None:
    observations = decode(Frame(protocol, raw), RECEIVED_MS).observations

    assert all(len(one.device_id) <= 20 for one in observations)


@given(st.integers(0, len(POSITION) - 1), st.binary(min_size=1, max_size=6))
def test_no_damage_to_a_frame_makes_its_decoder_fail(place: int, noise: bytes) -> None:
    raw = (POSITION[:place] + noise + POSITION[place + len(noise) :])[: len(POSITION)]

    assert len(decode(Frame("jt701", raw), RECEIVED_MS).observations) == 1


@given(st.lists(st.text(max_size=12), min_size=17, max_size=20))
def test_no_fields_make_the_event_decoder_fail(fields: list[str]) -> None:
    raw = ("(8000632862,P45," + ",".join(fields) + ")").encode("latin-1", "replace")
    [observation] = decode(Frame("jointech_text", raw), RECEIVED_MS).observations

    assert len(observation.act or "") <= 64
    assert len(observation.who or "") <= 64


def test_what_is_no_frame_is_refused_with_the_reason() -> None:
    with pytest.raises(Invalid):
        describe("hello")
