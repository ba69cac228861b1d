"""What every block of persona.yaml has in common."""

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Settings that take no field they do not know, and do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
