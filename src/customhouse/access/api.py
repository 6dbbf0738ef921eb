"""Log in, log out, and the administrator's accounts, over HTTP."""

from datetime import datetime

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from customhouse.access.guard import COOKIE, Desk, Guard
from customhouse.access.model import Permission, Role, Session
from customhouse.access.service import SESSION_LASTS, Access, NewUser
from customhouse.access.throttle import Throttle
from customhouse.kernel.database import Database
from customhouse.kernel.errors import Unauthenticated


class Credentials(BaseModel):
    user_name: str = Field(min_length=1, max_length=64)
    password: str = Field(min_length=1, max_length=200)


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: str
    name: str
    display_name: str
    role: Role
    enterprise_id: str | None
    site_id: str | None
    active: bool


class AccountOut(UserOut):
    """`locked_until`: too many wrong passwords were tried. Any change of the account lets its user in again."""

    locked_until: datetime | None = None


class SessionOut(BaseModel):
    user: UserOut
    permissions: list[Permission]
    csrf_token: str
    expires_at: datetime


class NewUserIn(BaseModel):
    name: str = Field(max_length=64)
    display_name: str = Field(min_length=1, max_length=120)
    role: Role
    password: str | None = Field(default=None, max_length=200)
    enterprise_id: str | None = Field(default=None, max_length=40)
    site_id: str | None = Field(default=None, max_length=16)


class UserChange(BaseModel):
    active: bool | None = None
    role: Role | None = None
    password: str | None = Field(default=None, max_length=200)


class UsersOut(BaseModel):
    items: list[AccountOut]


class TokenOut(BaseModel):
    token: str


class LogEntry(BaseModel):
    at: datetime
    what: str
    user_name: str
    by: str


class LogOut(BaseModel):
    items: list[LogEntry]


def _session_out(session: Session) -> SessionOut:
    permissions = sorted(session.user.permissions)
    return SessionOut(
        user=UserOut.model_validate(session.user),
        permissions=permissions,
        csrf_token=session.csrf_token,
        expires_at=session.expires_at,
    )


def session_router(access: Access, guard: Guard, database: Database, *, secure_cookie: bool) -> APIRouter:
    """Log in and out. These open their own transactions: a failed log-in must be kept, not rolled back."""
    routes = APIRouter(prefix="/api/session", tags=["access"])
    throttle = Throttle()

    @routes.post("", dependencies=[guard.public()])
    def log_in(credentials: Credentials, request: Request, response: Response) -> SessionOut:
        address, now = request.client.host if request.client else "", database.clock.now()
        throttle.pass_or_raise(address, now)
        with database.begin("system:access") as tx:
            outcome = access.log_in(tx, credentials.user_name, credentials.password)
        if outcome.session is None:
            throttle.note_failure(address, now)
            raise outcome.error or Unauthenticated("Log in again.")
        response.set_cookie(
            COOKIE,
            outcome.token,
            max_age=int(SESSION_LASTS.total_seconds()),
            httponly=True,
            samesite="strict",
            secure=secure_cookie,
        )
        return _session_out(outcome.session)

    @routes.get("", dependencies=[guard.public()])
    def read_session(request: Request) -> SessionOut:
        token = guard.token_of(request)
        if not token:
            raise Unauthenticated("Log in first.")
        with database.read("system:access") as tx:
            return _session_out(access.session(tx, token))

    @routes.delete("", status_code=204, dependencies=[guard.public()])
    def log_out(request: Request, response: Response) -> None:
        if token := guard.token_of(request):
            with database.begin("system:access") as tx:
                access.log_out(tx, token)
        response.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=secure_cookie)

    return routes


def users_router(access: Access, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/users", tags=["access"])

    @routes.get("")
    def list_users(desk: Desk = guard.reads(Permission.MANAGE_USERS)) -> UsersOut:
        locks = access.locks(desk.tx)
        accounts = [AccountOut.model_validate(user) for user in access.users(desk.tx)]
        return UsersOut(items=[each.model_copy(update={"locked_until": locks.get(each.id)}) for each in accounts])

    @routes.post("", status_code=201)
    def add_user(body: NewUserIn, desk: Desk = guard.writes(Permission.MANAGE_USERS)) -> UserOut:
        new = NewUser(body.name, body.display_name, body.role, body.enterprise_id, body.site_id)
        return UserOut.model_validate(access.add_user(desk.tx, new, body.password))

    @routes.patch("/{user_id}")
    def change_user(user_id: str, body: UserChange, desk: Desk = guard.writes(Permission.MANAGE_USERS)) -> UserOut:
        changed = access.change_user(desk.tx, user_id, active=body.active, role=body.role, password=body.password)
        return UserOut.model_validate(changed)

    @routes.post("/{user_id}/token", status_code=201)
    def issue_token(user_id: str, desk: Desk = guard.writes(Permission.MANAGE_USERS)) -> TokenOut:
        return TokenOut(token=access.issue_token(desk.tx, user_id))

    @routes.get("/log")
    def read_log(desk: Desk = guard.reads(Permission.MANAGE_USERS)) -> LogOut:
        return LogOut(items=[LogEntry.model_validate(entry) for entry in access.log(desk.tx)])

    return routes
