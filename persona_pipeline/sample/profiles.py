"""What makes a persona behave as it does: the figures and the weights, and how two profiles are mixed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

Weights = Mapping[str, float]
SLOTS = 100


@dataclass(frozen=True)
class Profile:
    """Behaviour of one persona. ``*_rate`` is relative to the shop's mean; shares and chances run from 0 to 1."""

    session_rate: float
    conversion_rate: float
    offline_rate: float
    response_rate: float
    weekend_rate: float
    lines: float
    pieces: float
    discount_share: float
    refund_share: float
    mobile_share: float
    search_share: float
    cart_share: float
    pages: float
    product_views: float
    nps: float
    nps_spread: float
    satisfaction_site: float
    satisfaction_delivery: float
    satisfaction_service: float
    satisfaction_product: float
    category: Weights
    traffic: Weights
    search_term: Weights
    language: Weights
    age_band: Weights
    gender: Weights
    household: Weights
    education: Weights
    region: Weights
    need: Weights
    goal: Weights
    pain: Weights
    channel: Weights
    decision_factor: Weights


FIGURES = tuple(field.name for field in fields(Profile) if field.type == "float")
CHOICES = tuple(field.name for field in fields(Profile) if field.type == "Weights")


def blend(one: Profile, other: Profile, share: float) -> Profile:
    """A profile ``share`` of the way from one to the other (0 is the one, 1 is the other)."""
    return mean((one, other), (1 - share, share))


def mean(profiles: Sequence[Profile], weights: Sequence[float]) -> Profile:
    """The weighted mean of profiles; the weights add up to 1."""
    figures = {
        name: sum(weight * getattr(profile, name) for profile, weight in zip(profiles, weights, strict=True))
        for name in FIGURES
    }
    choices: dict[str, Any] = {
        name: _mean_weights([getattr(profile, name) for profile in profiles], weights) for name in CHOICES
    }
    return Profile(**figures, **choices)


def slots(weights: Weights) -> list[tuple[str, int, int]]:
    """Weights as ranges [from, to) of 100 slots, by largest remainder; ties go to the one named first."""
    total = sum(weights.values())
    exact = {value: SLOTS * weight / total for value, weight in weights.items()}
    whole = {value: int(share) for value, share in exact.items()}
    by_remainder = sorted(exact, key=lambda value: whole[value] - exact[value])
    for value in by_remainder[: SLOTS - sum(whole.values())]:
        whole[value] += 1
    ranges, start = [], 0
    for value, length in whole.items():
        ranges.append((value, start, start + length))
        start += length
    return ranges


def _mean_weights(many: Sequence[Weights], shares: Sequence[float]) -> Weights:
    """Each set of weights is brought to a total of 1 first."""
    mixed: dict[str, float] = {}
    for weights, share in zip(many, shares, strict=True):
        total = sum(weights.values())
        for value, weight in weights.items():
            mixed[value] = mixed.get(value, 0.0) + share * weight / total
    return mixed
