"""A wrong setting is named with file, line, what was found and what is allowed."""

import json
from datetime import date
from pathlib import Path

import pytest

from persona_pipeline.settings import KEY_VARIABLE, ConfigError, days_named, identity_secret, json_schema, load_settings


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "persona.yaml"
    path.write_text(text)
    return path


def test_defaults_and_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "shop: {name: Kaas, timezone: Europe/Amsterdam}\n")
    monkeypatch.setenv("PERSONA_PIPELINE_SHOP__NAME", "Brood")
    settings = load_settings(path)
    assert (settings.shop.name, settings.shop.timezone, settings.rfm.window_days) == ("Brood", "Europe/Amsterdam", 365)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("shop:\n  name: x\n  currency: euro\n", ":3: shop.currency: found 'euro'"),
        ("shop:\n  timezone: Amsterdam\n", ":2: shop.timezone: found 'Amsterdam'; not a time zone"),
        ("rfm: {window: 3}\n", ":1: rfm.window: no such setting"),
        (
            "sources:\n  - {name: a, kind: orders, path: x}\n  - {name: b, kind: ordres, path: x}\n",
            ":3: sources.1.kind: found 'ordres'",
        ),
        (
            "sources:\n  - {name: a, kind: orders, path: x}\n  - {name: a, kind: web, path: y}\n",
            "two sources are named a",
        ),
        (
            "sources:\n  - {name: a, kind: crm, path: x, date_in_name: crm-%Y-%m}\n",
            ":2: sources.0.date_in_name: found 'crm-%Y-%m'; does not tell a whole date",
        ),
        (
            'sources:\n  - {name: a, kind: orders, path: x, columns: {order_id: Nr, quantity: "?"}}\n',
            ":2: sources.0.columns: found {'order_id': 'Nr', 'quantity': '?'}; the header of quantity is still to be filled in",
        ),
        ("shop: [\n", "not YAML"),
        ("- 1\n", "expected `name: value` lines"),
    ],
)
def test_wrong_settings(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_settings(written(tmp_path, text))
    assert message in str(error.value)
    assert "persona.yaml" in str(error.value)


ROWS = "".join(
    f"    - {{kind: email, name: mail-{n}, host: smtp.shop.example, sender: a@shop.example, to: [b@shop.example]}}\n"
    for n in (1, 2, 2)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"alerts:\n  channels:\n{ROWS}", ":1: alerts: two alert channels are named mail-2; every channel needs"),
        (
            f"alerts:\n  audiences: [{{name: a, channels: [mail-1]}}, {{name: a, channels: [mail-2]}}]\n  channels:\n{ROWS.replace('mail-2', 'mail-3', 1)}",
            ":1: alerts: two alert audiences are named a;",
        ),
        ("audiences: [{name: a, of: [P01]}, {name: a, of: [P02]}]\n", "two campaign audiences are named a;"),
    ],
)
def test_the_reason_stands_before_the_eye(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_settings(written(tmp_path, text))
    assert said in str(error.value)


def test_kinds_without_a_daily_rhythm_are_late_after_weeks(tmp_path: Path) -> None:
    text = "sources:\n  - {name: a, kind: orders, path: x}\n  - {name: b, kind: crm, path: x}\n  - {name: c, kind: signals, path: x, late_after_days: 3}\n"
    assert [source.late_after_days for source in load_settings(written(tmp_path, text)).sources] == [2, 40, 3]


@pytest.mark.parametrize(
    ("pattern", "name", "days"),
    [
        ("crm-%Y-%m-%d", "crm-2026-03-01.csv", [date(2026, 3, 1)]),
        ("%Y%m%d", "klanten_20260301_v2.csv.gz", [date(2026, 3, 1)]),
        ("%Y%m%d", "120260301.csv", []),
        ("%d%b%y", "list01Mar26.csv", [date(2026, 3, 1)]),
        ("%Y%m%d", "from_20260301_to_20260331.csv", [date(2026, 3, 1), date(2026, 3, 31)]),
        ("crm-%Y-%m-%d", "crm-2026-02-30.csv", []),
    ],
)
def test_the_day_in_a_name(pattern: str, name: str, days: list[date]) -> None:
    assert list(days_named(pattern, name)) == days


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="persona-pipeline init"):
        load_settings(tmp_path / "persona.yaml")


def test_missing_and_short_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE)
    with pytest.raises(ConfigError, match="is not set"):
        identity_secret()
    monkeypatch.setenv(KEY_VARIABLE, "short")
    with pytest.raises(ConfigError, match="has 5 characters"):
        identity_secret()


def test_schema_describes_every_setting() -> None:
    schema = json.loads(json_schema())
    for name, definition in schema["$defs"].items():
        for field, found in definition.get("properties", {}).items():
            assert found.get("description"), f"{name}.{field} has no description"
