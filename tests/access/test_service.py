"""Logging in: who gets in, who is kept out, and for how long."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from customhouse.access import demo
from customhouse.access.demo import open_accounts
from customhouse.access.model import PERMISSIONS, Permission, Role
from customhouse.access.service import LOCKED_FOR, MAX_FAILURES, SESSION_LASTS, Access, LogIn, NewUser
from customhouse.access.throttle import PER_WINDOW, WINDOW, Throttle
from customhouse.kernel.clock import FixedClock
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Conflict, Invalid, TooMany, Unauthenticated
from tests.conftest import NOON

PASSWORD = "correct horse 9"
ACCESS = Access()


def add(database: Database, name: str = "mara", role: Role = Role.DUTY_OFFICER, password: str | None = PASSWORD) -> str:
    with database.begin("admin") as tx:
        return ACCESS.add_user(tx, NewUser(name, name.title(), role), password).id


def log_in(database: Database, password: str = PASSWORD, name: str = "mara") -> LogIn:
    with database.begin("system:access") as tx:
        return ACCESS.log_in(tx, name, password)


class TestLogIn:
    def test_the_right_password_gives_a_session(self, database: Database) -> None:
        add(database)

        outcome = log_in(database, name=" MARA ")

        with database.read("test") as tx:
            assert ACCESS.session(tx, outcome.token).user.role is Role.DUTY_OFFICER

    def test_the_demos_accounts_are_open_again_at_its_next_start(self, database: Database) -> None:
        """Its simulators log in as people do: a visitor's guesses must not keep them out."""
        with database.begin("system:demo") as tx:
            open_accounts(tx, ACCESS)
        for _ in range(MAX_FAILURES):
            log_in(database, "a guess", "broker")
        assert isinstance(log_in(database, demo.PASSWORD, "broker").error, TooMany)
        with database.begin("system:demo") as tx:
            open_accounts(tx, ACCESS)

        assert log_in(database, demo.PASSWORD, "broker").session is not None

    @pytest.mark.parametrize("name", ["mara", "nobody"])
    def test_wrong_password_and_unknown_user_sound_the_same(self, database: Database, name: str) -> None:
        add(database)

        outcome = log_in(database, "wrong password", name)

        assert isinstance(outcome.error, Unauthenticated)
        assert outcome.error.message == "The user name or the password is wrong."

    def test_the_account_locks_after_five_failures_and_opens_again_later(
        self, database: Database, clock: FixedClock
    ) -> None:
        add(database)
        for _ in range(MAX_FAILURES):
            log_in(database, "wrong password")

        locked = log_in(database)
        clock.advance(LOCKED_FOR + timedelta(seconds=1))

        assert isinstance(locked.error, TooMany)
        assert log_in(database).session is not None

    def test_an_administrator_sees_the_lock_and_ends_it(self, database: Database) -> None:
        mara = add(database)
        add(database, "nia")
        for _ in range(MAX_FAILURES):
            log_in(database, "wrong password")
        with database.read("admin") as tx:
            locks = ACCESS.locks(tx)
        with database.begin("admin") as tx:
            ACCESS.change_user(tx, mara, active=True)

        assert locks == {mara: NOON + LOCKED_FOR}
        assert log_in(database).session is not None

    def test_a_lock_that_has_run_out_is_none(self, database: Database, clock: FixedClock) -> None:
        add(database)
        for _ in range(MAX_FAILURES):
            log_in(database, "wrong password")
        clock.advance(LOCKED_FOR)

        with database.read("admin") as tx:
            assert ACCESS.locks(tx) == {}

    def test_guesses_sent_at_once_are_each_counted(self, database: Database) -> None:
        add(database)
        with ThreadPoolExecutor(MAX_FAILURES) as guessing:
            list(guessing.map(lambda _: log_in(database, "wrong password"), range(MAX_FAILURES)))

        assert isinstance(log_in(database).error, TooMany)

    def test_success_forgives_earlier_failures(self, database: Database) -> None:
        add(database)
        for _ in range(3):
            for _ in range(MAX_FAILURES - 1):
                log_in(database, "wrong password")

            assert log_in(database).session is not None

    def test_a_session_ends(self, database: Database, clock: FixedClock) -> None:
        add(database)
        outcome = log_in(database)
        clock.advance(SESSION_LASTS)

        with database.read("test") as tx, pytest.raises(Unauthenticated):
            ACCESS.session(tx, outcome.token)

    def test_logging_out_ends_the_session(self, database: Database) -> None:
        add(database)
        outcome = log_in(database)
        with database.begin("mara") as tx:
            ACCESS.log_out(tx, outcome.token)

        with database.read("test") as tx, pytest.raises(Unauthenticated):
            ACCESS.session(tx, outcome.token)

    def test_closing_an_account_ends_its_sessions_at_once(self, database: Database) -> None:
        user_id, outcome = add(database), log_in(database)
        with database.begin("admin") as tx:
            ACCESS.change_user(tx, user_id, active=False)

        with database.read("test") as tx, pytest.raises(Unauthenticated):
            ACCESS.session(tx, outcome.token)
        assert log_in(database).session is None

    def test_no_password_and_no_token_is_kept_as_it_is(self, database: Database) -> None:
        add(database)
        outcome = log_in(database)

        with database.engine.connect() as connection:
            kept = str([connection.exec_driver_sql(f"SELECT * FROM {t}").all() for t in ("user_account", "session")])
        assert PASSWORD not in kept
        assert outcome.token not in kept


