"""`customhouse users`: accounts from the shell, for the first administrator and for machines."""

from typing import Annotated

import typer
from rich.table import Table

from customhouse.access.model import Role
from customhouse.access.service import Access, NewUser
from customhouse.cli.opening import opened
from customhouse.cli.speaking import console, plain_errors, print_json
from customhouse.enterprises.service import Enterprises
from customhouse.kernel.errors import Invalid, NotFound
from customhouse.kernel.transaction import Transaction
from customhouse.policy.country import load_country
from customhouse.settings import Settings

app = typer.Typer(help="Accounts of people and machines.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
Name = Annotated[str, typer.Argument(help="User name, as `users list` shows it.")]
ACTOR = "system:cli"


@app.command("list")
def list_users(as_json: AsJson = False) -> None:
    """List all accounts."""
    with plain_errors(), opened(Settings()) as database, database.read(ACTOR) as tx:
        found = Access().users(tx)
    if as_json:
        print_json([vars(user) for user in found])
        return
    table = Table("name", "role", "full name", "enterprise", "site", "open")
    for user in found:
        where = (user.enterprise_id or "", user.site_id or "")
        table.add_row(user.name, user.role, user.display_name, *where, "✓" if user.active else "✗")
    console.print(table)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="User name: letters, digits, dots, dashes.")],
    role: Annotated[Role, typer.Argument(help="What the account may do.")],
    display_name: Annotated[str, typer.Option(help="Full name, as others see it.")] = "",
    enterprise: Annotated[str | None, typer.Option(help="Enterprise a declarant acts for.")] = None,
    site: Annotated[str | None, typer.Option(help="Site an officer works at.")] = None,
) -> None:
    """Add an account; asks for the password, or prints the token of a machine once."""
    new = NewUser(name, display_name or name, role, enterprise, site)
    machine = role in (Role.SCANNER, Role.GATE_READER)
    with plain_errors(), opened(Settings()) as database, database.read(ACTOR) as tx:
        _check_posting(tx, new)
    password = None if machine else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    with plain_errors(), opened(Settings()) as database, database.begin(ACTOR) as tx:
        user = Access().add_user(tx, new, password)
        token = Access().issue_token(tx, user.id) if machine else None
    console.print(f"Added {user.name} as {user.role}.")
    if token:
        typer.echo(token)


@app.command()
def password(name: Name) -> None:
    """Give an account a new password; unlocks it and ends its sessions."""
    with plain_errors(), opened(Settings()) as database, database.read(ACTOR) as tx:
        _id_of(tx, name)
    new = typer.prompt("New password", hide_input=True, confirmation_prompt=True)
    with plain_errors(), opened(Settings()) as database, database.begin(ACTOR) as tx:
        Access().change_user(tx, _id_of(tx, name), password=new)
    console.print(f"{name} has a new password.")


@app.command()
def close(name: Name) -> None:
    """Close an account: it can no longer log in, and its sessions end."""
    with plain_errors(), opened(Settings()) as database, database.begin(ACTOR) as tx:
        Access().change_user(tx, _id_of(tx, name), active=False)
    console.print(f"{name} is closed.")


@app.command()
def token(name: Name) -> None:
    """Print a new bearer token for a machine; the one before stops working."""
    with plain_errors(), opened(Settings()) as database, database.begin(ACTOR) as tx:
        fresh = Access().issue_token(tx, _id_of(tx, name))
    typer.echo(fresh)


def _check_posting(tx: Transaction, new: NewUser) -> None:
    """Raises `Invalid` for a site or an enterprise that nobody knows: such an account could do nothing."""
    sites = {site.code for site in load_country(Settings().country_folder).sites}
    if new.site_id is not None and new.site_id not in sites:
        known = ", ".join(sorted(sites))
        raise Invalid.one("site", "unknown_site", f"there is no site {new.site_id}; there is {known}")
    if new.enterprise_id is None:
        return
    if new.role is not Role.DECLARANT:
        raise Invalid.one("enterprise", "not_a_declarant", "only a declarant acts for an enterprise")
    if Enterprises().find(tx, new.enterprise_id) is None:
        raise Invalid.one("enterprise", "unknown_enterprise", f"the register has no enterprise {new.enterprise_id}")


def _id_of(tx: Transaction, name: str) -> str:
    found = next((user.id for user in Access().users(tx) if user.name == name.strip().lower()), None)
    if found is None:
        raise NotFound(f"there is no user named {name}; `customhouse users list` shows all")
    return found
