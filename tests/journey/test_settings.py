"""What persona.yaml says of the journey is checked when it is read."""

from pathlib import Path

import pytest

from persona_pipeline.settings import ConfigError, load_settings


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("kpi: conversion, target: 3", r"persona\.yaml:\d+:\d+: .*conversion lies between 0 and 1; 3 % is 0\.03"),
        ("kpi: refund_share, target: -0.1", "refund_share lies between 0 and 1"),
        ("kpi: nps, target: 120", "nps lies between -100 and 100"),
        ("kpi: satisfaction, target: 8", "satisfaction lies between 1 and 5"),
    ],
)
def test_a_target_is_in_the_unit_of_its_kpi(tmp_path: Path, target: str, said: str) -> None:
    path = tmp_path / "persona.yaml"
    path.write_text(f"journey:\n  targets:\n    - {{{target}}}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        load_settings(path)
