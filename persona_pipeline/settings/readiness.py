"""What the readiness page asks, because no data knows it: habits of the people who use the personas."""

from pydantic import Field

from .strict import Strict


class ReadinessSettings(Strict):
    """Answers to the questions of the readiness page; an answer that is not given counts as not yet."""

    owner: str | None = Field(
        None,
        max_length=80,
        description="The role that owns the personas, such as `head of marketing`; not a person's name.",
    )
    goals: tuple[str, ...] = Field((), description="What the personas are used for, such as `campaigns`, `assortment`.")
    teams: tuple[str, ...] = Field((), description="Teams that work with the personas.")
    content_per_persona: bool = Field(False, description="Whether content or campaigns are made per persona.")
    interviews_per_year: int = Field(0, ge=0, description="Conversations with customers about their wants, per year.")
