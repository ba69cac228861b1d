"""Have a snapshot read back by a child process before anybody may see it. What it cannot read is not published."""

import json
import selectors
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from persona_pipeline import children
from persona_pipeline.context import Context

from .build import TableCheck
from .manifest import PARQUET_FOLDER
from .shape import ANSWERS, THIS_SNAPSHOT, published_tables

_PATIENCE_S = 1800
_READER = "persona_pipeline.publish.reader"


def verify(ctx: Context, folder: Path, checks: Mapping[str, TableCheck]) -> list[str]:
    """What is wrong with the snapshot in ``folder``; empty where it holds what was copied into it.

    Looked at, with the file opened read-only: the set of tables and views, every comment, rows and a hash over all
    values of each table, its key, every view, the rows of every Parquet file.
    """
    keys = {table.name: table.key for table in published_tables()}
    expected = {
        "memory_limit": ctx.settings.warehouse.memory_limit,
        "spill": str(ctx.workspace.spill),
        "comments": expected_comments(),
        "views": [view.name for view in ANSWERS],
        "tables": {
            name: {**asdict(check), "key": keys[name], "file": f"{PARQUET_FOLDER}/{name}.parquet"}
            for name, check in checks.items()
        },
    }
    return _read_back(folder, json.dumps(expected))


def _read_back(folder: Path, expected: str) -> list[str]:
    with (
        tempfile.TemporaryFile() as errors,
        children.started(_READER, [str(folder)], cwd=folder, errors=errors) as child,
    ):
        with suppress(BrokenPipeError):  # then it has ended, and says why
            child.input.write(expected)
            child.input.close()
        with selectors.DefaultSelector() as selector:
            selector.register(child.output, selectors.EVENT_READ)
            if not selector.select(_PATIENCE_S):
                return [f"reading the snapshot back took more than {_PATIENCE_S} seconds"]
        found = child.output.read()
        code = child.wait()
        if code != 0:
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace").strip()[-500:]
            return [f"the process that reads the snapshot back ended with {code}: {said}"]
    return [str(problem) for problem in json.loads(found)]


def expected_comments() -> dict[str, str]:
    """Comment of every published table, view and column, by its full name."""
    comments: dict[str, str] = {}
    for table in (*published_tables(), THIS_SNAPSHOT, *ANSWERS):
        comments[table.name] = f"{table.meaning} ({table.grain})"
        comments |= {f"{table.name}.{column.name}": column.meaning for column in table.columns}
    return comments
