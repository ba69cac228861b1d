"""What the tests of feeds share: credentials that must never be seen, waiting made short, a puller for a feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from persona_pipeline.feeds import Puller, client, web
from persona_pipeline.settings import Settings, ShopSettings, Source, Workspace

SECRET = "very-secret-token-0815"
AS_OF = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SHOPIFY_TOKEN", "MATOMO_TOKEN", "TYPEFORM_TOKEN", "SURVEYMONKEY_TOKEN", "WOOCOMMERCE_SECRET"):
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("WOOCOMMERCE_KEY", "ck_1")
    monkeypatch.setattr(client, "BACKOFF_S", 0.01)
    monkeypatch.setattr(web, "BACKOFF_S", 0.01)


MakePuller = Callable[..., Puller]


@pytest.fixture
def puller(workspace: Workspace) -> MakePuller:
    """A puller for a feed: ``puller("orders", type="shopify", url=...)``; pulls from 1 March 2026 on."""

    def make(kind: Any, *, zone: str = "Europe/Amsterdam", **feed: Any) -> Puller:
        source = Source.model_validate({"name": "shop", "kind": kind, "feed": {"since": date(2026, 3, 1), **feed}})
        settings = Settings(shop=ShopSettings(timezone=zone), sources=(source,))
        return Puller(workspace, settings, source)

    return make
