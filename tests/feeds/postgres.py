"""A PostgreSQL of its own for the tests, in a temporary folder, where its programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CANDIDATES = ("postgres", "nobody")
"""Users to run as where the tests run as root: PostgreSQL refuses root."""


def programs() -> Path | None:
    """The folder with initdb and postgres; None where there is none."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in folders if (each / "initdb").exists() and (each / "postgres").exists()), None)


@contextmanager
def running() -> Iterator[str]:
    """The address of a server that listens on this machine only; the test is skipped where it cannot be started."""
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    user = _user()
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / "data"
        data.mkdir()
        if user:
            shutil.chown(data, user)
        arguments = ["--auth=trust", "--username=tester", "--encoding=UTF8", "--no-sync", "--locale=C"]
        _run([found / "initdb", "-D", data, *arguments], user, folder)
        port = _free_port()
        options = f"-p {port} -h 127.0.0.1 -k {data} -F -c timezone=America/New_York"
        _run([found / "pg_ctl", "-D", data, "-o", options, "-l", data / "log", "-w", "-t", "60", "start"], user, folder)
        try:
            yield f"postgresql://tester@127.0.0.1:{port}/postgres"
        finally:
            _run([found / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], user, folder)


def _run(command: list[object], user: str | None, folder: str) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        user=user,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _user() -> str | None:
    if os.getuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(each for each in CANDIDATES if each in known)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
