"""A context whose persona version is in force without being fitted."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from persona_pipeline.context import Context
from persona_pipeline.settings import Settings


@dataclass(frozen=True)
class InForce:
    version: int = 1


@pytest.fixture
def night(context: Callable[[date], Context], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Context]:
    """``night(day, journey={...}, ...)``: a context with settings, for a warehouse whose members are put in by hand."""
    monkeypatch.setattr("persona_pipeline.journey.stage.in_force", lambda warehouse, as_of: InForce())

    def make(day: date, **settings: Any) -> Context:
        return replace(context(day), settings=Settings.model_validate(settings))

    return make
