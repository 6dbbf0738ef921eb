"""How the pretend people and machines speak to the house: HTTP with a session or a bearer token, patiently."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

Answer = dict[str, Any]
PATIENCE_S = 90.0
BUSY = frozenset({429, 502, 503, 504})


class Refused(Exception):
    """The house said no: its status and its own words."""

    def __init__(self, status: int, answer: Answer) -> None:
        self.status = status
        self.error: Answer = answer.get("error") or {}
        super().__init__(f"{status}: {self.error.get('message') or answer} {self.error.get('problems') or ''}".strip())


@dataclass(frozen=True)
class Accounts:
    """Names with passwords, and the tokens of machines, as the demo wrote them down."""

    users: dict[str, str]
    tokens: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> "Accounts":
        """Read the accounts file of a demo."""
        held = json.loads(path.read_text(encoding="utf-8"))
        return cls(users=dict(held["users"]), tokens=dict(held["tokens"]))


class Line:
    """One caller's line to the house. Asks again while the house is busy or away."""

    def __init__(self, url: str, *, token: str | None = None) -> None:
        # The house is on this machine or on a known address: a proxy from the environment has no say.
        self._client = httpx.AsyncClient(base_url=url, timeout=60.0, trust_env=False)
        if token is not None:
            self._client.headers["Authorization"] = f"Bearer {token}"
        self._credentials: tuple[str, str] | None = None
        self.user: Answer = {}
        self._logging_in = asyncio.Lock()

    @classmethod
    async def log_in(cls, url: str, name: str, password: str) -> "Line":
        """Open a session for a person."""
        line = cls(url)
        line._credentials = (name, password)
        await line._open_session()
        return line

    async def get(self, path: str, **query: str) -> Answer:
        return await self.ask("GET", path, params=query)

    async def post(self, path: str, body: Answer) -> Answer:
        return await self.ask("POST", path, json=body)

    async def post_files(self, path: str, files: list[tuple[str, bytes, str]], fields: dict[str, str]) -> Answer:
        parts = [("files", (name, content, kind)) for name, content, kind in files]
        return await self.ask("POST", path, files=parts, data=fields)

    async def ask(self, method: str, path: str, **parts: Any) -> Answer:
        """One question and its answer, as JSON; `Refused` where the house declines."""
        response = await self._patiently(method, path, **parts)
        if response.status_code == 401 and self._credentials:
            await self._open_session()
            response = await self._patiently(method, path, **parts)
        if response.is_success:
            answer: Answer = response.json() if response.content else {}
            return answer
        try:
            said = response.json()
        except ValueError:
            said = {"error": {"message": response.text[:300]}}
        raise Refused(response.status_code, said)

    async def close(self) -> None:
        await self._client.aclose()

    async def _open_session(self) -> None:
        async with self._logging_in:
            name, password = self._credentials or ("", "")
            response = await self._patiently("POST", "/api/session", json={"user_name": name, "password": password})
            if not response.is_success:
                raise Refused(response.status_code, response.json())
            session = response.json()
            self.user = session["user"]
            self._client.headers["X-CSRF-Token"] = session["csrf_token"]

    async def _patiently(self, method: str, path: str, **parts: Any) -> httpx.Response:
        loop = asyncio.get_running_loop()
        give_up, pause = loop.time() + PATIENCE_S, 0.3
        while True:
            try:
                response = await self._client.request(method, path, **parts)
                if response.status_code not in BUSY or loop.time() > give_up:
                    return response
            except httpx.TransportError:
                if loop.time() > give_up:
                    raise
            await asyncio.sleep(pause)
            pause = min(pause * 1.7, 10.0)
