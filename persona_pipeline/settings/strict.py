"""What every block of persona.yaml has in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator, model_validator

MOST: dict[str, int] = {
    "days": 36_525,
    "nights": 36_525,
    "weeks": 5_218,
    "hours": 876_600,
    "years": 150,
    "threads": 1_024,
    "seed": 2**32 - 1,
}
"""The largest number by what a setting's name ends in: a hundred years, and what libraries take. Larger ones ended in the night."""

MOST_OF_ALL = 1_000_000_000
"""The largest of all other whole numbers."""


class Strict(BaseModel):
    """Settings that take no field they do not know, and do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _numbers_are_numbers(cls, fields: object) -> object:
        """Yes and no are 1 and 0 in Python; as words they fit no number, and are told where they stand."""
        if not isinstance(fields, dict):
            return fields
        numbers = {name for name, field in cls.model_fields.items() if field.annotation in (int, float)}
        return {
            name: str(value).lower() if isinstance(value, bool) and name in numbers else value
            for name, value in fields.items()
        }

    @field_validator("*")
    @classmethod
    def _is_within_reason(cls, value: Any, info: ValidationInfo) -> Any:
        return _within_reason(value, info)


def _within_reason(value: Any, info: ValidationInfo) -> Any:
    """The value; refuses whole numbers that no shop means: dates and libraries end before them."""
    if isinstance(value, int) and not isinstance(value, bool):
        name = str(info.field_name)
        most = MOST.get(name.rpartition("_")[2], MOST_OF_ALL)
        least = 0 if name == "seed" else -most
        if not least <= value <= most:
            raise ValueError(
                f"expected a whole number from {least:,} to {most:,}" if least == 0 else f"expected at most {most:,}"
            )
    return value


def size(value: str) -> str:
    """The value, where it is a size that a machine can have: 100MB, 1GB."""
    if not 1 <= int(value[:-2]) <= 1_000_000:
        raise ValueError("expected a size from 1MB to 1000000GB")
    return value
