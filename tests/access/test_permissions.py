"""The permissions table, whole: every route against every role, and against nobody."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from customhouse.access.guard import CSRF_HEADER
from customhouse.access.model import MACHINES, PERMISSIONS, Permission, Role
from customhouse.access.service import Access, NewUser
from customhouse.app.house import House
from customhouse.app.server import create_app
from customhouse.kernel.database import METADATA
from customhouse.settings import Settings
from tests.conftest import import_all_stores

PASSWORD = "correct horse 9"
# What anybody may call: logging in and out, and what the log-in page must know.
PUBLIC = {
    ("POST", "/api/session"),
    ("GET", "/api/session"),
    ("DELETE", "/api/session"),
    ("GET", "/api/about"),
    ("GET", "/api/health"),
}
STREAMS = {"/api/live"}  # answers for ever: asked for its refusal only


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    import_all_stores()
    house = House.build(Settings(data=tmp_path_factory.mktemp("house")))
    METADATA.create_all(house.database.engine)
    with house.database.begin("test") as tx:
        for role in Role:
            password = None if role in MACHINES else PASSWORD
            Access().add_user(tx, NewUser(role.value, role.value, role), password)
    yield create_app(house)
    house.database.close()


def api_routes(app: FastAPI) -> list[Any]:
    """Every route as it is reached: whole path, methods, dependencies."""
    return [context for route in app.routes for context in getattr(route, "effective_route_contexts", list)()]


def permissions_of(route: Any) -> frozenset[Permission] | None:
    doors = [d.call.permissions for d in route.dependant.dependencies if hasattr(d.call, "permissions")]
    return doors[0] if len(doors) == 1 else None


def client_of(app: FastAPI, role: Role) -> TestClient:
    client = TestClient(app, raise_server_exceptions=False)
    if role in MACHINES:
        house_access = Access()
        database = app.state.house.database
        with database.begin("test") as tx:
            user = next(user for user in house_access.users(tx) if user.role is role)
            client.headers["Authorization"] = f"Bearer {house_access.issue_token(tx, user.id)}"
        return client
    answer = client.post("/api/session", json={"user_name": role.value, "password": PASSWORD})
    client.headers[CSRF_HEADER] = answer.json()["csrf_token"]
    return client


def call(client: TestClient, route: Any) -> int:
    path = route.path
    for name in route.param_convertors:
        path = path.replace("{" + name + "}", "0").replace("{" + name + ":path}", "0")
    method = next(iter(route.methods - {"HEAD"}))
    return client.request(method, path, json={} if method not in {"GET", "DELETE"} else None).status_code


def test_every_route_has_exactly_one_door(app: FastAPI) -> None:
    assert [route.path for route in api_routes(app) if permissions_of(route) is None] == []


def test_only_the_named_routes_are_public(app: FastAPI) -> None:
    public = {(m, r.path) for r in api_routes(app) if not permissions_of(r) for m in r.methods - {"HEAD"}}

    assert public == PUBLIC


def test_nobody_gets_in_without_logging_in(app: FastAPI) -> None:
    stranger = TestClient(app, raise_server_exceptions=False)

    guarded = [route for route in api_routes(app) if permissions_of(route)]
    answers = {f"{sorted(route.methods)} {route.path}": call(stranger, route) for route in guarded}

    assert len(answers) > 20
    assert {path: status for path, status in answers.items() if status != 401} == {}


FILE_PATHS = ["/api/scans", "/api/declarations/files", "/api/sources/hs/import", "/api/waybills/documents"]


@pytest.mark.parametrize("path", FILE_PATHS)
def test_a_strangers_files_are_refused_before_they_are_read(app: FastAPI, path: str) -> None:
    headers = [(b"content-type", b"multipart/form-data; boundary=x"), (b"transfer-encoding", b"chunked")]
    scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
    read, sent = [], []

    async def receive() -> dict[str, Any]:
        read.append(path)
        return {"type": "http.request", "body": b" " * (1 << 20), "more_body": len(read) < 64}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))

    assert (sent[0]["status"], read) == (401, [])


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_in_exactly_where_the_table_says(app: FastAPI, role: Role) -> None:
    client, wrong = client_of(app, role), []
    for route in api_routes(app):
        wanted = permissions_of(route)
        if not wanted or (route.path in STREAMS and not PERMISSIONS[role].isdisjoint(wanted)):
            continue
        refused = call(client, route) in {401, 403}
        # A route may refuse for its own reason (not yours), but never let in whom the table keeps out.
        if refused == (not PERMISSIONS[role].isdisjoint(wanted)):
            wrong.append((sorted(route.methods), route.path))

    assert wrong == []


def test_a_write_without_the_sessions_token_is_refused(app: FastAPI) -> None:
    client = client_of(app, Role.ADMINISTRATOR)
    del client.headers[CSRF_HEADER]

    answer = client.post("/api/users", json={"name": "x", "display_name": "x", "role": "scanner"})

    assert answer.status_code == 403
    assert "reload the page" in answer.json()["error"]["message"]


def test_a_token_of_strange_letters_is_refused_like_any_wrong_one(app: FastAPI) -> None:
    client = client_of(app, Role.ADMINISTRATOR)

    answer = client.post("/api/users", json={}, headers={CSRF_HEADER: "ü".encode("latin-1")})

    assert answer.status_code == 403


def test_a_denied_call_is_in_the_log(app: FastAPI) -> None:
    client_of(app, Role.DECLARANT).get("/api/users")

    log = client_of(app, Role.ADMINISTRATOR).get("/api/users/log").json()["items"]

    assert any(entry["what"].startswith("denied:GET /api/users") and entry["user_name"] == "declarant" for entry in log)


def test_answers_carry_the_strict_headers(app: FastAPI, tmp_path: Path) -> None:
    answer = TestClient(app).get("/api/about")

    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_a_body_over_the_limit_is_stopped_with_or_without_its_length(app: FastAPI) -> None:
    client = client_of(app, Role.DECLARANT)
    chunk = b" " * (1 << 20)

    declared = client.post("/api/declarations/check", content=chunk * 9)
    chunked = client.post("/api/declarations/check", content=(chunk for _ in range(9)))

    assert declared.status_code == 413
    assert chunked.status_code == 413
