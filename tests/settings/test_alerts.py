"""Every setting about alerts says in the JSON Schema what it means, and none takes a secret."""

from __future__ import annotations

from typing import Any

from persona_pipeline.settings import AlertSettings


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
