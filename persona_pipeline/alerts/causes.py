"""Why a gate failed, as one of the causes that the catalog has words for: a gate guards against more than one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.contracts import RAW_OF
from persona_pipeline.settings import why_unconfirmed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from persona_pipeline.context import Check, Context

CAUSE_OF_RULE = {
    "some_rows_are_left": "faulty_rows",
    "few_rows_are_refused": "faulty_rows",
    "columns_stay_filled": "emptied_column",
    "volume_has_not_collapsed": "few_rows",
    "unchecked": "unchecked",
}
"""Critical rules over whole batches; ``unchecked`` stands for any rule that crashed."""
_WORDS = {
    "`schema_changes: stop` is set": "changed_columns",
    "share none with those of the version before": "other_days",
}
"""What the ledger says of a load that broke no rule."""


def causes_of(ctx: Context, check: Check) -> tuple[str, ...]:
    """Keys of the catalog's sentences, each once; the gate's own name where no cause is known."""
    found: Iterator[str] = iter(())
    if check.name == "batches_are_sound":
        found = _of_batches(ctx, check)
    elif check.name == "sources_are_there":
        found = _of_sources(ctx, check)
    return tuple(dict.fromkeys(found)) or (check.name,)


def _of_batches(ctx: Context, check: Check) -> Iterator[str]:
    for load_id, reason, broken in ctx.warehouse.run("alerts/held"):
        if f"(load {load_id})" in check.reason:
            yield from _of_load(reason, broken, check.name)


def _of_load(reason: str, broken: Sequence[str], otherwise: str) -> Iterator[str]:
    if broken:
        yield from (CAUSE_OF_RULE.get(rule, otherwise) for rule in broken)
    else:
        yield next((cause for words, cause in _WORDS.items() if words in reason), otherwise)


def _of_sources(ctx: Context, check: Check) -> Iterator[str]:
    sources = [source for source in ctx.settings.sources if RAW_OF[source.kind] == check.table]
    waiting = {why_unconfirmed(source, ctx.workspace.root) for source in sources}
    for problem in (str(example.get("reason")) for example in check.examples):
        if problem in waiting:
            yield "survey_unconfirmed" if "`confirmed: false`" in problem else "survey_unreadable"
        else:
            yield "night_too_early" if problem.startswith(f"as_of {ctx.as_of} lies before") else check.name
