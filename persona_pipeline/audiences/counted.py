"""Counts as they may be told: nothing about fewer people than publish.min_cell, nor anything from which that would follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .select import Counts

Group = tuple[tuple[str, ...], int]
REASONS = {
    "opted_out": "on the list of opt-outs",
    "consent_refused": "refused marketing",
    "consent_unknown": "not known to consent to marketing",
    "uncertain": "not certain enough of their persona",
    "no_customer_id": "without a customer number",
    "address_as_number": "whose customer number is an e-mail address, which never goes out",
}


@dataclass(frozen=True)
class Shown:
    """What may be told of an audience. None: too few people, or a number from which so few would follow.

    Attributes:
        members: people in the audience.
        left_out: people left out, by the reasons that they are told together for.
    """

    members: int | None
    left_out: dict[tuple[str, ...], int] | None

    def lines(self) -> list[str]:
        """The same in words, a line each."""
        if self.left_out is None:
            return ["left out: so few people that their number is not told"]
        return [
            f"left out: {people:,} people, {' or '.join(REASONS[each] for each in reasons)}"
            for reasons, people in self.left_out.items()
        ]

    def as_rows(self) -> list[dict[str, object]] | None:
        """The same for JSON."""
        if self.left_out is None:
            return None
        return [{"reasons": list(reasons), "people": people} for reasons, people in self.left_out.items()]


def shown(counts: Counts, min_cell: int) -> Shown:
    """What may be told: reasons of few people are told together with the next smallest, until they are enough.

    The whole audience's people are published elsewhere, so of ``members`` the number of all who are left out would follow.
    """
    total = sum(counts.left_out.values())
    few_left_out, few_members = 0 < total < min_cell, 0 < counts.members < min_cell
    groups = _together(counts.left_out, min_cell)
    return Shown(
        members=None if few_left_out or few_members else counts.members,
        left_out=None if few_left_out or few_members else groups,
    )


def _together(left_out: Mapping[str, int], min_cell: int) -> dict[tuple[str, ...], int]:
    groups = _in_order([((reason,), people) for reason, people in left_out.items()])
    while len(groups) > 1 and groups[0][1] < min_cell:
        (first, few), (second, more), *rest = groups
        groups = _in_order([((*first, *second), few + more), *rest])
    return {tuple(name for name in REASONS if name in reasons): people for reasons, people in groups}


def _in_order(groups: list[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (group[1], group[0]))
