"""Every setting about alerts says in the JSON Schema what it means, and none takes a secret."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from persona_pipeline.settings import AlertSettings
from persona_pipeline.settings.alerts import WebhookChannel


def test_every_setting_is_explained() -> None:
    schema = AlertSettings.model_json_schema()
    objects: dict[str, Any] = {"AlertSettings": schema, **schema["$defs"]}
    bare = [
        f"{name}.{field}"
        for name, each in objects.items()
        for field, shape in each.get("properties", {}).items()
        if len(shape.get("description", "")) < 4
    ]
    assert bare == []
    fields = {field for each in objects.values() for field in each.get("properties", {})}
    assert not {
        field for field in fields if ("password" in field or "secret" in field) and not field.endswith("_variable")
    }


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.org/x", "example.org/hook", "https://a b"])
def test_where_messages_go_is_an_address_of_the_web(address: str) -> None:
    with pytest.raises(ValidationError, match="webhook_url"):
        AlertSettings(webhook_url=address)
    with pytest.raises(ValidationError, match="url"):
        WebhookChannel(kind="webhook", name="crm", url=address)
