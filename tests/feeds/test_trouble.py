"""A feed in trouble: busy, broken, cut off, refused, gone. Nothing half is kept, and the message says how to mend it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from persona_pipeline.feeds import FeedError, pull
from persona_pipeline.feeds.client import ATTEMPTS

from .api_server import Answer, one_after_another, serving, told
from .conftest import AS_OF, SECRET, MakePuller

pytest.importorskip("dlt", reason="needs the extra api")
pytestmark = pytest.mark.integration
GOOD = told({"orders": [{"id": 1}, {"id": 2}]})


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_a_busy_api_is_given_the_time_it_asks_for(puller: MakePuller) -> None:
    with serving(one_after_another(Answer(429, headers={"Retry-After": "1"}), GOOD)) as server:
        shop = puller("orders", type="shopify", url=server.url)
        started = time.monotonic()
        assert pull(shop, AS_OF)[0].records == 2
    assert time.monotonic() - started >= 1


@pytest.mark.parametrize(
    "trouble",
    [Answer(500), Answer(502), Answer(200, GOOD.body, cut=9), Answer(200, GOOD.body[:-9]), Answer(200, b"")],
    ids=["500", "502", "cut off on the way", "half a page", "nothing"],
)
def test_passing_trouble_passes(puller: MakePuller, trouble: Answer) -> None:
    with serving(one_after_another(trouble, trouble, GOOD)) as server:
        shop = puller("orders", type="shopify", url=server.url)
        assert pull(shop, AS_OF)[0].records == 2
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (Answer(500), "answered 500"),
        (Answer(200, GOOD.body, cut=9), "could not be read"),
        (Answer(200, GOOD.body[:-9]), "not whole"),
    ],
)
def test_lasting_trouble_is_an_error_and_nothing_half_is_kept(puller: MakePuller, trouble: Answer, words: str) -> None:
    first = Answer(200, GOOD.body, {"Link": '<http://x/admin/api/2026-10/orders.json?page_info=b>; rel="next"'})
    with serving(one_after_another(first, trouble)) as server:
        shop = puller("orders", type="shopify", url=server.url)
        with pytest.raises(FeedError, match=words) as raised:
            pull(shop, AS_OF)
    assert len(server.asked) == 1 + ATTEMPTS
    assert kept(shop.folder) == []
    assert "Mend:" in str(raised.value)
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("status", [401, 403])
def test_an_expired_token_names_its_variable_and_is_not_tried_again(puller: MakePuller, status: int) -> None:
    with serving(one_after_another(Answer(status, b'{"errors": "no"}'))) as server:
        shop = puller("orders", type="shopify", url=server.url)
        with pytest.raises(FeedError, match="SHOPIFY_TOKEN is wrong, has expired"):
            pull(shop, AS_OF)
    assert len(server.asked) == 1
    assert kept(shop.folder) == []


def test_a_redirect_is_not_followed_with_a_token(puller: MakePuller) -> None:
    with serving(one_after_another(Answer(302, headers={"Location": "https://elsewhere.example.com/"}))) as server:
        shop = puller("orders", type="shopify", url=server.url)
        with pytest.raises(FeedError, match="redirects"):
            pull(shop, AS_OF)
    assert len(server.asked) == 1


def test_another_page_than_the_api_is_an_error(puller: MakePuller) -> None:
    with serving(lambda _asked: told({"welcome": "to the shop"})) as server:
        shop = puller("orders", type="shopify", url=server.url)
        with pytest.raises(FeedError, match="a list of objects under 'orders'"):
            pull(shop, AS_OF)
    assert kept(shop.folder) == []


def test_a_server_that_is_gone(puller: MakePuller) -> None:
    with serving(lambda _asked: GOOD) as server:
        url = server.url
    with pytest.raises(FeedError, match="could not be read"):
        pull(puller("orders", type="shopify", url=url), AS_OF)


def test_a_missing_token(puller: MakePuller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOPIFY_TOKEN")
    with pytest.raises(FeedError, match="SHOPIFY_TOKEN is not set"):
        pull(puller("orders", type="shopify", url="https://shop.example.com"), AS_OF)


def test_a_missing_library(puller: MakePuller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dlt.sources.helpers.requests", None)
    with pytest.raises(FeedError, match=r"pip install 'persona-pipeline\[api\]'"):
        pull(puller("orders", type="shopify", url="https://shop.example.com"), AS_OF)


SCRIPT = """
import sys
from datetime import date
from pathlib import Path
from persona_pipeline.feeds import Puller, pull
from persona_pipeline.settings import Settings, Source, Workspace

feed = {"type": "shopify", "url": sys.argv[1], "since": "2026-03-01"}
source = Source.model_validate({"name": "shop", "kind": "orders", "feed": feed})
pull(Puller(Workspace(Path(sys.argv[2])), Settings(sources=(source,)), source), date(2026, 3, 10))
"""
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def in_a_process(url: str, root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    home = root / "home"
    home.mkdir(exist_ok=True)
    kept_out = {"HOME": str(home), "PATH": "/usr/bin", "SHOPIFY_TOKEN": SECRET}
    arguments = [sys.executable, "-c", SCRIPT, url, str(root / "work")]
    return subprocess.run(
        arguments, env={**kept_out, **environment}, cwd=home, capture_output=True, text=True, timeout=120, check=False
    )


def test_dlt_leaves_nothing_behind_and_talks_to_nobody_else(tmp_path: Path) -> None:
    with serving(lambda _asked: GOOD) as server:
        done = in_a_process(server.url, tmp_path, HTTPS_PROXY=server.url)
    assert done.returncode == 0, done.stderr
    assert kept(tmp_path / "home") == []
    assert kept(tmp_path / "work" / "feeds") == ["2026-03-01_2026-03-10.json", "2026-03-01_2026-03-10.jsonl"]
    assert [each.path for each in server.asked] == ["/admin/api/2026-10/orders.json"]


@pytest.mark.parametrize("point", ["feed.after_write", "feed.after_rename"])
def test_a_pull_that_dies_is_simply_done_again(tmp_path: Path, point: str) -> None:
    with serving(lambda _asked: GOOD) as server:
        assert in_a_process(server.url, tmp_path, CRASH_AT=point).returncode == 137
        assert in_a_process(server.url, tmp_path).returncode == 0
    assert kept(tmp_path / "work" / "feeds") == ["2026-03-01_2026-03-10.json", "2026-03-01_2026-03-10.jsonl"]
    assert len(server.asked) == 2
