"""The warehouse's copy of accepted versions, names and the ledger; and the way back where the store has lost them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from persona_pipeline.contracts import TABLES
from persona_pipeline.decisions import AUTOMATIC
from persona_pipeline.warehouse import quote, quote_table

from .definition import DefinitionError, from_text
from .ledger import first_rows
from .names import RENAME, given_names, name_of, persona_subject
from .registry import LEDGER, PERSONAS, VERSIONS, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.context import Context
    from persona_pipeline.decisions import Decisions, Version

    from .definition import Definition

Row = dict[str, Any]


def copy_versions(ctx: Context, store: Decisions) -> None:
    """Make marts.persona_versions, marts.personas and marts.persona_ledger say what was decided for the nights so far.

    Decisions for nights to come are copied by these. A version that was replaced before its first night is left out.
    """
    newest = _newest_night(ctx)
    shown = [v for v in store.versions() if v.effective_as_of and v.effective_as_of <= newest and not _unused(v)]
    names = given_names(store, newest)
    personas: list[Row] = []
    for version in shown:
        for persona in read(store, version).personas:
            given = names.get(persona.persona_id)
            personas.append(
                {
                    "version": version.number,
                    "persona_id": persona.persona_id,
                    "name": name_of(persona, names),
                    "gist": persona.gist,
                    "name_since": given.since if given else None,
                    "name_author": given.author if given else None,
                    "name_reason": given.reason if given else None,
                    "name_en": given.other.get("en") if given else None,
                    "name_nl": given.other.get("nl") if given else None,
                }
            )
    _replace(ctx, VERSIONS, [_version_row(version, newest) for version in shown])
    _replace(ctx, PERSONAS, personas)
    _replace(ctx, LEDGER, [row for version in shown for row in _ledger_rows(version)])


def _unused(version: Version) -> bool:
    return version.until is not None and version.until == version.effective_as_of


def _newest_night(ctx: Context) -> date:
    """The newest night so far: an older one that is run again must not take back what a later one was told."""
    newest: date | None = ctx.warehouse.query("select max(as_of) from marts.persona_profiles")[0][0]
    return max(ctx.as_of, newest or ctx.as_of)


def _version_row(version: Version, newest: date) -> Row:
    over = version.until if version.until is not None and version.until <= newest else None
    return {
        "version": version.number,
        "status": "accepted" if over is None else "retired",
        "fitted_as_of": version.fitted_as_of,
        "accepted_as_of": version.effective_as_of,
        "reason": version.decision.reason,
        "sha256": version.sha256,
        "definition": version.definition,
        "author": version.decision.author,
        "decided_at": version.decision.at.replace(tzinfo=None),
        "retired_as_of": over,
    }


def _ledger_rows(version: Version) -> list[Row]:
    payload = version.proposal.payload
    night = date.fromisoformat(payload["night"]) if payload.get("night") else None
    told = {"version": version.number, "matched_as_of": night, "matched_version": payload.get("base")}
    return [{**row, **told} for row in payload.get("ledger", [])]


def _replace(ctx: Context, table: str, rows: Sequence[Row]) -> None:
    """Make a small table equal to the rows; where it is so already it is not touched."""
    names = TABLES[table].column_names
    wanted = sorted((tuple(row[name] for name in names) for row in rows), key=repr)
    columns = ", ".join(quote(name) for name in names)
    found = ctx.warehouse.query(f"select {columns} from {quote_table(table)}")  # noqa: S608 - the contract's own names
    if sorted(found, key=repr) == wanted:
        return
    con = ctx.warehouse.con
    with ctx.warehouse.transaction():
        con.execute(f"delete from {quote_table(table)}")  # noqa: S608 - as above
        if wanted:
            places = ", ".join("?" for _ in names)
            con.executemany(f"insert into {quote_table(table)} ({columns}) values ({places})", wanted)  # noqa: S608 - as above


def bring_back(ctx: Context, store: Decisions) -> str:
    """Write into the store what the warehouse knows and the store does not: after a loss, or for a warehouse from before it.

    Returns what was written, in a sentence; nothing mostly.

    Raises:
        DefinitionError: if a definition was changed, or the store has another one under the same number.
    """
    known = {version.number: version for version in store.versions()}
    rows = ctx.warehouse.run("personas/versions")
    missing = []
    for number, fitted_as_of, accepted_as_of, reason, sha256, text, author, decided_at in rows:
        where = f"{VERSIONS}, version {number}, accepted {accepted_as_of}"
        definition = from_text(text, sha256, where=where)
        held = known.get(number)
        if held is not None and held.sha256 != sha256:
            raise DefinitionError(
                f"{where}: {store.where} holds another definition under this number ({held.sha256[:12]}... in place of "
                f"{sha256[:12]}...). Mend: restore the store of decisions from a backup; or, to go on with what it holds, delete the row "
                "from marts.persona_versions."
            )
        if held is not None and held.status != "proposed":
            continue
        at = decided_at.replace(tzinfo=UTC) if decided_at else end_of(accepted_as_of, ctx.settings.shop.timezone)
        who: dict[str, Any] = {"author": author or AUTOMATIC, "reason": reason, "at": at}
        if held is None:
            payload = _payload_of(ctx, number) or _payload_of_first(definition)
            store.propose(number, text, sha256=sha256, fitted_as_of=fitted_as_of, payload=payload, **who)
        store.accept(number, effective_as_of=accepted_as_of, **who)
        missing.append(str(number))
    renamed = _bring_back_names(ctx, store)
    if not missing and not renamed:
        return ""
    what = [f"persona version {', '.join(missing)}"] * bool(missing) + [f"the name of {', '.join(renamed)}"] * bool(
        renamed
    )
    note = f"{store.where} did not have {' and '.join(what)}, which this warehouse uses; written there again"
    ctx.progress(note)
    return note


def _payload_of_first(definition: Definition) -> Row:
    """For versions of before there was a ledger: nobody knows more than who was there."""
    return {"base": None, "night": None, "ledger": first_rows(definition), "moves": [], "restored": True}


def _payload_of(ctx: Context, number: int) -> Row | None:
    """What the ledger says of a version; None where it says nothing."""
    names = [
        name for name in TABLES[LEDGER].column_names if name not in {"version", "matched_as_of", "matched_version"}
    ]
    columns = ", ".join(quote(name) for name in (*names, "matched_as_of", "matched_version"))
    sql = f"select {columns} from {quote_table(LEDGER)} where version = $version order by persona_id"  # noqa: S608 - the contract's own names
    rows = ctx.warehouse.query(sql, {"version": number})
    if not rows:
        return None
    night, base = rows[0][-2:]
    return {
        "base": base,
        "night": night.isoformat() if night else None,
        "ledger": [dict(zip(names, row[:-2], strict=True)) for row in rows],
        "moves": [],
        "restored": True,
    }


def _bring_back_names(ctx: Context, store: Decisions) -> list[str]:
    given = given_names(store, None)
    renamed = []
    for persona_id, name, since, author, reason, *other in ctx.warehouse.run("personas/given_names"):
        if persona_id in given:
            continue
        payload: Row = {"name": name, "before": None, "effective_as_of": since.isoformat(), "restored": True}
        if apart := {code: text for code, text in zip(("en", "nl"), other, strict=True) if text is not None}:
            payload["names"] = apart
        at = end_of(since, ctx.settings.shop.timezone)
        store.record(RENAME, persona_subject(persona_id), payload, author=author, reason=reason, at=at)
        renamed.append(persona_id)
    return renamed


def end_of(day: date, timezone: str) -> datetime:
    """The moment at which a business day ends, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone)).astimezone(UTC)
