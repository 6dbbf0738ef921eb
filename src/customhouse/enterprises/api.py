"""The register of enterprises, over HTTP."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from customhouse.access.guard import Desk, Guard
from customhouse.access.model import Permission
from customhouse.enterprises.model import EnterpriseRole, Outcome, Seat
from customhouse.enterprises.service import Enterprises
from customhouse.kernel.errors import NotFound


class EnterpriseOut(BaseModel):
    """`history` is for officers: a declarant sees its own entry without it."""

    id: str
    name: str
    address: Seat
    registered_on: date
    roles: list[EnterpriseRole]
    authorised: bool
    authorised_since: date | None
    history: dict[Outcome, int] | None


def router(enterprises: Enterprises, guard: Guard) -> APIRouter:
    routes = APIRouter(prefix="/api/enterprises", tags=["enterprises"])

    @routes.get("/{enterprise_id}")
    def read_enterprise(
        enterprise_id: str, desk: Desk = guard.reads(Permission.READ_CASE, Permission.FOLLOW_OWN)
    ) -> EnterpriseOut:
        officer = desk.user.may(Permission.READ_CASE)
        if not officer and desk.user.enterprise_id != enterprise_id:
            raise NotFound("The register has no such enterprise.")
        found = enterprises.get(desk.tx, enterprise_id)
        history = enterprises.history(desk.tx, enterprise_id) if officer else None
        return EnterpriseOut(
            id=found.id,
            name=found.name,
            address=found.address,
            registered_on=found.registered_on,
            roles=list(found.roles),
            authorised=found.is_authorised(desk.tx.now.date()),
            authorised_since=found.authorised_since,
            history={outcome: history.of(outcome) for outcome in Outcome} if history else None,
        )

    return routes
