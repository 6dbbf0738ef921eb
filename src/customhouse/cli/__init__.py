"""The one command line: `customhouse`. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 disagrees, 4 unreadable."""

import typer

from customhouse.cli import demo, goods, recognise, reference, seals, serve, users

app = typer.Typer(
    name="customhouse",
    help="An open smart-customs platform: what was declared, what the scanner saw, how the seal travelled, and why.\n\n"
    "Start with `customhouse demo`. Settings come from the environment: docs/reference/settings.md.\n\n"
    "Exit codes: 0 done · 1 failed · 2 wrong usage · 3 the image, or the description of goods, disagrees with what was "
    "declared · 4 unreadable file.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("migrate")(serve.migrate)
app.command("recognise")(recognise.recognise)
app.add_typer(goods.app, name="goods")
app.add_typer(seals.app, name="seals")
app.add_typer(users.app, name="users")
app.add_typer(reference.app, name="data")
app.command("check-policy")(serve.check_policy)
app.command("openapi")(serve.openapi)
app.command("bench")(serve.bench)


def main() -> None:
    app()
