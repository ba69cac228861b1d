"""serve, users: the console, and who may use it."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from persona_pipeline.settings import ConfigError

from .common import JsonOption, WorkspaceOption, open_workspace, print_json, print_table, say, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from persona_pipeline.console.accounts import Accounts
    from persona_pipeline.settings.console import Role

Found = TypeVar("Found")
NameArgument = Annotated[str, typer.Argument(help="Name of the account; decisions are kept under it.")]
RoleOption = Annotated[str, typer.Option("--role", help="viewer (sees everything) or editor (decides, too).")]
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_MISSING = "the console needs more than was installed. Mend: pip install 'persona-pipeline[console]'"


def serve(
    workspace: WorkspaceOption = Path(),
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; only this machine unless told otherwise.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.", min=1, max=65_535)] = 8080,
) -> None:
    """Serve the console: the pages behind a sign-in, and the decisions as forms.

    Make an account first: `persona-pipeline users add NAME --role editor`. It reads what was published and writes to the store of
    decisions, so it never stands in the way of a night. For others than this machine put a proxy with TLS before it and
    name its address as console.public_url in persona.yaml.

    Example: `persona-pipeline serve -w my-shop`, then http://127.0.0.1:8080
    """
    place, settings = open_workspace(workspace)
    public = settings.console.public_url or ""
    if host not in LOOPBACK and not public.startswith("https://"):
        raise ConfigError(
            f"found --host {host}: passwords would go over the network as they are. Mend: put a proxy with TLS before the console and name "
            "its address as console.public_url (https://...) in persona.yaml."
        )
    try:
        import uvicorn

        from persona_pipeline.console.app import application
    except ModuleNotFoundError as error:
        raise ConfigError(_MISSING) from error
    if settings.console.trusted_proxy is None and not _accounts(workspace, lambda accounts: accounts.users()):
        say("nobody has an account yet. Mend: persona-pipeline users add NAME --role editor")
    listening = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    say(f"the console of {place.root} is at {public or f'http://{shown}:{port}'} (ctrl-c ends it)")
    config = uvicorn.Config(
        application(place, settings, lambda: datetime.now(UTC)),
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=64,
        timeout_keep_alive=10,
    )
    with suppress(KeyboardInterrupt):  # uvicorn has ended in good order by then
        uvicorn.Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything is said of it.

    Raises:
        ConfigError: if it cannot be had.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server((address[0], port), family=family)
    except OSError as error:
        raise ConfigError(
            f"found no way to listen on {host} port {port}: {error.strerror or error}. Mend: end what listens there, or name another --port."
        ) from error


def add(name: NameArgument, workspace: WorkspaceOption = Path(), role: RoleOption = "viewer") -> None:
    """Make an account. The password is asked for, or read from stdin where nobody can be asked.

    Example: `persona-pipeline users add anna --role editor -w my-shop`
    """
    wanted = _role(role)
    password = _password()
    _accounts(workspace, lambda accounts: accounts.add(name, wanted, password, datetime.now(UTC)))
    tell(f"{name} has an account as {role}")


def password(name: NameArgument, workspace: WorkspaceOption = Path()) -> None:
    """Give an account another password. Whoever is signed in with it is signed out."""
    new = _password()
    _accounts(workspace, lambda accounts: accounts.set_password(name, new))
    tell(f"{name} has a new password, and was signed out")


def role(name: NameArgument, new: Annotated[str, typer.Argument(help="viewer or editor.", metavar="ROLE")], workspace: WorkspaceOption = Path()) -> None:  # fmt: skip
    """Give an account another role. Whoever is signed in with it signs in anew."""
    wanted = _role(new)
    _accounts(workspace, lambda accounts: accounts.set_role(name, wanted))
    tell(f"{name} is {new} now")


def remove(name: NameArgument, workspace: WorkspaceOption = Path()) -> None:
    """Take an account away, and sign it out everywhere. What it decided stays under its name."""
    _accounts(workspace, lambda accounts: accounts.remove(name))
    tell(f"{name} has no account any more")


def list_users(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """List the accounts."""
    found = _accounts(workspace, lambda accounts: accounts.users())
    if as_json:
        print_json([vars(user) for user in found])
    elif not found:
        tell("nobody has an account yet: persona-pipeline users add NAME --role editor")
    else:
        rows = [[user.name, user.role, f"{user.since:%Y-%m-%d}"] for user in found]
        print_table("Accounts of the console", ["name", "role", "since"], rows)


def _accounts(workspace: Path, work: Callable[[Accounts], Found]) -> Found:
    place, settings = open_workspace(workspace)
    try:
        import argon2  # noqa: F401 - told here, and not in the middle of it
    except ModuleNotFoundError as error:
        raise ConfigError(_MISSING) from error
    from persona_pipeline.console.accounts import Accounts

    with Accounts.open(place, settings) as accounts:
        return work(accounts)


def _password() -> str:
    if sys.stdin.isatty():
        asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return asked
    return sys.stdin.readline().rstrip("\n")


def _role(text: str) -> Role:
    if text == "viewer":
        return "viewer"
    if text == "editor":
        return "editor"
    raise typer.BadParameter(f"found {text!r}; expected viewer or editor", param_hint="ROLE")
