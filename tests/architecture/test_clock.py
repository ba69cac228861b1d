"""The night is a parameter. The domain reads no clock: running a night again in a year gives the same bytes."""

import ast
import re
from pathlib import Path

from .tree import DOMAIN, SQL, for_each, label, parsed, python_files

CLOCKS = {
    ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"), ("Timestamp", "now"),
}  # fmt: skip
ALLOWED = {
    "persona_pipeline/cli": "asks the clock for the default night, once, and passes it in",
}
SQL_CLOCK = re.compile(
    r"\b(now\s*\(|current_date|current_timestamp|current_time|localtimestamp|today\s*\(|get_current_|random\s*\(|uuid\s*\(|gen_random_uuid)",
    re.IGNORECASE,
)


def _allowed(path: Path) -> bool:
    return any(label(path) == place or label(path).startswith((f"{place}/", f"{place}.py")) for place in ALLOWED)


def _reads_clock(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = node.func.value
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return (name, node.func.attr) in CLOCKS


@for_each(python_files(DOMAIN))
def test_the_domain_reads_no_clock(path: Path) -> None:
    found = [node.lineno for node in ast.walk(parsed(path)) if _reads_clock(node)]
    assert not found or _allowed(path), f"{label(path)}: lines {found} read the clock; use ctx.as_of"


def test_every_exemption_is_needed() -> None:
    reading = {label(path) for path in python_files(DOMAIN) if any(map(_reads_clock, ast.walk(parsed(path))))}
    assert all(any(each.startswith((f"{place}/", f"{place}.py")) for each in reading) for place in ALLOWED)


@for_each(sorted(SQL.rglob("*.sql")))
def test_statements_read_no_clock_and_throw_no_dice(path: Path) -> None:
    lines = [
        f"{label(path)}:{number}: {line.strip()}"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if SQL_CLOCK.search(line.partition("--")[0])
    ]
    assert not lines, "as_of is a parameter; randomness is a hash of a seed"
