"""A context over the small survey of ``surveys.py``, and a persona version without its definition."""

from collections.abc import Callable
from datetime import date

import pytest

from persona_pipeline.context import Context
from persona_pipeline.honesty import estimates
from persona_pipeline.settings import Settings

from . import surveys


class Version:
    """What the stage asks of a definition."""

    version = 1


@pytest.fixture
def settings() -> Settings:
    return surveys.settings()


@pytest.fixture
def ctx(context: Callable[[date], Context]) -> Context:
    return context(surveys.DAY)


@pytest.fixture
def version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimates, "in_force", lambda *_: Version())
