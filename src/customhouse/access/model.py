"""Users, roles, and the one table of who may do what."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    DECLARANT = "declarant"
    IMAGE_ANALYST = "image_analyst"
    DUTY_OFFICER = "duty_officer"
    FIELD_OFFICER = "field_officer"
    RISK_MANAGER = "risk_manager"
    ADMINISTRATOR = "administrator"
    SCANNER = "scanner"
    GATE_READER = "gate_reader"


# Accounts of machines: they have a bearer token and no password.
MACHINES = frozenset({Role.SCANNER, Role.GATE_READER})


class Permission(StrEnum):
    LODGE = "lodge"
    FOLLOW_OWN = "follow_own"
    READ_CASE = "read_case"
    READ_RAW = "read_raw"
    POST_SCAN = "post_scan"
    REVIEW_IMAGES = "review_images"
    ADJUDICATE = "adjudicate"
    READ_QUALITY = "read_quality"
    MANAGE_TIP = "manage_tip"
    EXAMINE = "examine"
    REOPEN = "reopen"
    WATCH = "watch"
    HANDLE_ALARMS = "handle_alarms"
    BIND_SEAL = "bind_seal"
    READ_GATE = "read_gate"
    READ_POLICY = "read_policy"
    EDIT_CORRIDORS = "edit_corridors"
    SCREEN_PARTIES = "screen_parties"
    DECIDE_HITS = "decide_hits"
    MANAGE_USERS = "manage_users"
    OPERATE = "operate"


P = Permission
# The administrator runs the system and reads no case: who manages accounts must not also judge goods.
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.DECLARANT: frozenset({P.LODGE, P.FOLLOW_OWN}),
    Role.IMAGE_ANALYST: frozenset({P.READ_CASE, P.READ_RAW, P.POST_SCAN, P.REVIEW_IMAGES, P.READ_POLICY}),
    Role.DUTY_OFFICER: frozenset({P.READ_CASE, P.READ_RAW, P.WATCH, P.HANDLE_ALARMS, P.REOPEN, P.READ_POLICY})
    | {P.SCREEN_PARTIES, P.DECIDE_HITS, P.ADJUDICATE, P.READ_QUALITY},
    Role.FIELD_OFFICER: frozenset({P.READ_CASE, P.POST_SCAN, P.EXAMINE, P.WATCH, P.BIND_SEAL, P.READ_GATE}),
    Role.RISK_MANAGER: frozenset({P.READ_CASE, P.READ_RAW, P.WATCH, P.REOPEN, P.READ_POLICY, P.EDIT_CORRIDORS})
    | {P.SCREEN_PARTIES, P.DECIDE_HITS, P.READ_QUALITY, P.MANAGE_TIP},
    Role.ADMINISTRATOR: frozenset({P.MANAGE_USERS, P.OPERATE, P.READ_POLICY}),
    Role.SCANNER: frozenset({P.POST_SCAN}),
    Role.GATE_READER: frozenset({P.READ_GATE}),
}


@dataclass(frozen=True)
class User:
    """Somebody, or a machine, with an account. A declarant acts for `enterprise_id`, an officer at `site_id`."""

    id: str
    name: str
    display_name: str
    role: Role
    enterprise_id: str | None = None
    site_id: str | None = None
    active: bool = True

    @property
    def permissions(self) -> frozenset[Permission]:
        return PERMISSIONS[self.role]

    def may(self, *any_of: Permission) -> bool:
        return not self.permissions.isdisjoint(any_of)

    def speaks_for(self, site_id: str) -> bool:
        """A machine that stands at a site speaks for no other; people go from site to site."""
        return self.role not in MACHINES or self.site_id in (None, site_id)


@dataclass(frozen=True)
class Session:
    user: User
    csrf_token: str
    expires_at: datetime
