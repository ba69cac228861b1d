"""Each API against a server that speaks its shape: what is asked, how pages follow each other, what lies on the disk."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from persona_pipeline.feeds import FeedError, Puller, pull

from .api_server import Answer, Asked, one_after_another, serving, told
from .conftest import AS_OF, SECRET, MakePuller

pytest.importorskip("dlt", reason="needs the extra api")
pytestmark = pytest.mark.integration


def lines(puller: Puller) -> list[str]:
    return [line for path in sorted(puller.folder.glob("*.jsonl")) for line in path.read_text().splitlines()]


def ids(puller: Puller, name: str = "id") -> list[object]:
    return [json.loads(line)[name] for line in lines(puller)]


def test_shopify_follows_the_link_header_and_keeps_every_sign_of_a_number(puller: MakePuller) -> None:
    def answer(asked: Asked) -> Answer:
        if "page_info" in asked.query:
            return told({"orders": [{"id": 450789470}]})
        following = '<https://elsewhere.example.com/admin/api/2026-10/orders.json?limit=250&page_info=abc>; rel="next"'
        body = (
            b'{"orders": [{"id": 450789469, "total_price": 19.90, "big": 12345678901234567890, "name": "caf\xc3\xa9"}]}'
        )
        return Answer(200, body, {"Link": following})

    with serving(answer) as server:
        shop = puller("orders", type="shopify", url=server.url)
        pulls = pull(shop, AS_OF)
    assert [each.records for each in pulls] == [2]
    assert lines(shop)[0] == '{"id": 450789469, "total_price": 19.90, "big": 12345678901234567890, "name": "café"}'
    assert ids(shop) == [450789469, 450789470]
    first, second = server.asked
    assert first.path == "/admin/api/2026-10/orders.json"
    assert first.query == {
        "status": "any",
        "limit": "250",
        "updated_at_min": "2026-02-28T23:00:00Z",  # midnight in Amsterdam
        "updated_at_max": "2026-03-10T23:00:00Z",
    }
    assert second.query == {"limit": "250", "page_info": "abc"}, (
        "the link's own query and nothing else, at the same host"
    )
    assert {each.headers["x-shopify-access-token"] for each in server.asked} == {SECRET}


def test_woocommerce_counts_its_pages(puller: MakePuller) -> None:
    def answer(asked: Asked) -> Answer:
        page = int(asked.query.get("page", "1"))
        return told([{"id": 10 * page}, {"id": 10 * page + 1}], X_WP_TotalPages="3", X_WP_Total="6")

    with serving(answer) as server:
        shop = puller("orders", type="woocommerce", url=server.url)
        pull(shop, AS_OF)
    assert ids(shop) == [10, 11, 20, 21, 30, 31]
    assert server.asked[0].query["modified_after"] == "2026-02-28T22:59:59"
    assert server.asked[0].headers["authorization"].startswith("Basic ")


def test_woocommerce_asks_again_when_orders_move_between_pages(puller: MakePuller) -> None:
    answers = [
        told([{"id": 1}], X_WP_TotalPages="2", X_WP_Total="2"),
        told([{"id": 3}], X_WP_TotalPages="2", X_WP_Total="3"),
        told([{"id": 1}], X_WP_TotalPages="2", X_WP_Total="3"),
        told([{"id": 2}, {"id": 3}], X_WP_TotalPages="2", X_WP_Total="3"),
    ]
    with serving(one_after_another(*answers)) as server:
        shop = puller("orders", type="woocommerce", url=server.url)
        pull(shop, AS_OF)
    assert ids(shop) == [1, 2, 3]


def test_matomo_steps_by_offset_with_its_token_in_the_body(puller: MakePuller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("persona_pipeline.feeds.apis.matomo.PAGE", 2)
    visits = [{"idVisit": number, "actionDetails": []} for number in range(5)]

    def answer(asked: Asked) -> Answer:
        offset = int(asked.query["filter_offset"])
        return told(visits[offset : offset + int(asked.query["filter_limit"])])

    with serving(answer) as server:
        stats = puller("web", type="matomo", url=server.url, site=3)
        pull(stats, AS_OF)
    assert ids(stats, "idVisit") == [0, 1, 2, 3, 4]
    assert {(each.method, each.body["token_auth"]) for each in server.asked} == {("POST", SECRET)}
    assert server.asked[0].query["date"] == "2026-03-01,2026-03-10"
    assert not any(SECRET in str(each.query) for each in server.asked), "addresses end up in logs"


def test_matomo_says_no_with_status_200(puller: MakePuller) -> None:
    refusal = {
        "result": "error",
        "message": "Unable to authenticate with the provided token. It is invalid or expired.",
    }
    with serving(one_after_another(told(refusal))) as server:
        stats = puller("web", type="matomo", url=server.url)
        with pytest.raises(FeedError, match="MATOMO_TOKEN is wrong, has expired"):
            pull(stats, AS_OF)
    assert len(server.asked) == 1


def test_typeform_goes_back_by_token(puller: MakePuller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("persona_pipeline.feeds.apis.typeform.PAGE", 2)
    items = [{"token": f"t{number}", "answers": []} for number in range(4)]

    def answer(asked: Asked) -> Answer:
        before = asked.query.get("before")
        start = [item["token"] for item in items].index(before) + 1 if before else 0
        return told({"total_items": 4, "page_count": 2, "items": items[start : start + 2]})

    with serving(answer) as server:
        form = puller("survey", type="typeform", url=server.url, form="aBc1")
        pull(form, AS_OF)
    assert ids(form, "token") == ["t0", "t1", "t2", "t3"]
    assert len(server.asked) == 3, "the third page is empty, and ends it"
    assert server.asked[0].headers["authorization"] == f"Bearer {SECRET}"


def test_surveymonkey_follows_links_next(puller: MakePuller) -> None:
    def answer(asked: Asked) -> Answer:
        if asked.query.get("page") == "2":
            return told({"data": [{"id": "2"}], "links": {"self": "x"}})
        link = f"https://api.surveymonkey.net{asked.path}?per_page=100&page=2"
        return told({"data": [{"id": "1"}], "links": {"self": "x", "next": link}})

    with serving(answer) as server:
        survey = puller("survey", type="surveymonkey", url=server.url, survey="318754279")
        pull(survey, AS_OF)
    assert ids(survey) == ["1", "2"]
    assert server.asked[0].query["simple"] == "true"


def test_the_next_night_asks_for_what_is_new_and_looks_back(puller: MakePuller) -> None:
    with serving(lambda _asked: told({"orders": [{"id": 1}]})) as server:
        shop = puller("orders", type="shopify", url=server.url, look_back_days=3)
        pull(shop, AS_OF)
        pull(shop, AS_OF)
        assert len(server.asked) == 1, "the same night again is computed from the files"
        pull(shop, date(2026, 3, 5))
        assert len(server.asked) == 1, "and so is an older one"
        pull(shop, date(2026, 3, 11))
        assert server.asked[1].query["updated_at_min"] == "2026-03-07T23:00:00Z"
        pull(shop, date(2026, 3, 11), again=date(2026, 3, 1))
        assert server.asked[2].query["updated_at_min"] == "2026-02-28T23:00:00Z"
    names = sorted(path.name for path in shop.folder.glob("*.jsonl"))
    assert names == ["2026-03-01_2026-03-10.jsonl", "2026-03-01_2026-03-11.jsonl", "2026-03-08_2026-03-11.jsonl"]


def test_days_without_records_move_on_and_leave_no_file(puller: MakePuller) -> None:
    with serving(lambda _asked: told({"orders": []})) as server:
        shop = puller("orders", type="shopify", url=server.url)
        assert [each.records for each in pull(shop, AS_OF)] == [0]
        pull(shop, AS_OF)
    assert len(server.asked) == 1
    assert not list(shop.folder.glob("*.jsonl"))


def test_a_long_history_comes_in_pieces_and_goes_on_where_it_broke(puller: MakePuller) -> None:
    down = [True]

    def answer(asked: Asked) -> Answer:
        if down[0] and asked.query["updated_at_min"] > "2026-01-15":
            return Answer(503)
        return told({"orders": [{"id": asked.query["updated_at_min"]}]})

    with serving(answer) as server:
        shop = puller("orders", type="shopify", url=server.url, since=date(2026, 1, 1))
        with pytest.raises(FeedError, match="answered 503"):
            pull(shop, AS_OF)
        kept = [path.name for path in shop.folder.glob("*.jsonl")]
        assert kept == ["2026-01-01_2026-01-31.jsonl"]
        down[0] = False
        pull(shop, AS_OF)
    days = [str(each)[:10] for each in ids(shop)]
    assert days == ["2025-12-31", "2026-01-28", "2026-02-28"], "the look-back before the piece that failed"


def test_leftovers_of_a_killed_pull_are_swept(puller: MakePuller) -> None:
    with serving(lambda _asked: told({"orders": [{"id": 1}]})) as server:
        shop = puller("orders", type="shopify", url=server.url)
        shop.folder.mkdir(parents=True)
        (shop.folder / ".part-99").write_text('{"id": 0')
        pull(shop, AS_OF)
    assert [path.name for path in _files(shop.folder)] == ["2026-03-01_2026-03-10.json", "2026-03-01_2026-03-10.jsonl"]


def _files(folder: Path) -> list[Path]:
    return sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.name)
