"""The error budget is worked out whenever a reference is full: few years and paths, where a test is not about it."""

import pytest

from persona_pipeline.drift import budget, power


@pytest.fixture(autouse=True)
def few_years(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MOST_YEARS", 4)
    monkeypatch.setattr(budget, "FEWEST_YEARS", 4)
    monkeypatch.setattr(power, "_PATHS", 60)
