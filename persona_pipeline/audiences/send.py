"""An export on its way to a campaign tool: signed parts of it through the outbox, in order, each until it has arrived."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from persona_pipeline.alerts.channels.http import USUAL, Address, Patience, post
from persona_pipeline.alerts.channels.webhook import signed_headers
from persona_pipeline.alerts.message import Answer
from persona_pipeline.alerts.queue import Outbox, Parcel, stamp
from persona_pipeline.faults import crash_point
from persona_pipeline.settings import ConfigError, secret
from persona_pipeline.warehouse import hold_lock

from .exports import current_export, exports_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from persona_pipeline.settings import CampaignAudience, Settings, Workspace

    from .exports import Export

PEOPLE_A_PART = 1_000
EVENT = "persona_pipeline.audience"


def channel_of(audience: str) -> str:
    """Name of the audience's queue; no alert channel can have it."""
    return f"audience:{audience}"


def put_export(workspace: Workspace, audience: CampaignAudience, now: datetime, *, whole: bool = False) -> int:
    """Write the newest export into the outbox, as what changed since the one that was written there before; returns new parts.

    It goes out whole where the tool cannot know that one: the first time, after parts were given up, when asked. Written twice it is
    there once.
    """
    export = current_export(workspace, audience.name)
    if export is None:
        return 0
    with Outbox.open(workspace.outbox) as outbox, outbox.transaction():
        last = outbox.last_parcel(channel_of(audience.name))
        if last and last[0].content["export"] == export.name and last[1] != "given up" and not whole:
            return 0
        known = last is not None and last[1] != "given up" and last[0].content["export"] == export.manifest["previous"]
        whole = whole or not known
        again = last[0].key if last and whole else ""
        table = "members" if whole else "changes"
        rows = export.manifest["files"][f"{table}.parquet"]["rows"]
        parts = max(1, -(-rows // PEOPLE_A_PART))
        return sum(
            outbox.put_parcel(
                _parcel(audience.name, export.name, part, parts, whole=whole, after=again, made_at=stamp(now))
            )
            for part in range(1, parts + 1)
        )


def waiting_exports(workspace: Workspace, audience: str) -> set[str]:
    """Names of exports of which parts wait: they must stay on the disk."""
    if not workspace.outbox.exists():
        return set()
    with Outbox.open(workspace.outbox) as outbox:
        return {parcel.content["export"] for parcel in outbox.parcels(channel_of(audience))}


def send_audiences(
    workspace: Workspace, settings: Settings, now: datetime, *, regardless: bool = False, patience: Patience = USUAL
) -> tuple[int, dict[str, str]]:
    """Send what is due, in order; returns how many parts arrived, and by audience what went wrong.

    The first part that fails holds back those after it: a tool that removed somebody before adding them would end up wrong.

    Raises:
        OSError: if the outbox cannot be used.
        Busy: if another process is sending.
    """
    wanted = [audience for audience in settings.audiences if "webhook" in audience.to]
    arrived, failed = 0, {}
    if not wanted or not workspace.outbox.exists():
        return 0, {}
    with hold_lock(workspace.outbox.with_suffix(".lock")), Outbox.open(workspace.outbox) as outbox:
        for audience in wanted:
            for parcel in outbox.parcels(channel_of(audience.name)):
                if parcel.next_at > now and not regardless:
                    break
                answer = _send(workspace, audience, parcel, now, patience)
                crash_point("audience.after_send")
                outbox.mark(parcel, answer, now)
                if answer.error is not None:
                    failed[audience.name] = answer.error
                    break
                arrived += 1
    return arrived, failed


def _parcel(audience: str, export: str, part: int, parts: int, *, whole: bool, after: str, made_at: str) -> Parcel:
    """``after`` is the last part before a whole one, so that a whole export can be told again under new keys."""
    content = {"export": export, "whole": whole, "part": part, "parts": parts}
    text = json.dumps([audience, after, content], sort_keys=True)
    return Parcel(
        f"aud_{hashlib.sha256(text.encode()).hexdigest()[:32]}", audience, channel_of(audience), made_at, content
    )


def _send(
    workspace: Workspace, audience: CampaignAudience, parcel: Parcel, now: datetime, patience: Patience
) -> Answer:
    export = next(
        (each for each in exports_of(workspace, audience.name) if each.name == parcel.content["export"]), None
    )
    if export is None:
        return Answer(
            0,
            f"export {parcel.content['export']} is no longer on the disk; a later one is sent whole when this is given up",
        )
    url = Address(audience.url, audience.url_variable).read()
    if isinstance(url, Answer):
        return url
    body = json.dumps(
        {"type": EVENT, "timestamp": parcel.made_at, "data": told(export, parcel.content)}, sort_keys=True
    ).encode()
    signing = secret(audience.secret_variable)
    try:
        headers = signed_headers(parcel.key, int(now.timestamp()), body, signing.encode() if signing else None)
    except ConfigError as error:
        return Answer(0, str(error), gone=True)
    return post(url, body, headers, key=parcel.key, patience=patience)


def told(export: Export, content: dict[str, Any]) -> dict[str, Any]:
    """What a part says: which export it belongs to, whom to add or change, and whom to remove."""
    rows = list(_rows(export, content))
    keep = ("audience", "as_of", "sequence", "definition")
    return {
        **{name: export.manifest[name] for name in keep},
        **content,
        "previous": None if content["whole"] else export.manifest["previous"],
        "put": [
            {name: value for name, value in row.items() if name != "change"}
            for row in rows
            if row.get("change") != "remove"
        ],
        "remove": [row["id"] for row in rows if row.get("change") == "remove"],
    }


def _rows(export: Export, content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    import pyarrow.parquet as pq

    path = export.folder / f"{'members' if content['whole'] else 'changes'}.parquet"
    batches = pq.ParquetFile(path).iter_batches(batch_size=PEOPLE_A_PART)
    seen, first = 0, (content["part"] - 1) * PEOPLE_A_PART
    for batch in batches:  # batches do not reach over the file's own row groups, so parts are cut by row
        inside = batch.slice(max(0, first - seen), max(0, first + PEOPLE_A_PART - max(seen, first)))
        if first - seen < batch.num_rows:
            for row in inside.to_pylist():
                yield {name: _plain(value) for name, value in row.items()}
        seen += batch.num_rows
        if seen >= first + PEOPLE_A_PART:
            return


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float) else float(value)
