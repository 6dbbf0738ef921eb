"""How the server writes its log: one line an event, for people or for a collector; never a secret."""

import logging
import sys
from pathlib import Path

import structlog


def configure_logs(*, json: bool, path: Path | None = None) -> None:
    """Log to `path`, or to standard error; as JSON lines, or for people to read."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    stream = path.open("a", encoding="utf-8", buffering=1) if path else sys.stderr
    renderer = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(stream),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    logging.basicConfig(stream=stream, level=logging.WARNING, force=True)
    logging.getLogger("uvicorn.error").addFilter(_is_no_trace)


def _is_no_trace(record: logging.LogRecord) -> bool:
    """uvicorn logs why a server could not start as a stack trace; the command line says it in words."""
    return not record.getMessage().startswith("Traceback")
