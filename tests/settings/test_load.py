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
        ("shop:\n  name: x\n  currency: euro\n", ":3:3: shop.currency: found 'euro'"),
        ("shop:\n  timezone: Amsterdam\n", ":2:3: shop.timezone: found 'Amsterdam'; not a time zone"),
        ("rfm: {window: 3}\n", ":1:7: rfm.window: no such setting"),
        (
            "sources:\n  - {name: a, kind: orders, path: x}\n  - {name: b, kind: ordres, path: x}\n",
            ":3:15: sources.b.kind: found 'ordres'",
        ),
        (
            "sources:\n  - {name: a, kind: orders, path: x}\n  - {name: a, kind: web, path: y}\n",
            "two sources are named a",
        ),
        (
            "sources:\n  - {name: a, kind: crm, path: x, date_in_name: crm-%Y-%m}\n",
            ":2:35: sources.a.date_in_name: found 'crm-%Y-%m'; does not tell a whole date",
        ),
        (
            'sources:\n  - {name: a, kind: orders, path: x, columns: {order_id: Nr, quantity: "?"}}\n',
            ":2:38: sources.a.columns: found {'order_id': 'Nr', 'quantity': '?'}; the header of quantity is still to be filled in",
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
        (f"alerts:\n  channels:\n{ROWS}", ":1:1: alerts: two alert channels are named mail-2; every channel needs"),
        (
            f"alerts:\n  audiences: [{{name: a, channels: [mail-1]}}, {{name: a, channels: [mail-2]}}]\n  channels:\n{ROWS.replace('mail-2', 'mail-3', 1)}",
            ":1:1: alerts: two alert audiences are named a;",
        ),
        ("audiences: [{name: a, of: [P01]}, {name: a, of: [P02]}]\n", "two campaign audiences are named a;"),
    ],
)
def test_the_reason_stands_before_the_eye(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_settings(written(tmp_path, text))
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"drift:\n  events: {2026-02-30: x}\n", ":2:12: not YAML: found 2026-02-30: day is out of range"),
        (b"drift:\n  events:\n    2099-13-01: x\n", ":3:5: not YAML: found 2099-13-01: month must be in 1..12"),
        ("shop:\n  name: Caf\u00e9\n".encode("latin-1"), ":2:12: found the byte 0xe9, which is not UTF-8"),
        ("shop: {name: x}\n".encode("utf-16"), ":1:1: found a file in UTF-16"),
        (b"shop:\n  name: a\x01b\n", ":2:10: found the character U+0001"),
        (b"shop: !!python/object/apply:os.getcwd []\n", ":1:7: not YAML: could not determine a constructor"),
        (b"rfm:\n  window_days: " + b"9" * 5000 + b"\n", ":2:16: not YAML: found 9999"),
        (b"rfm:\n  window_days: " + b"9" * 60 + b"\n", ":2:16: not YAML: found a number of more than 40 digits"),
        (b"rfm:\n  window_days: 0x" + b"f" * 5000 + b"\n", ":2:16: not YAML: found a number of more than 40 digits"),
        (b"shop: " + b"[" * 3000, ":1:46: found more than 40 blocks inside each other"),
        (b"shop: {name: a}\nrfm: {}\nshop: {name: b}\n", ":3:1: found `shop` a second time, it stands in line 1 too"),
        (b"shop:\n  name: a\n  name: b\n", ":3:3: found `name` a second time, it stands in line 2 too"),
        (b"drift: {events: {2026-11-27: a, 2026-11-27: b}}\n", ":1:33: found `2026-11-27` a second time"),
        (b"shop: {}\n7: x\n", ":2:1: found '7' as a name"),
        (b"shop: {[1]: 2}\n", ":1:8: not YAML: found unhashable key"),
        (b"shop: &a {name: *a}\n", "shop.name"),
        (b"shop: {name: x}\n---\nrfm: {}\n", ":2:1: not YAML: but found another document"),
        (
            b"audiences:\n  - {name: mail, of: P01}\n  - {name: win-back, of: Chumps}\n",
            ":3:22: audiences.win-back.of: found 'Chumps'; Chumps: neither a persona id",
        ),
        (b"sources:\n  - {name: a, kind: orders, path: x}\n  - {kind: orders, path: y}\n", ":3:5: sources.2.name: "),
    ],
)
def test_whatever_stands_there_ends_in_a_message(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "persona.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as error:
        load_settings(path)
    assert message in str(error.value)
    assert len(str(error.value)) < 600


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rfm: {window_days: 999999999999999999999999}\n", "rfm.window_days: found 9999"),
        ("rfm: {window_days: 40000}\n", "rfm.window_days: found 40000; expected at most 36,525"),
        ("rfm: {window_days: true}\n", "rfm.window_days: found 'true'; Input should be a valid integer"),
        ("personas: {first_fit_after_days: 99999999999}\n", "expected at most 36,525"),
        ("personas: {seed: -1}\n", "expected a whole number from 0 to 4,294,967,295"),
        ("publish: {min_cell: 99999999999999999999}\n", "expected at most 1,000,000,000"),
        ("quality: {max_volume_share: .inf}\n", "Input should be a finite number"),
        ("warehouse: {memory_limit: 99999999999GB}\n", "expected a size from 1MB"),
        ("night: {first_date: 0001-01-01}\n", "expected a year from 1970 to 2100"),
        ("sources: [{name: a, kind: web, path: x, late_after_days: 99999999}]\n", "expected at most 36,525"),
        ('sources: [{name: a, kind: web, path: x, timestamp_format: "%q%%"}]\n', "%q is not known here"),
        ('sources: [{name: a, kind: web, path: x, timestamp_format: "%H:%M"}]\n', "does not tell a whole date"),
        ('sources: [{name: a, kind: web, path: x, timestamp_format: "%d-%m-%"}]\n', "% is not known here"),
        ("sources: [{name: a, kind: orders, path: x, constants: {currency: 5}}]\n", "the currency '5' is none"),
        (
            "sources: [{name: a, kind: orders, path: x, constants: {foo: 1}}]\n",
            "constants has foo, which orders do not",
        ),
    ],
)
def test_what_no_shop_means_is_refused_when_it_is_read(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_settings(written(tmp_path, text))
    assert message in str(error.value)


@pytest.mark.parametrize("form", ["%d-%m-%Y %H:%M", "%m/%d/%y %I:%M:%S %p", "%-d %B %Y", "%Y%j", "epoch_ms", "%c"])
def test_forms_of_time_that_tell_a_day(tmp_path: Path, form: str) -> None:
    text = f'sources: [{{name: a, kind: web, path: x, timestamp_format: "{form}", constants: {{device: till}}}}]\n'
    assert load_settings(written(tmp_path, text)).sources[0].timestamp_format == form


def test_a_byte_order_mark_and_an_empty_file_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "persona.yaml"
    path.write_bytes(b"\xef\xbb\xbfshop: {name: Kaas}\n")
    assert load_settings(path).shop.name == "Kaas"
    path.write_bytes(b"")
    assert load_settings(path).shop.name == "My shop"


def test_a_block_from_the_environment_that_is_no_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSONA_PIPELINE_RFM", "{window_days")
    with pytest.raises(ConfigError, match="environment: .*rfm"):
        load_settings(written(tmp_path, "shop: {}\n"))


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
