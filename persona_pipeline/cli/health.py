"""What doctor looks at. Each check says what it found, and how to mend it where it fails."""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from packaging.specifiers import SpecifierSet

from persona_pipeline.cards.unlabelled import count
from persona_pipeline.decisions import Decisions, DecisionsError
from persona_pipeline.desk.labels import of_nothing, words_of_night
from persona_pipeline.feeds import is_remote
from persona_pipeline.ingest.discover import look
from persona_pipeline.logbook import check_same_shop, is_empty
from persona_pipeline.settings import ConfigError, Settings, Workspace, identity_secret, load_settings
from persona_pipeline.sources import read_rates
from persona_pipeline.warehouse import Busy, connect, hold_lock

from .channels import channels_ready
from .money import currencies
from .pull import reached

MIN_FREE_BYTES = 1 << 30
DUCKDB = SpecifierSet(">=1.5,<3")
"""Versions of DuckDB that the package asks for; pyproject.toml says the same."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. ``found`` may hold its own mend; ``mend`` is for where it does not."""

    check: str
    ok: bool
    found: str
    mend: str = ""

    @property
    def to_mend(self) -> str:
        """What to do, if that is not said by what was found already; empty where all is well."""
        return "" if self.ok or "Mend:" in self.found else self.mend


def examine(root: Path) -> list[Finding]:
    """All findings for a workspace, most basic first. Nothing is changed."""
    workspace = Workspace(root)
    findings = [
        Finding("python", sys.version_info >= (3, 11), platform.python_version(), "use Python 3.11 or newer"),
        Finding(
            "duckdb",
            DUCKDB.contains(duckdb.__version__, prereleases=True),
            duckdb.__version__,
            f"install duckdb{DUCKDB}",
        ),
        _attempt("key", lambda: f"{len(identity_secret())} characters", "set PERSONA_PIPELINE_KEY"),
    ]
    try:
        settings = load_settings(workspace.config)
    except ConfigError as error:
        mend = "correct what is named here" if workspace.config.exists() else f"persona-pipeline init {root}"
        return [*findings, Finding("persona.yaml", False, str(error), mend)]
    findings.append(Finding("persona.yaml", True, f"{len(settings.sources)} sources"))
    findings.extend(_rates(workspace, settings))
    findings.extend(_folders(workspace, settings))
    findings.extend(
        Finding(f"currency of {source.name}", ok, found, mend)
        for source, ok, found, mend in currencies(workspace, settings)
    )
    findings.extend(
        Finding(f"alert channel {name}", ok, found, mend) for name, ok, found, mend in channels_ready(settings)
    )
    findings.extend(_machine(workspace))
    findings.extend(_files(workspace, settings))
    return findings


def _rates(workspace: Workspace, settings: Settings) -> Iterator[Finding]:
    table = settings.shop.rates
    if table is not None:
        yield _attempt(
            "rates",
            lambda: f"{len(read_rates(workspace.root / table, settings.shop.currency))} rates in {table}",
            f"correct {table}",
        )


def _folders(workspace: Workspace, settings: Settings) -> Iterator[Finding]:
    if not settings.sources:
        yield Finding("sources", False, "none", "list at least one source in persona.yaml")
    for source, ok, found in reached(workspace, settings):
        yield Finding(
            f"feed {source.name}",
            ok,
            found,
            f"correct source {source.name} in persona.yaml, or look at where its data are",
        )
    for source in settings.sources:
        if is_remote(source):
            continue
        inbox = look(workspace, source)
        yield Finding(
            f"source {source.name}",
            not inbox.problems,
            "; ".join(inbox.problems) or f"{len(inbox.files)} files at {source.place}",
            "correct what is named here",
        )


def _machine(workspace: Workspace) -> Iterator[Finding]:
    free = shutil.disk_usage(workspace.root).free
    yield Finding("disk", free >= MIN_FREE_BYTES, f"{free / 1e9:.1f} GB free", "free at least 1 GB")
    writable = os.access(workspace.root, os.W_OK)
    yield Finding(
        "workspace",
        writable,
        "writable" if writable else "not writable",
        f"give this user write access to {workspace.root}",
    )
    try:
        with hold_lock(workspace.lock):
            yield Finding("lock", True, "free")
    except Busy:
        yield Finding("lock", False, "another run is working", "wait until it ends")


def _files(workspace: Workspace, settings: Settings) -> Iterator[Finding]:
    if workspace.warehouse.exists():
        if _is_busy(workspace):
            yield Finding("warehouse", True, "another process is working in it; not looked at")
        else:
            yield from _warehouse(workspace, settings)
    else:
        yield Finding("warehouse", True, "not there yet; the first night makes it")
    yield from _rest(workspace, settings)


def _is_busy(workspace: Workspace) -> bool:
    """Whether another process has the warehouse: then one that cannot be opened is not broken."""
    try:
        with hold_lock(workspace.lock), connect(workspace.warehouse, read_only=True):
            return False
    except Busy:
        return True
    except duckdb.Error as error:
        return "lock" in str(error).lower()


def _warehouse(workspace: Workspace, settings: Settings) -> Iterator[Finding]:
    yield _attempt("same shop", lambda: _same_shop(workspace.warehouse, settings), "see what is said of the warehouse")
    yield _attempt(
        "warehouse",
        lambda: _nights(workspace.warehouse),
        "move warehouse.duckdb away, put the files back into the inbox (landing keeps a copy of each) and run the nights again",
    )
    yield from _labels(workspace, settings)


def _labels(workspace: Workspace, settings: Settings) -> Iterator[Finding]:
    """How many of the shop's own words have no label in a language, and labels that look misspelt; neither stops a night."""
    try:
        with connect(workspace.warehouse, read_only=True) as con:
            found = words_of_night(con, settings)
    except duckdb.Error:  # said of the warehouse already; or an earlier version made it, which the next night mends
        return
    if found is None:
        return
    misspelt = [line for line in of_nothing(found, settings, workspace) if "did you mean" in line]
    missing = [
        f"{some} of {needed} words have no label in {code}" for code, (some, needed) in count(found, settings).items()
    ]
    said = f"{'; '.join(missing)} (`persona-pipeline labels` lists them)"
    yield Finding("labels", not misspelt, "; ".join(misspelt) or said, "correct the spelling there")


def _rest(workspace: Workspace, settings: Settings) -> Iterator[Finding]:
    yield _attempt(
        "decisions",
        lambda: Decisions.examine(workspace, settings),
        "see what is said of the database; restore decisions.sqlite from a backup where it is broken",
    )
    published = workspace.published / "personas.duckdb"
    if published.exists():
        yield _attempt("published file", lambda: _nights(published.resolve()), "persona-pipeline publish")
    else:
        yield Finding("published file", True, "not there yet; the first night that is published makes it")


def _nights(path: Path) -> str:
    with connect(path, read_only=True) as con:
        count, last = con.execute("select count(*), max(as_of) from ops.nights").fetchall()[0]
    return f"{count} nights, the last of {last}"


def _same_shop(path: Path, settings: Settings) -> str:
    with connect(path, read_only=True) as con:
        kept = con.execute("select fingerprint, currency, timezone from ops.key").fetchall()
        empty = is_empty(con)
    if not kept or empty:
        return "nothing taken in yet"
    check_same_shop(kept[0], settings.shop)
    return "key, currency and time zone are those of the first night"


def _attempt(check: str, look_at: Callable[[], str], mend: str) -> Finding:
    try:
        return Finding(check, True, look_at())
    except (ConfigError, DecisionsError, OSError, duckdb.Error) as error:
        return Finding(check, False, str(error), mend)
