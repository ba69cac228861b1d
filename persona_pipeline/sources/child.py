"""The throw-away process that touches inbound files: jobs in as JSON lines, reports out as JSON lines.

A crafted file may crash DuckDB or make it allocate without bound; here it takes down nothing but this process. It has no
secrets in its environment, cannot write large files, dies with its parent, and its DuckDB sees only the folders it was given.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any, TextIO

import duckdb

from persona_pipeline.faults import crash_point
from persona_pipeline.warehouse import connect, literal

from .model import ReadJob
from .reader import read_one
from .staged import file_literal

READY = "ready"
CPU_BASE_S = 60
CPU_S_PER_MB = 2
MAX_FILE_BYTES = 64 << 30
ADDRESS_SPACE_BYTES = 8 << 30
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serve until the parent closes our input."""
    answers = _private_output()
    hello = json.loads(sys.stdin.readline())
    _limit(hello["memory_limit"])
    con = open_locked(hello)
    _say(answers, READY)
    for line in sys.stdin:
        job = ReadJob.from_json(line)
        _allow_cpu(job.path)
        answer = _answer(con, job)
        crash_point("parse.child_done")
        _say(answers, answer)


def _answer(con: duckdb.DuckDBPyConnection, job: ReadJob) -> str:
    """The report; or, where the machine and not the file is to blame, a word that stops the night."""
    try:
        return read_one(con, job).to_json()
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
            raise
        return json.dumps({"stop": str(error)})
    except duckdb.IOException as error:
        if "No space left" not in str(error):
            raise
        return json.dumps({"stop": str(error).splitlines()[0]})


def _say(answers: TextIO, line: str) -> None:
    answers.write(line + "\n")
    answers.flush()


def open_locked(hello: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """DuckDB in memory that reads and writes only in the folders of the jobs, and can no longer be told otherwise."""
    con = connect(None, memory_limit=hello["memory_limit"], threads=hello["threads"], spill=Path(hello["spill"]))
    folders = ", ".join(f"{literal(folder)}, {file_literal(Path(folder))}" for folder in hello["folders"])
    con.execute(f"set allowed_directories = [{folders}]")
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    return con


def _private_output() -> TextIO:
    """Our answers go where nothing else can write; whatever else prints goes to stderr."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _limit(memory_limit: str) -> None:
    amount, unit = int(memory_limit[:-2]), memory_limit[-2:]
    memory = amount << (30 if unit == "GB" else 20)
    _set(resource.RLIMIT_AS, ADDRESS_SPACE_BYTES + 4 * memory)
    _set(resource.RLIMIT_FSIZE, MAX_FILE_BYTES)
    _set(resource.RLIMIT_CORE, 0)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _allow_cpu(path: Path) -> None:
    """Let the next file use its share of processor time, counted from what was used so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    size_mb = path.stat().st_size / 1e6 if path.exists() else 0
    budget = int(used.ru_utime + used.ru_stime + CPU_BASE_S + CPU_S_PER_MB * size_mb)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (budget if hard == resource.RLIM_INFINITY else min(budget, hard), hard))


def _set(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (allowed, hard))
