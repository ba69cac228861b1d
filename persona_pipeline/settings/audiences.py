"""Lists of customers for campaign tools: who is in one, what goes out about them, and where to."""

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from .alerts import Name, Variable
from .strict import Strict

Column = Literal[
    "persona_id",
    "persona",
    "segment",
    "certainty",
    "r_score",
    "f_score",
    "m_score",
    "recency_days",
    "frequency",
    "monetary",
]
Way = Literal["csv", "parquet", "webhook"]
PERSONA_ID = re.compile(r"^P\d{2,}$")
SEGMENTS = (
    "About to sleep",
    "At risk",
    "Cannot lose them",
    "Champions",
    "Hibernating",
    "Lost",
    "Loyal",
    "Needs attention",
    "New customers",
    "Potential loyalists",
    "Promising",
)
"""The segments of the grid (rfm.grid, of which nothing here may know), as they are written in persona.yaml."""


class CampaignAudience(Strict):
    """One list of customers for a campaign tool. Not an audience of alerts, which are people who are told something."""

    name: Name = Field(description="What the audience is called; its folder under audiences/ has the same name.")
    of: tuple[str, ...] = Field(
        min_length=1,
        description="Persona ids, RFM segments or both. Of several personas a member is in one, of several segments too; where both "
        "are named, in a persona and in a segment of them.",
    )
    to: tuple[Way, ...] = Field(
        ("csv",), min_length=1, description="csv and parquet: files under audiences/; webhook: posted to a tool."
    )
    id: Literal["pseudonym", "customer_id"] = Field(
        "pseudonym",
        description="What stands for a person: the pseudonym, or the shop's own customer number, by which a campaign tool knows people.",
    )
    identity_space: str = Field(
        "",
        description="Whose customer numbers: those of sources with this identity_space; those without one where absent.",
    )
    columns: tuple[Column, ...] = Field(("persona_id", "segment"), description="What goes out beside the id.")
    min_certainty: float = Field(0.0, ge=0, le=1, description="Only people whose persona is at least this certain.")
    consent: Literal["given", "not_refused"] = Field(
        "given",
        description="given: only people who are known to consent to marketing. not_refused: also those of whom nothing is known. "
        "Nobody who refused is ever in an audience.",
    )
    allow_small: bool = Field(
        False,
        description="Whether the audience may have fewer people than publish.min_cell; it is held back otherwise.",
    )
    url: str | None = Field(
        None, pattern=r"^https?://[^\s]+$", description="Where the webhook posts to; url_variable where it is secret."
    )
    url_variable: Variable | None = Field(None, description="Environment variable with that address.")
    secret_variable: Variable = Field(
        "PERSONA_PIPELINE_WEBHOOK_SECRET",
        description="Environment variable with the secret that signs what is posted (Standard Webhooks).",
    )

    @field_validator("of", mode="before")
    @classmethod
    def _one_or_more(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("of")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        strange = [name for name in names if not PERSONA_ID.match(name) and name not in SEGMENTS]
        if strange:
            raise ValueError(
                f"{', '.join(strange)}: neither a persona id such as P01 nor a segment; segments are: {', '.join(SEGMENTS)}"
            )
        return names

    @model_validator(mode="after")
    def _an_address_goes_with_a_webhook(self) -> "CampaignAudience":
        addresses = sum(each is not None for each in (self.url, self.url_variable))
        if addresses != ("webhook" in self.to):
            raise ValueError(
                "an audience that goes to a webhook has one address, url or url_variable; others have none"
            )
        return self

    @property
    def personas(self) -> tuple[str, ...]:
        """The persona ids among ``of``."""
        return tuple(name for name in self.of if PERSONA_ID.match(name))

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments among ``of``."""
        return tuple(name for name in self.of if not PERSONA_ID.match(name))
