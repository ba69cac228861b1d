"""Assets of the layer ``raw``: files become rows, each exactly once, behind the gates of Great Expectations."""

import dagster as dg

from .resources import NightResource
from .rules import rules_check, rules_result
from .stages import Results, gate, refresh, stage_assets, table

READING = ("duckdb", "greatexpectations", "python")


def _gates(raw: str) -> tuple[dg.AssetCheckSpec, ...]:
    return (
        rules_check(raw),
        gate("sources_are_there", raw, "Every folder that persona.yaml names exists and holds plain files."),
        gate(
            "files_are_readable", raw, "Every file could be read: right columns, whole, in the encoding it should have."
        ),
        gate(
            "batches_are_sound",
            raw,
            "No batch broke a critical rule of its suite in expectations/: columns, volume, share refused.",
        ),
        gate(
            "columns_are_as_before",
            raw,
            "No column is new, gone, renamed or of another kind than before, and no question was reworded.",
            blocking=False,
        ),
        gate(
            "files_are_finished",
            raw,
            "No file is still being written; those that may be wait for the next look.",
            blocking=False,
        ),
        gate(
            "batches_are_as_usual",
            raw,
            "No batch broke a rule of its suite that only warns: fewer rows than the source's ups and downs explain, or many times more.",
            blocking=False,
        ),
    )


@stage_assets("open", table("ops.nights", kinds=("duckdb", "python")))
def open_night(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Begin the night: the secrets and the disk are there; the book says that it is running."""
    yield from refresh(context, night)


@stage_assets(
    "take_in_orders",
    table("raw.orders", "inbox.orders", "ops.nights", kinds=READING),
    table("quarantine.orders", "inbox.orders", "ops.nights", kinds=READING),
    gates=_gates("raw.orders"),
)
def take_in_orders(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Take in new and changed order files; rows that break a rule go to quarantine with their reason."""
    yield from refresh(context, night)
    yield from rules_result(context, night, "raw.orders")


@stage_assets(
    "take_in_web",
    table("raw.events", "inbox.web", "ops.nights", kinds=READING),
    table("quarantine.events", "inbox.web", "ops.nights", kinds=READING),
    gates=_gates("raw.events"),
)
def take_in_web(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Take in new and changed web analytics files; rows that break a rule go to quarantine with their reason."""
    yield from refresh(context, night)
    yield from rules_result(context, night, "raw.events")


@stage_assets(
    "take_in_survey",
    table("raw.responses", "inbox.survey", "ops.nights", kinds=READING),
    table("quarantine.responses", "inbox.survey", "ops.nights", kinds=READING),
    gates=_gates("raw.responses"),
)
def take_in_survey(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Take in new and changed survey files; rows that break a rule go to quarantine with their reason."""
    yield from refresh(context, night)
    yield from rules_result(context, night, "raw.responses")


@stage_assets(
    "take_in_crm",
    table("raw.attributes", "inbox.crm", "ops.nights", kinds=READING),
    table("quarantine.attributes", "inbox.crm", "ops.nights", kinds=READING),
    gates=_gates("raw.attributes"),
)
def take_in_crm(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Take in new and changed customer files; rows that break a rule go to quarantine with their reason."""
    yield from refresh(context, night)
    yield from rules_result(context, night, "raw.attributes")


@stage_assets(
    "take_in_signals",
    table("raw.signals", "inbox.signals", "ops.nights", kinds=READING),
    table("quarantine.signals", "inbox.signals", "ops.nights", kinds=READING),
    gates=_gates("raw.signals"),
)
def take_in_signals(context: dg.AssetExecutionContext, night: NightResource) -> Results:
    """Take in new and changed files of signals; rows that break a rule go to quarantine with their reason."""
    yield from refresh(context, night)
    yield from rules_result(context, night, "raw.signals")


def inbox_files() -> list[dg.AssetSpec]:
    """What comes from outside: the files that shop, analytics and survey tool put into the inbox."""
    texts = {
        "orders": "Order exports",
        "web": "Web analytics exports",
        "survey": "Survey exports",
        "crm": "Lists of customers with their attributes",
        "signals": "Notes, reviews, search terms and other signals",
    }
    return [
        dg.AssetSpec(
            ["inbox", kind],
            group_name="inbox",
            kinds={"file"},
            owners=["team:data"],
            description=f"{text}, as persona.yaml lists them under `sources` (kind: {kind}). Not made here.",
        )
        for kind, text in texts.items()
    ]


ASSETS = (open_night, take_in_orders, take_in_web, take_in_survey, take_in_crm, take_in_signals)
