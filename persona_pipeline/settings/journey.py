"""The shape of `journey` in persona.yaml: what belongs to which touchpoint, the targets, the words, the patience."""

from math import inf
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from persona_pipeline.basics.codes import Code

from .strict import Strict

Phase = Literal["see", "think", "do", "care"]
Step = Literal["view", "cart", "checkout", "payment", "purchase"]
Kpi = Literal[
    "reach",
    "bounce_share",
    "product_view_rate",
    "cart_rate",
    "conversion",
    "checkout_completion",
    "order_value",
    "repeat_share",
    "refund_share",
    "nps",
    "satisfaction",
]
RANGES: dict[str, tuple[float, float]] = {"nps": (-100, 100), "satisfaction": (1, 5), "order_value": (0, inf)}
"""What a target of a KPI may be; all others are shares."""
Name = Annotated[str, StringConstraints(pattern=r"^[^>|]+$", min_length=1, max_length=60)]
"""A touchpoint or channel as people read it; > and | part the steps of a sequence."""
Polarity = Annotated[float, Field(ge=-2, le=2)]


class TouchpointRule(Strict):
    """One line of the table that says what belongs to which phase and touchpoint. All that it names must fit; of a list, one.

    A line that names nothing to fit moves the touchpoint to its phase.
    """

    touchpoint: Name = Field(description="The contact moment, as people read it: product page, delivery, newsletter.")
    phase: Phase = Field(description="see, think, do or care.")
    phase_after_purchase: Phase | None = Field(
        None, description="Its phase for people who had ordered before: a newsletter is then care."
    )
    channel: Name | None = Field(None, description="For traffic: the channel that it comes through, such as paid.")
    step: Step | None = Field(None, description="The step of the buying process that it is, where it is one.")
    events: tuple[str, ...] = Field((), description="Names of events; * stands for anything.")
    pages: tuple[str, ...] = Field((), description="Paths of pages; * stands for anything: /retour*.")
    mediums: tuple[str, ...] = Field((), description="Traffic mediums; * stands for anything; (none) for no medium.")
    traffic_sources: tuple[str, ...] = Field((), description="Traffic sources; * stands for anything.")
    order_channels: tuple[str, ...] = Field((), description="Channels of orders; * stands for anything.")
    signals: tuple[str, ...] = Field((), description="Types of signals: note, review, mention, question.")
    ratings: tuple[str, ...] = Field((), description="What surveys call it, where they rate it under another name.")


class KpiTarget(Strict):
    """A target for a KPI of the journey."""

    kpi: Kpi = Field(
        description="reach, bounce_share (see); product_view_rate, cart_rate (think); conversion, checkout_completion, order_value (do); "
        "repeat_share, refund_share, nps, satisfaction (care)."
    )
    persona: str | None = Field(None, description="Persona id; without it the target holds for all personas.")
    target: float = Field(
        description="The target in the unit of the KPI: shares 0 to 1, nps -100 to 100, satisfaction 1 to 5, order_value in the currency."
    )

    @model_validator(mode="after")
    def _in_its_unit(self) -> "KpiTarget":
        low, high = RANGES.get(self.kpi, (0, 1))
        if not low <= self.target <= high:
            percent = (
                f"; {self.target:g} % is {self.target / 100:g}"
                if self.kpi not in RANGES and 1 < self.target <= 100
                else ""
            )
            raise ValueError(f"a target for {self.kpi} lies between {low:g} and {high:g}{percent}")
        return self


class JourneySettings(Strict):
    """`journey` in persona.yaml."""

    touchpoints: tuple[TouchpointRule, ...] = Field(
        (), description="Lines of the table of touchpoints; they go before the defaults (docs/journey.md lists these)."
    )
    targets: tuple[KpiTarget, ...] = Field(
        (), description="Targets of KPIs. Where there is none, the shop's own level is what a persona is held against."
    )
    lexicon: dict[Code, dict[str, Polarity]] = Field(
        default_factory=dict,
        description="Words of your own by language: word: how it feels, -2 (very bad) to 2 (very good); 0 takes a word out.",
    )
    topics: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="Touchpoint: words in texts that are about it; added to the known ones."
    )
    review_scale: tuple[float, float] = Field((1.0, 5.0), description="Lowest and highest rating of reviews.")
    quiet_days: int = Field(30, ge=3, description="Days without an order that count as silence.")
    sequence_sessions: int = Field(
        50_000,
        ge=1_000,
        description="Sequences are counted over about so many sessions: all, or those of a fixed part of the people.",
    )
    false_discovery_rate: float = Field(
        0.05,
        gt=0,
        lt=0.5,
        description="Share of false ones among the sequences that are called findings (Benjamini-Hochberg).",
    )

    @model_validator(mode="after")
    def _one_target_each(self) -> "JourneySettings":
        names = [(each.kpi, each.persona) for each in self.targets]
        twice = sorted({kpi for kpi, persona in names if names.count((kpi, persona)) > 1})
        if twice:
            raise ValueError(f"two targets for {', '.join(twice)} of the same persona; expected one")
        if self.review_scale[0] >= self.review_scale[1]:
            raise ValueError("expected the lowest rating first in review_scale, then a higher one, e.g. [1, 10]")
        return self
