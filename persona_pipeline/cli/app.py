"""The Typer application: which commands there are, and how an error becomes a message and an exit code."""

import sys

import duckdb
import typer

from persona_pipeline import __version__
from persona_pipeline.decisions import DecisionsError
from persona_pipeline.personas import DefinitionError, NotEnoughPeopleError
from persona_pipeline.settings import ConfigError
from persona_pipeline.sources.parent import ReadingStopped
from persona_pipeline.warehouse import Busy, Fenced, OtherVersion

from . import (
    alerts,
    audiences,
    backtest,
    cards,
    challenger,
    drift,
    inspect,
    labels,
    moves,
    night,
    personas,
    personas_history,
    personas_shown,
    pull,
    restated,
    serve,
    setup,
    sources,
    watch,
)
from .common import BUSY, FAILED, WRONG_USE, complain

app = typer.Typer(
    name="persona-pipeline",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help=(
        "Keeps buyer personas true: takes in orders, web analytics and survey answers every night, recomputes segments and "
        "personas, and says when a persona must be re-evaluated.\n\n"
        "Begin with `persona-pipeline init my-shop`, put files into `my-shop/inbox`, then `persona-pipeline refresh -w my-shop`.\n\n"
        "Exit codes: 0 done, 1 failed, 2 wrong use or configuration, 3 a gate stopped the night, "
        "4 messages wait to be sent, 75 another run is working."
    ),
)
source_commands = typer.Typer(no_args_is_help=True, help="Look at source files before they are taken in.")
app.add_typer(source_commands, name="sources")
persona_commands = typer.Typer(
    no_args_is_help=True,
    help=(
        "See and decide what the personas are. Definitions change by a recorded decision only: `propose` fits new ones and shows "
        "what would change, `accept` lets the next night use them. Every decision is kept with who, why and when."
    ),
)
app.add_typer(persona_commands, name="personas")

drift_commands = typer.Typer(
    no_args_is_help=True,
    help=(
        "Answer alerts, and say what nights mean: mark them as an event, or accept what is as the new normal. Every decision is kept "
        "with who, why and when; nights go by it from the next one on, and those that were computed stay as they were told."
    ),
)
app.add_typer(drift_commands, name="drift")

alert_commands = typer.Typer(help="What stands, what people answer to it, and what waits to be sent.")
app.add_typer(alert_commands, name="alerts")
alert_commands.callback(invoke_without_command=True)(alerts.alerts)

audience_commands = typer.Typer(
    help="Lists of customers for campaign tools: what there is, write one now, send what waits."
)
app.add_typer(audience_commands, name="audiences")
audience_commands.callback(invoke_without_command=True)(audiences.audiences)
audience_commands.command("export")(audiences.export)
audience_commands.command("send")(audiences.send)

app.command("init")(setup.init)
app.command("sample")(setup.sample)
app.command("schema")(setup.schema)
app.command("doctor")(setup.doctor)
source_commands.command("check")(sources.check)
source_commands.command("pull")(pull.pull)
persona_commands.command("card")(cards.card)
persona_commands.command("overrule")(cards.overrule)
persona_commands.command("list")(personas_shown.list_personas)
persona_commands.command("show")(personas_shown.show)
persona_commands.command("propose")(personas.propose)
persona_commands.command("challenger")(challenger.challenger)
persona_commands.command("diff")(personas_shown.diff)
persona_commands.command("accept")(personas.accept)
persona_commands.command("reject")(personas.reject)
persona_commands.command("rename")(personas.rename)
persona_commands.command("retire")(personas.retire)
persona_commands.command("restore")(personas.restore)
persona_commands.command("history")(personas_history.history)
persona_commands.command("moves")(moves.moves)
drift_commands.command("list")(drift.list_decisions)
drift_commands.command("answer")(drift.answer)
drift_commands.command("event")(drift.event)
drift_commands.command("undo")(drift.undo)
drift_commands.command("normal")(drift.normal)
alert_commands.command("ack")(alerts.ack)
alert_commands.command("snooze")(alerts.snooze)
alert_commands.command("send")(alerts.send)
drift_commands.command("restated")(restated.restated)
user_commands = typer.Typer(no_args_is_help=True, help="Who may use the console.")
app.add_typer(user_commands, name="users")
user_commands.command("add")(serve.add)
user_commands.command("list")(serve.list_users)
user_commands.command("password")(serve.password)
user_commands.command("role")(serve.role)
user_commands.command("remove")(serve.remove)
app.command("serve")(serve.serve)
app.command("refresh")(night.refresh)
app.command("publish")(night.publish)
app.command("labels")(labels.labels)
app.command("status")(inspect.status)
app.command("verdict")(inspect.verdict)
app.command("watch")(watch.watch)
app.command("backtest")(backtest.backtest)


@app.callback(invoke_without_command=True)
def about(version: bool = typer.Option(False, "--version", help="Print the version and stop.")) -> None:
    """Show the version when asked."""
    if version:
        typer.echo(f"persona-pipeline {__version__}, duckdb {duckdb.__version__}")
        raise typer.Exit


def main() -> None:
    """Entry point. Known errors end in one clear message on stderr and their exit code, never in a traceback."""
    try:
        app()
    except ConfigError as error:
        for line in str(error).splitlines():  # one for each wrong setting
            complain(line)
        sys.exit(WRONG_USE)
    except (Busy, Fenced) as error:
        complain(str(error))
        sys.exit(BUSY)
    except (ReadingStopped, OtherVersion, DefinitionError, DecisionsError, NotEnoughPeopleError) as error:  # say it all
        complain(" ".join(str(error).split()))
        sys.exit(FAILED)
    except (OSError, duckdb.Error) as error:
        complain(f"{type(error).__name__}: {' '.join(str(error).split())}")
        sys.exit(FAILED)
