"""`customhouse users`: accounts from the shell, for the first administrator and for machines."""

from typing import Annotated

import typer
from rich.table import Table

from customhouse.access.model import Role
from customhouse.access.service import Access, NewUser
from customhouse.cli.opening import opened
from customhouse.cli.speaking import console, plain_errors, print_json
from customhouse.kernel.errors import NotFound
from customhouse.kernel.transaction import Transaction
from customhouse.settings import Settings

app = typer.Typer(help="Accounts of people and machines.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
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
    password = None if machine else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    with plain_errors(), opened(Settings()) as database, database.begin(ACTOR) as tx:
        user = Access().add_user(tx, new, password)
        token = Access().issue_token(tx, user.id) if machine else None
    console.print(f"Added {user.name} as {user.role}.")
    if token:
        typer.echo(token)


@app.command()
def password(name: str) -> None:
    """Give an account a new password; unlocks it and ends its sessions."""
    new = typer.prompt("New password", hide_input=True, confirmation_prompt=True)
    with plain_errors(), opened(Settings()) as database, database.begin(ACTOR) as tx:
        Access().change_user(tx, _id_of(tx, name), password=new)
    console.print(f"{name} has a new password.")


@app.command()
def close(name: str) -> None:
    """Close an account: it can no longer log in, and its sessions end."""
    with plain_errors(), opened(Settings()) as database, database.begin(ACTOR) as tx:
        Access().change_user(tx, _id_of(tx, name), active=False)
    console.print(f"{name} is closed.")


@app.command()
def token(name: str) -> None:
    """Print a new bearer token for a machine; the one before stops working."""
    with plain_errors(), opened(Settings()) as database, database.begin(ACTOR) as tx:
        fresh = Access().issue_token(tx, _id_of(tx, name))
    typer.echo(fresh)


def _id_of(tx: Transaction, name: str) -> str:
    found = next((user.id for user in Access().users(tx) if user.name == name.strip().lower()), None)
    if found is None:
        raise NotFound(f"there is no user named {name}; `customhouse users list` shows all")
    return found
