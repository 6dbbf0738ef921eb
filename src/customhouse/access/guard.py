"""The door every route has: who is asking, may they, and the transaction they work in."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request, Response
from fastapi.concurrency import contextmanager_in_threadpool, run_in_threadpool
from fastapi.routing import APIRoute

from customhouse.access.model import Permission, User
from customhouse.access.service import Access
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Forbidden, Unauthenticated
from customhouse.kernel.transaction import Transaction

COOKIE = "customhouse_session"
CSRF_HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Waiting for the one SQLite writer must not use up the threads that the writer itself needs to go on.
_WRITERS = {"sqlite": 1, "postgresql": 12}
_READERS = 12
Admission = Callable[[Request], Coroutine[Any, Any, User]]


@dataclass(frozen=True)
class Desk:
    """Where a route works: who asks, and the open transaction, committed before the answer leaves."""

    tx: Transaction
    user: User
    access: Access

    def names(self, *user_ids: str | None) -> dict[str, str]:
        """Display names by id. Who is no user, such as `system:risk`, has none."""
        return self.access.names(self.tx, {user_id for user_id in user_ids if user_id})

    def check_site(self, site_id: str) -> None:
        """Raises `Forbidden` for a machine that stands elsewhere."""
        if not self.user.speaks_for(site_id):
            raise Forbidden(f"This machine stands at {self.user.site_id}: it cannot speak for {site_id[:16]}.")


class Guard:
    def __init__(self, database: Database, access: Access) -> None:
        self._database = database
        self._access = access
        self._write_turns = asyncio.Semaphore(_WRITERS[database.engine.dialect.name])
        self._read_turns = asyncio.Semaphore(_READERS)

    def reads(self, *any_of: Permission) -> Any:
        """A dependency that gives a `Desk` to read at, to those with any of the permissions."""
        return self._door(any_of, self._reading)

    def writes(self, *any_of: Permission) -> Any:
        """The same with a transaction that is committed when the route returns."""
        return self._door(any_of, self._writing)

    def admits(self, *any_of: Permission) -> Any:
        """A dependency that gives the `User` only: for streams, which must hold no transaction."""

        door = self._admission(any_of)
        return Depends(_marked(door, any_of, door))

    def public(self) -> Any:
        """Marks a route that anybody may call. Without a mark a route fails the house's own test."""

        async def door() -> None:
            return None

        return Depends(_marked(door, ()))

    def token_of(self, request: Request) -> str | None:
        return request.cookies.get(COOKIE)

    def _door(self, any_of: tuple[Permission, ...], work: Callable[[User], AbstractAsyncContextManager[Desk]]) -> Any:
        admit = self._admission(any_of)

        async def door(request: Request) -> AsyncIterator[Desk]:
            async with work(await admit(request)) as desk:
                yield desk

        # scope="function": the commit comes before the answer, so that nothing is promised and then lost.
        return Depends(_marked(door, any_of, admit), scope="function")

    def _admission(self, any_of: tuple[Permission, ...]) -> Admission:
        async def admit(request: Request) -> User:
            return await run_in_threadpool(self._admit, request, any_of)

        return admit

    @asynccontextmanager
    async def _reading(self, user: User) -> AsyncIterator[Desk]:
        async with self._read_turns, contextmanager_in_threadpool(self._database.read(user.id)) as tx:
            yield Desk(tx, user, self._access)

    @asynccontextmanager
    async def _writing(self, user: User) -> AsyncIterator[Desk]:
        async with self._write_turns, contextmanager_in_threadpool(self._database.begin(user.id)) as tx:
            yield Desk(tx, user, self._access)

    def _admit(self, request: Request, any_of: tuple[Permission, ...]) -> User:
        with self._database.read("system:access") as tx:
            user = self._identify(tx, request)
        if not user.may(*any_of):
            what = f"{request.method} {request.url.path}"
            with self._database.begin(user.id) as tx:
                self._access.note_denial(tx, user, what)
            raise Forbidden(f"The role {user.role.value} may not do this.")
        return user

    def _identify(self, tx: Transaction, request: Request) -> User:
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and bearer:
            return self._access.machine(tx, bearer.strip())
        token = request.cookies.get(COOKIE)
        if not token:
            raise Unauthenticated("Log in first.")
        session = self._access.session(tx, token)
        given = request.headers.get(CSRF_HEADER, "")
        if request.method not in _SAFE and not secrets.compare_digest(given.encode(), session.csrf_token.encode()):
            raise Forbidden(f"The request lacks the session's token in {CSRF_HEADER}: reload the page.")
        return session.user


class AdmittingRoute(APIRoute):
    """Asks who comes before it reads what they bring: FastAPI alone takes in the files of a stranger first."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        doors = (door.call for door in self.dependant.dependencies)
        admissions = [admit for door in doors if (admit := getattr(door, "admit", None)) is not None]

        async def admitted(request: Request) -> Response:
            for admit in admissions:
                await admit(request)
            return await handle(request)

        return admitted


def _marked(door: Any, any_of: tuple[Permission, ...], admit: Admission | None = None) -> Any:
    door.permissions = frozenset(any_of)
    if admit is not None:
        door.admit = admit
    return door
