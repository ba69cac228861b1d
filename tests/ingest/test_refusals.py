"""Who says no to marketing is known also where the row that says so is refused for something else."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from persona_pipeline.context import Context
from persona_pipeline.ingest import take_in
from persona_pipeline.settings import QualitySettings, Settings, Source, Workspace

ROWS = (
    "C6,,2026-03-01,yes\n"
    "C6,,2099-11-01,no\n"  # after today
    "C8,,,no\n"  # no date
    ",Anna@example.org,soon,nee\n"
    "C9,,,yes\n"
    "C10,,2026-03-01,no\n"  # taken in
)


def test_a_refused_no_keeps_whose_it_is(workspace: Workspace, context: Callable[[date], Context]) -> None:
    source = Source(name="list", kind="crm", path="inbox/crm/*")
    asked = Settings(sources=(source,), quality=QualitySettings(max_refused_share=1))
    ctx = replace(context(date(2026, 3, 31)), settings=asked, clock=lambda: datetime(2026, 4, 2, tzinfo=UTC))
    (workspace.inbox / "crm").mkdir(parents=True)
    (workspace.inbox / "crm" / "a.csv").write_text(f"customer_id,email,valid_from,marketing_consent\n{ROWS}")
    take_in(ctx, "crm")
    found = ctx.warehouse.query(
        "select row_number, stage, refusing_customer_id, refusing_email_sha256 from quarantine.attributes order by row_number"
    )
    assert found == [
        (2, "validate", "C6", None),
        (3, "read", "C8", None),
        (4, "read", None, hashlib.sha256(b"anna@example.org").hexdigest()),
        (5, "read", None, None),
    ]
