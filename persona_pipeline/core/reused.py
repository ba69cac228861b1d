"""Order numbers that were used again: an order of somebody else, gone in silence because the latest version of a number wins."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from persona_pipeline.context import Check

REUSED = "order_numbers_are_used_once"
Reused = tuple[str, str, date, date]
"""Source, order number, the day of the order that was replaced, and of the one that stands."""


def check_of(found: Iterable[Reused]) -> Check:
    """A check that warns: by source how many orders were replaced by another customer's order of another day."""
    reasons = []
    for source, rows in groupby(sorted(set(found)), key=lambda row: row[0]):
        reused = list(rows)
        _, number, lost, kept = reused[0]
        orders = "1 order" if len(reused) == 1 else f"{len(reused):,} orders"
        reasons.append(
            f"source {source}: {orders} with another customer and another day stood under a number that came again, and count no more; for "
            f"instance {number} of {lost}, which is now that of {kept}; expected one order per number. Mend: put what makes numbers unique "
            "(year, till, shop) into them in the export, or give each shop a source of its own"
        )
    return Check(
        name=REUSED,
        table="core.orders",
        passed=not reasons,
        blocking=False,
        reason="; ".join(reasons),
        examples=tuple({"reason": reason} for reason in reasons),
    )