class TestAccounts:
    def test_a_name_is_given_once(self, database: Database) -> None:
        add(database)

        with pytest.raises(Conflict):
            add(database, "Mara")

    @pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaa", "x" * 201])
    def test_a_weak_password_is_refused(self, database: Database, password: str) -> None:
        with pytest.raises(Invalid):
            add(database, password=password)

    @pytest.mark.parametrize("name", ["", "two words", "a" * 65, "semi;colon"])
    def test_a_name_nobody_could_type_is_refused(self, database: Database, name: str) -> None:
        with pytest.raises(Invalid):
            add(database, name)

    def test_a_machine_has_a_token_and_the_new_one_replaces_the_old(self, database: Database) -> None:
        user_id = add(database, "gate-1", Role.GATE_READER, None)
        with database.begin("admin") as tx:
            first, second = ACCESS.issue_token(tx, user_id), ACCESS.issue_token(tx, user_id)

        with database.read("test") as tx:
            assert ACCESS.machine(tx, second).name == "gate-1"
            with pytest.raises(Unauthenticated):
                ACCESS.machine(tx, first)

    def test_a_person_has_no_token_and_a_machine_no_password(self, database: Database) -> None:
        user_id = add(database)
        with database.begin("admin") as tx, pytest.raises(Invalid):
            ACCESS.issue_token(tx, user_id)
        with pytest.raises(Invalid):
            add(database, "scanner-1", Role.SCANNER, PASSWORD)

    def test_an_administrator_cannot_close_the_own_account(self, database: Database) -> None:
        user_id = add(database, "admin", Role.ADMINISTRATOR)
        with database.begin(user_id) as tx, pytest.raises(Conflict):
            ACCESS.change_user(tx, user_id, active=False)


def test_every_role_has_its_permissions_and_nobody_has_all() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert all(PERMISSIONS[role] < set(Permission) for role in Role)
    assert set.union(*(set(p) for p in PERMISSIONS.values())) == set(Permission)


def test_an_address_that_fails_too_often_must_wait() -> None:
    throttle = Throttle()
    for _ in range(PER_WINDOW):
        throttle.pass_or_raise("10.0.0.1", NOON)
        throttle.note_failure("10.0.0.1", NOON)

    with pytest.raises(TooMany):
        throttle.pass_or_raise("10.0.0.1", NOON)
    throttle.pass_or_raise("10.0.0.2", NOON)
    throttle.pass_or_raise("10.0.0.1", NOON + WINDOW + timedelta(seconds=1))
