"""Every figure in the README is one that a benchmark wrote down."""

import json
from typing import Any

import pytest

from .tree import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SIZES = ("10k", "100k", "1m")
READING = {
    "shopify_csv": "{shopify:.1f}",
    "shopify_json": "{shopify_json:.1f}",
    "woocommerce_json": "{woocommerce:.1f}",
    "online_retail": "{online_retail:.1f}",
    "ga4_export": "{ga4:.1f} ({ga4_jsonl:.1f})",
    "matomo_visits": "{matomo:.1f}",
    "qualtrics": "{qualtrics:.1f}",
    "typeform": "{typeform:.1f}",
    "generic": "{events_csv:.1f}, {events_jsonl:.1f}, {events_parquet:.1f}",
}
NIGHT = {
    "full rebuild": "rebuild_seconds",
    "one more night": "night_seconds",
    "the same night through Dagster": "dagster_seconds",
    "the floor": "duckdb_seconds",
    "the night in pandas": "pandas_seconds",
}


def _results(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "benchmarks" / "results" / f"{name}.json").read_text())
    return found


def _cells(label: str) -> list[str]:
    (row,) = (line for line in README.splitlines() if line.startswith(f"| {label}"))
    return [cell.strip() for cell in row.strip("|").split("|")]


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f} s" if value >= 20 else f"{value:.1f} s"


@pytest.mark.parametrize("name", READING)
def test_time_over_the_bare_reader(name: str) -> None:
    ending = "_over_bare_reader"
    ratios = {key.removesuffix(ending): value for key, value in _results("sources").items() if key.endswith(ending)}
    assert _cells(f"`{name}`")[-1] == READING[name].format(**ratios)


@pytest.mark.parametrize("label", NIGHT)
def test_seconds_of_a_night(label: str) -> None:
    results = _results("night")
    assert _cells(label)[1:] == [_seconds(results.get(f"{NIGHT[label]}_{size}")) for size in SIZES]


def test_memory() -> None:
    night, sources = _results("night"), _results("sources")
    pipeline = [f"{night[f'peak_memory_mb_{size}']:,.0f} MB" for size in SIZES]
    assert _cells("peak memory of the pipeline")[1:] == pipeline
    large = sources.get("peak_memory_mb_5gb_csv")
    said = " ".join(README.split())
    assert ("CSV file of 5 GB" in said) == (large is not None)
    assert large is None or f"CSV file of 5 GB takes {large:,.0f} MB" in said


def test_ratios() -> None:
    night = _results("night")
    said = " ".join(README.split())
    assert f"one more night costs {night['night_over_rebuild_100k']:.1%} of the rebuild" in said
    assert f"the rebuild {night['rebuild_over_duckdb_100k']:.1f} times the plain statements" in said
    assert f"Dagster adds {night['dagster_over_bare_100k'] - 1:.0%}" in said
    demo = night.get("demo_seconds")
    assert ("The demo takes" in said) == (demo is not None)
    assert demo is None or f"The demo takes {demo:.0f} s" in said


def test_how_well_personas_are_found() -> None:
    personas = _results("personas")
    said = " ".join(README.split())
    assert f"on {personas['shops']:.0f} generated shops" in said
    assert f"at least {int(100 * personas['ari_minus_best_peer_min']) / 100:.2f} higher" in said
    assert (
        f"it is {personas['ari_separable_mean']:.3f} on average and {personas['ari_separable_min']:.3f} at least"
        in said
    )
    right, cases = personas["identity_events_right_share"], personas["identity_events_cases"]
    assert f"moves {right:.0%} (of {cases:.0f} cases) are named as what they are" in said
    assert f"On calm nights {personas['calm_night_switch_share']:.2%} of the customers change persona" in said
