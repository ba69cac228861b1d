"""The persona.yaml that `init` writes: what stands in its comments is correct too."""

from datetime import date
from pathlib import Path

import persona_pipeline
from persona_pipeline.settings import load_settings

TEMPLATE = Path(persona_pipeline.__file__).parent / "cli" / "template.yaml"


def test_special_days_as_the_comment_shows_them(tmp_path: Path) -> None:
    lines = TEMPLATE.read_text(encoding="utf-8").splitlines()
    start = lines.index("#drift:")
    shown = lines[start : lines.index("", start)]
    path = tmp_path / "persona.yaml"
    path.write_text("\n".join(line.removeprefix("#") for line in shown), encoding="utf-8")
    events = load_settings(path).drift.events
    assert events[date(2026, 11, 27)] == "Black Friday"
    assert len(events) == len(shown) - 2


def test_alert_channels_as_the_comment_shows_them(tmp_path: Path) -> None:
    lines = TEMPLATE.read_text(encoding="utf-8").splitlines()
    shown = [line for line in lines[lines.index("alerts:") :] if line[:2] != "# " or line[:3] == "#  "]
    path = tmp_path / "persona.yaml"
    path.write_text("\n".join(line.removeprefix("#") for line in shown), encoding="utf-8")
    alerts = load_settings(path).alerts
    assert [channel.name for channel in alerts.channels] == ["marketing-chat"]
    assert alerts.audiences[0].quiet_hours is not None
