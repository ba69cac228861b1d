"""Which days are asked for, and what persona.yaml may say of a feed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.feeds.windows import DAYS_PER_FILE, Window, windows
from persona_pipeline.settings import ConfigError, load_settings

START = date(2026, 1, 1)


@given(nights=st.lists(st.integers(0, 200), min_size=1, max_size=8), back=st.integers(1, 10))
def test_every_day_is_asked_for_whatever_nights_are_missed(nights: list[int], back: int) -> None:
    reached: date | None = None
    covered: set[date] = set()
    for night in sorted(nights):
        as_of = START + timedelta(days=night)
        for window in windows(reached, as_of=as_of, since=START, look_back_days=back, zone="UTC"):
            assert (window.last - window.first).days < DAYS_PER_FILE
            covered.update(window.first + timedelta(days=n) for n in range((window.last - window.first).days + 1))
        reached = max(reached or as_of, as_of)
    assert covered == {START + timedelta(days=n) for n in range(max(nights) + 1)}


def test_days_of_23_and_25_hours_are_whole() -> None:
    spring = Window(date(2026, 3, 29), date(2026, 3, 29), "Europe/Amsterdam")
    autumn = Window(date(2026, 10, 25), date(2026, 10, 25), "Europe/Amsterdam")
    assert [(each.ends - each.begins) / timedelta(hours=1) for each in (spring, autumn)] == [23, 25]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "expected `path`"),
        ("path: inbox/x/*, feed: {type: shopify, url: https://x.example.com}", "found both"),
        ("feed: {type: shopfy}", "shopify"),
        ("feed: {type: shopify, url: http://x.example.com}", "https://"),
        ("feed: {type: shopify, url: https://me:pw@x.example.com}", "without user and password"),
        ("feed: {type: shopify, url: https://x.example.com, token_variable: shpat_123}", "pattern"),
        ("feed: {type: sql, url_variable: SHOP_DB_URL}", "either `table` or `query`"),
        ("feed: {type: sql, url_variable: SHOP_DB_URL, table: 'orders; drop'}", "pattern"),
        ("path: inbox/x/*, feed: {type: files}", "belongs to a `path` with a URL"),
        ("path: 'inbox/{date}/*'", "only {date:...} in a URL"),
        ("path: 'https://x.example.com/a.csv?X-Amz-Signature=1'", "without password or signature"),
    ],
)
def test_a_wrong_feed_is_told_with_its_line(tmp_path: Path, source: str, words: str) -> None:
    path = tmp_path / "persona.yaml"
    path.write_text(f"sources:\n  - {{name: a, kind: orders, {source}}}\n")
    with pytest.raises(ConfigError) as raised:
        load_settings(path)
    assert words in str(raised.value)
    assert f"{path}:2:" in str(raised.value)
