"""For whoever runs the house: messages that a room could not handle, and sending them again."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission
from customhouse.kernel import outbox
from customhouse.kernel.database import Database
from customhouse.kernel.errors import NotFound


class DeadLetterOut(BaseModel):
    consumer: str
    id: str
    kind: str
    subject: str
    occurred_at: datetime
    failed_at: datetime
    error: str
    payload: dict[str, Any]


class DeadLettersOut(BaseModel):
    items: list[DeadLetterOut]


def operations_router(database: Database, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/dead-letters", tags=["operations"])

    @routes.get("")
    def list_dead_letters(desk: Desk = guard.reads(Permission.OPERATE)) -> DeadLettersOut:
        return DeadLettersOut(
            items=[DeadLetterOut.model_validate(row) for row in outbox.laid_aside(desk.tx.connection)]
        )

    @routes.post("/{consumer}/{message_id}/retry", status_code=202)
    def retry_dead_letter(consumer: str, message_id: str, desk: Desk = guard.writes(Permission.OPERATE)) -> None:
        if not outbox.send_again(desk.tx, consumer, message_id):
            raise NotFound("There is no such message; it may have been sent again already.")
        database.news.set()

    return routes
