"""What people and machines do to get in, and what the administrator does with accounts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from customhouse.access import passwords, store
from customhouse.access.model import MACHINES, Role, Session, User
from customhouse.kernel.errors import Conflict, HouseError, Invalid, NotFound, TooMany, Unauthenticated
from customhouse.kernel.ids import new_id
from customhouse.kernel.transaction import Transaction

SESSION_LASTS = timedelta(hours=12)
MAX_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
WRONG = "The user name or the password is wrong."


@dataclass(frozen=True)
class LogIn:
    """What came of a log-in: a token and a session, or the error to answer with once the failure is recorded."""

    token: str = ""
    session: Session | None = None
    error: HouseError | None = None


@dataclass(frozen=True)
class NewUser:
    name: str
    display_name: str
    role: Role
    enterprise_id: str | None = None
    site_id: str | None = None


class Access:
    def log_in(self, tx: Transaction, name: str, password: str) -> LogIn:
        """Never raises for a wrong password: the failure must be committed, then `error` raised."""
        # Held, so that guesses sent at once are counted one after another.
        account = store.find_account(tx.connection, name.strip().lower(), lock=True)
        locked = self._locked(account, tx.now)
        if locked:
            self._log(tx, "locked_out", name)
            return LogIn(error=locked)
        right = passwords.matches(account[1]["password_hash"] if account else None, password)
        if account is None or not right or not account[0].active:
            return self._refuse(tx, name, account)
        return self._admit(tx, account[0])

    def log_out(self, tx: Transaction, token: str) -> None:
        store.delete_session(tx.connection, passwords.token_hash(token))

    def session(self, tx: Transaction, token: str) -> Session:
        """Raises `Unauthenticated` when there is none, it has run out, or the account was closed."""
        session = store.find_session(tx.connection, passwords.token_hash(token))
        if session is None or session.expires_at <= tx.now or not session.user.active:
            raise Unauthenticated("Log in first: there is no session, or it has ended.")
        return session

    def machine(self, tx: Transaction, token: str) -> User:
        """The account behind a bearer token; raises `Unauthenticated`."""
        user = store.find_by_token(tx.connection, passwords.token_hash(token))
        if user is None or not user.active:
            raise Unauthenticated("This bearer token is not known, or its account was closed.")
        return user

    def users(self, tx: Transaction) -> list[User]:
        return store.all_users(tx.connection)

    def locks(self, tx: Transaction) -> dict[str, datetime]:
        """Until when accounts are locked after too many wrong passwords, by id. Those not locked are absent."""
        return store.locks(tx.connection, tx.now)

    def names(self, tx: Transaction, user_ids: Iterable[str]) -> dict[str, str]:
        """Display names by id, for those ids that are users'."""
        return store.display_names(tx.connection, set(user_ids))

    def add_user(self, tx: Transaction, new: NewUser, password: str | None) -> User:
        """Raises `Conflict` for a name in use, `Invalid` for a weak password or one given to a machine."""
        name = new.name.strip().lower()
        if not name or len(name) > 64 or not all(c.isalnum() or c in "._-" for c in name):
            raise Invalid.one("name", "bad_user_name", "use 1 to 64 letters, digits, dots, dashes or underscores")
        if store.find_account(tx.connection, name):
            raise Conflict(f"There is already a user named {name}.")
        if (new.role in MACHINES) != (password is None):
            raise Invalid.one("password", "password_and_role", "people have a password, machines a token instead")
        if password is not None:
            passwords.check_strength(password)
        user = User(new_id(), name, new.display_name, new.role, new.enterprise_id, new.site_id)
        store.insert_user(tx.connection, user, passwords.hash_password(password) if password else None, tx.now)
        self._log(tx, "user_added", name)
        return user

    def change_user(
        self,
        tx: Transaction,
        user_id: str,
        *,
        active: bool | None = None,
        role: Role | None = None,
        password: str | None = None,
    ) -> User:
        """Close, reopen, move to another role or give a new password; ends the user's sessions and lock."""
        user = self._existing(tx, user_id)
        if user_id == tx.actor and (active is False or role not in (None, user.role)):
            raise Conflict("You cannot close or demote your own account: ask another administrator.")
        values: dict[str, Any] = {"failures": 0, "locked_until": None}
        if active is not None:
            values["active"] = active
        if role is not None:
            if (role in MACHINES) != (user.role in MACHINES):
                raise Invalid.one("role", "machine_role", "a person's account cannot become a machine's, or back")
            values["role"] = role
        if password is not None:
            passwords.check_strength(password)
            values["password_hash"] = passwords.hash_password(password)
        store.change_user(tx.connection, user_id, **values)
        store.delete_sessions_of(tx.connection, user_id)
        self._log(tx, "user_changed", user.name)
        return replace(user, active=user.active if active is None else active, role=role or user.role)

    def unlock(self, tx: Transaction, user_id: str) -> None:
        """Forget wrong passwords; the user's sessions go on."""
        user = self._existing(tx, user_id)
        store.change_user(tx.connection, user_id, failures=0, locked_until=None)
        self._log(tx, "user_unlocked", user.name)

    def issue_token(self, tx: Transaction, user_id: str) -> str:
        """A fresh bearer token for a machine; the one before stops working. It is shown this once."""
        user = self._existing(tx, user_id)
        if user.role not in MACHINES:
            raise Invalid.one("user_id", "not_a_machine", "only scanners and gate readers have bearer tokens")
        token = passwords.new_token()
        store.change_user(tx.connection, user_id, token_hash=passwords.token_hash(token))
        self._log(tx, "token_issued", user.name)
        return token

    def log(self, tx: Transaction, limit: int = 200) -> list[dict[str, Any]]:
        return store.last_log(tx.connection, limit)

    def note_export(self, tx: Transaction, user: User, what: str) -> None:
        """Somebody took kept things out of the house by the shell, where no route sees it."""
        self._log(tx, f"exported:{what}"[:32], user.name)

    def note_denial(self, tx: Transaction, user: User, what: str) -> None:
        self._log(tx, f"denied:{what}"[:32], user.name)

    def _existing(self, tx: Transaction, user_id: str) -> User:
        user = store.find_user(tx.connection, user_id)
        if user is None:
            raise NotFound("There is no such user.")
        return user

    def _locked(self, account: tuple[User, dict[str, Any]] | None, now: datetime) -> TooMany | None:
        until = account[1]["locked_until"] if account else None
        if until is None or until <= now:
            return None
        wait_s = int((until - now).total_seconds()) + 1
        return TooMany(f"Too many wrong passwords: try again in {wait_s // 60 + 1} minutes.", wait_s)

    def _refuse(self, tx: Transaction, name: str, account: tuple[User, dict[str, Any]] | None) -> LogIn:
        self._log(tx, "refused", name)
        if account is not None:
            failures = account[1]["failures"] + 1
            locked = failures >= MAX_FAILURES
            values = {"failures": 0 if locked else failures, "locked_until": tx.now + LOCKED_FOR if locked else None}
            store.change_user(tx.connection, account[0].id, **values)
        return LogIn(error=Unauthenticated(WRONG))

    def _admit(self, tx: Transaction, user: User) -> LogIn:
        store.change_user(tx.connection, user.id, failures=0, locked_until=None)
        store.delete_expired_sessions(tx.connection, tx.now)
        token, session = passwords.new_token(), Session(user, passwords.new_token(), tx.now + SESSION_LASTS)
        store.insert_session(tx.connection, passwords.token_hash(token), session, tx.now)
        self._log(tx, "logged_in", user.name)
        return LogIn(token, session)

    def _log(self, tx: Transaction, what: str, user_name: str) -> None:
        entry = {"id": new_id(), "at": tx.now, "what": what, "user_name": user_name.strip().lower()[:64]}
        store.append_log(tx.connection, **entry, by=tx.actor)
