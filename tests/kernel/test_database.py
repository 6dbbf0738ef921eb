"""Both databases keep time, money and order alike."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import IntegrityError, StatementError

from customhouse.kernel.columns import Exact, Json, Utc
from customhouse.kernel.database import Database
from customhouse.kernel.geo import Position
from customhouse.kernel.ids import new_id

OWN = MetaData()
things = Table(
    "thing",
    OWN,
    Column("number", Integer, primary_key=True),
    Column("at", Utc),
    Column("amount", Exact),
    Column("papers", Json),
)


def keep(database: Database, **values: object) -> dict[str, object]:
    OWN.create_all(database.engine)
    with database.begin("test") as tx:
        tx.connection.execute(insert(things).values(**values))
    with database.read("test") as tx:
        return dict(tx.connection.execute(select(things)).mappings().one())


def test_a_moment_comes_back_aware_and_in_utc(database: Database) -> None:
    berlin = timezone(timedelta(hours=1))

    kept = keep(database, at=datetime(2026, 11, 23, 13, 0, 0, 123456, tzinfo=berlin))

    assert kept["at"] == datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)


def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="naive datetime"):
        keep(database, at=datetime(2026, 11, 23))  # noqa: DTZ001 - the mistake under test


@pytest.mark.parametrize("amount", ["0.10", "12345678901234567890.123456789", "-1E+3"])
def test_an_amount_comes_back_digit_by_digit(database: Database, amount: str) -> None:
    assert str(keep(database, amount=Decimal(amount))["amount"]) == amount


def test_papers_come_back_as_they_were(database: Database) -> None:
    papers = {"goods": [{"text": "茶壶", "mass": "1.50"}], "none": None}

    assert keep(database, papers=papers)["papers"] == papers


def test_what_was_to_be_written_is_not_in_the_error(database: Database) -> None:
    keep(database, number=1, papers="argon2id$secret")

    with pytest.raises(IntegrityError) as refused:
        keep(database, number=1, papers="argon2id$secret")

    assert "argon2id$secret" not in str(refused.value)


def test_writers_from_many_threads_wait_for_each_other(database: Database) -> None:
    keep(database, number=1, papers=0)

    def add_one() -> None:
        for _ in range(20):
            with database.begin("test") as tx:
                [count] = tx.connection.execute(select(things.c.papers).with_for_update()).scalars()
                tx.connection.execute(things.update().values(papers=count + 1))

    threads = [threading.Thread(target=add_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.read("test") as tx:
        assert tx.connection.execute(select(things.c.papers)).scalar() == 160


def test_ids_sort_by_time_and_never_repeat() -> None:
    ids = [new_id() for _ in range(10_000)]

    assert len(set(ids)) == len(ids)
    assert [i[:13] for i in ids] == sorted(i[:13] for i in ids)
    assert {i[14] for i in ids} == {"7"}


@given(st.floats(-89, 89), st.floats(-180, 180), st.floats(-89, 89), st.floats(-180, 180))
def test_distance_is_symmetric_and_never_over_half_the_earth(a: float, b: float, c: float, d: float) -> None:
    here, there = Position(a, b), Position(c, d)

    assert here.distance_m(there) == pytest.approx(there.distance_m(here))
    assert 0 <= here.distance_m(there) <= 20_016_000


def test_one_degree_of_latitude_is_111_km() -> None:
    assert Position(0, 0).distance_m(Position(1, 0)) == pytest.approx(111_195, rel=1e-3)
