"""The edge of the web server: errors as JSON, limits on bodies, headers that keep browsers strict, the pages."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from customhouse.kernel.errors import (
    Conflict,
    Forbidden,
    HouseError,
    Invalid,
    NotFound,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from customhouse.kernel.malformed import problems_of

log = structlog.get_logger()
STATUS: dict[type[HouseError], int] = {
    Invalid: 422,
    NotFound: 404,
    Conflict: 409,
    Forbidden: 403,
    Unauthenticated: 401,
    TooMany: 429,
    Unavailable: 503,
}
# No inline style or script, nothing from another host; workers and images may be made by our own code.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
}


def answer_errors(app: FastAPI) -> None:
    """One table from kinds of errors to answers; whatever is not in it is our fault and shows no detail."""
    app.add_exception_handler(HouseError, _house_error)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(OperationalError, _database_error)
    app.add_exception_handler(IntegrityError, _outrun)
    app.add_exception_handler(DataError, _unstorable)
    app.add_exception_handler(Exception, _our_fault)


def error_body(kind: str, message: str, problems: list[dict[str, str]] | None = None) -> dict[str, Any]:
    return {"error": {"kind": kind, "message": message, "problems": problems or []}}


def _house_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HouseError)  # noqa: S101 - for the type checker: it is registered for this class
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    problems = [vars(p) for p in error.problems] if isinstance(error, Invalid) else []
    headers = {"Retry-After": str(error.retry_after_s)} if isinstance(error, TooMany) else None
    return JSONResponse(error_body(error.kind, error.message, problems), status, headers)


def _unreadable(_request: Request, error: Exception) -> Response:
    """A body or a parameter that does not have the shape it must have."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 - for the type checker
    problems = [vars(problem) for problem in problems_of(error.errors()[:100], skip=1)]
    return JSONResponse(error_body("invalid", "The request does not have the expected form.", problems), 422)


def _http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - for the type checker
    kind = {400: "invalid", 404: "not_found", 405: "wrong_method", 413: "too_large"}.get(error.status_code, "error")
    return JSONResponse(error_body(kind, str(error.detail)), error.status_code, error.headers)


def _database_error(_request: Request, error: Exception) -> Response:
    log.error("database_unavailable", error=repr(error))
    body = error_body("unavailable", "The database does not answer; nothing was changed. Try again shortly.")
    return JSONResponse(body, 503, {"Retry-After": "5"})


def _outrun(request: Request, error: Exception) -> Response:
    """Two requests did the same at the same moment, and the other one was quicker."""
    log.warning("outrun", method=request.method, path=request.url.path, error=repr(error)[:300])
    return JSONResponse(error_body("conflict", "Somebody else did the same at this moment: look, then try again."), 409)


def _unstorable(_request: Request, _error: Exception) -> Response:
    """PostgreSQL takes no NUL in a text and no number beyond a column's range."""
    return JSONResponse(error_body("invalid", "A value in the request is none that can be kept."), 422)


def _our_fault(request: Request, error: Exception) -> Response:
    log.error("unexpected_error", method=request.method, path=request.url.path, exc_info=error)
    # This answer is made outside of `Edge`, so it carries the strict headers itself.
    return JSONResponse(error_body("internal", "Something went wrong on our side; it has been logged."), 500, HEADERS)


class Edge:
    """Wraps the whole application: adds the strict headers and stops bodies larger than their route allows."""

    def __init__(self, app: ASGIApp, *, body_limit: int, larger: Mapping[str, int]) -> None:
        """`larger` gives the limits of the paths, by their beginning, that need one of their own."""
        self._app = app
        self._body_limit = body_limit
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        own = (limit for beginning, limit in self._larger.items() if scope["path"].startswith(beginning))
        limit = next(own, self._body_limit)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > limit:
            body = error_body("too_large", f"The request is larger than the {limit >> 20} MiB allowed here.")
            await JSONResponse(body, 413, HEADERS)(scope, receive, send)
            return
        await self._app(scope, _counted(receive, limit), _dressed(send))


def _counted(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:  # a chunked body that declared no length
            raise HTTPException(413, f"The request is larger than the {limit >> 20} MiB allowed here.")
        return message

    return counted


def _dressed(send: Send) -> Send:
    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return dressed


class Pages(StaticFiles):
    """The built web pages. A path that is no file is a page of the single-page app and gets index.html.

    One that looks like a file (a model's version has dots too) does so only where somebody opens it as a page.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True)

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            is_page = "." not in Path(path).name or "text/html" in Headers(scope=scope).get("accept", "")
            if error.status_code != 404 or path.startswith(("api", "assets")) or not is_page:
                raise
            response = await super().get_response("index.html", scope)
        # Names under assets/ carry a hash of their content: they can be kept for ever.
        kept = "public, max-age=31536000, immutable" if path.startswith("assets") else "no-cache"
        response.headers["Cache-Control"] = kept
        return response
