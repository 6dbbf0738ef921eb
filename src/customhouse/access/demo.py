"""The demo's accounts: public on purpose, made by `customhouse demo` and by nothing else."""

from customhouse.access.model import Role
from customhouse.access.service import Access, NewUser
from customhouse.kernel.transaction import Transaction

PASSWORD = "customs-demo-2026"  # noqa: S105 - shown on the demo's log-in page; no other server has these accounts
PEOPLE: tuple[NewUser, ...] = (
    NewUser("declarant", "Dana Marlow", Role.DECLARANT, enterprise_id="XME00007"),
    NewUser("broker", "Rosa Kell", Role.DECLARANT, enterprise_id="XME00009"),
    NewUser("analyst", "Ines Calder", Role.IMAGE_ANALYST, site_id="XMPMS"),
    NewUser("analyst2", "Otto Brandt", Role.IMAGE_ANALYST, site_id="XMPMS"),
    NewUser("duty", "Mara Lindqvist", Role.DUTY_OFFICER),
    NewUser("field", "Jonas Petrel", Role.FIELD_OFFICER, site_id="XMPMS"),
    NewUser("risk", "Wei Sorensen", Role.RISK_MANAGER),
    NewUser("admin", "Amal Haddad", Role.ADMINISTRATOR),
)
MACHINES: tuple[NewUser, ...] = (
    NewUser("scanner-xmpms", "Portal scanner, Port Mersea", Role.SCANNER, site_id="XMPMS"),
    NewUser("scanner-xmmpc", "Parcel CT, Mersea Parcel Centre", Role.SCANNER, site_id="XMMPC"),
    NewUser("gate-xmehm", "Gate reader, Eastholm", Role.GATE_READER, site_id="XMEHM"),
    NewUser("gate-xmcar", "Gate reader, Carrow", Role.GATE_READER, site_id="XMCAR"),
    NewUser("gate-xmirb", "Gate reader, Ironbridge", Role.GATE_READER, site_id="XMIRB"),
    NewUser("gate-xmmpc", "Gate reader, Mersea Parcel Centre", Role.GATE_READER, site_id="XMMPC"),
)


def open_accounts(tx: Transaction, access: Access) -> dict[str, str]:
    """Add the accounts that are not there yet; return fresh bearer tokens of the machines, by name.

    A visitor's wrong guesses at a person must not keep the simulators out at the next start.
    """
    known = {user.name: user.id for user in access.users(tx)}
    for person in PEOPLE:
        if person.name in known:
            access.unlock(tx, known[person.name])
        else:
            access.add_user(tx, person, PASSWORD)
    tokens = {}
    for machine in MACHINES:
        user_id = known.get(machine.name) or access.add_user(tx, machine, None).id
        tokens[machine.name] = access.issue_token(tx, user_id)
    return tokens
