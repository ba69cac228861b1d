"""Object stores and plain HTTP, through the ordinary taking in: a real S3 protocol server, and a server of files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from persona_pipeline.cli.app import app
from persona_pipeline.context import Context, StageReport
from persona_pipeline.feeds import FeedError, listed
from persona_pipeline.ingest import take_in
from persona_pipeline.settings import Settings, Source, Workspace
from persona_pipeline.warehouse import Warehouse

from .api_server import Answer, Asked, Server, serving
from .conftest import SECRET

pytestmark = pytest.mark.integration
HEADER = "order_id,ordered_at,updated_at,customer_id,product_id,quantity,unit_price\n"
NIGHT = date(2026, 3, 31)


def orders(*numbers: int, day: str = "2026-03-01", price: str = "2.50") -> bytes:
    return (HEADER + "".join(f"{n},{day}T10:00:00Z,,c{n},p,1,{price}\n" for n in numbers)).encode()


Take = Callable[..., StageReport]


@pytest.fixture
def take(workspace: Workspace, warehouse: Warehouse) -> Take:
    """Take in orders from a path."""

    def run(path: str, as_of: date = NIGHT, **more: Any) -> StageReport:
        source = Source.model_validate({"name": "shop", "kind": "orders", "path": path, **more})
        return take_in(Context(workspace, Settings(sources=(source,)), warehouse, as_of), "orders")

    return run


def prices(warehouse: Warehouse) -> list[tuple[str, str]]:
    rows = warehouse.query("select order_id, unit_price from raw.orders order by order_id")
    return [(number, str(price.normalize())) for number, price in rows]


def problem(report: StageReport) -> str:
    return "; ".join(check.reason for check in report.checks if check.name == "sources_are_there")


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    moto = pytest.importorskip("moto.server", reason="needs moto")
    pytest.importorskip("s3fs", reason="needs the extra s3")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield "http://{}:{}".format(*server.get_host_and_port())
    finally:
        server.stop()


@pytest.fixture
def bucket(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An empty bucket, with everything in the environment that a client needs."""
    import boto3

    environment = {
        "AWS_ENDPOINT_URL": s3_server,
        "AWS_ACCESS_KEY_ID": "id",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = boto3.resource("s3").Bucket("exports")
    found.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield found
    found.objects.all().delete()
    found.delete()


def test_objects_are_taken_in_once_and_a_changed_one_corrects(bucket: Any, take: Take, warehouse: Warehouse) -> None:
    bucket.put_object(Key="orders/a.csv", Body=orders(1, 2))
    bucket.put_object(Key="orders/b.csv.gz", Body=_gzip(orders(3)))
    bucket.put_object(Key="orders/c.csv.part", Body=b"half")
    bucket.put_object(Key="orders/deep/d.csv", Body=orders(9))
    assert take("s3://exports/orders/*.csv*").figures["files_accepted"] == 2
    assert prices(warehouse) == [("1", "2.5"), ("2", "2.5"), ("3", "2.5")]
    assert take("s3://exports/orders/*.csv*").figures["files_accepted"] == 0
    bucket.put_object(Key="orders/a.csv", Body=orders(1, 2, price="3"))
    report = take("s3://exports/orders/*.csv*")
    assert report.figures["files_accepted"] == 1
    assert prices(warehouse) == [("1", "3"), ("2", "3"), ("3", "2.5")]
    names = warehouse.query("select file_name from ops.files order by all")
    assert names == [("s3://exports/orders/a.csv",), ("s3://exports/orders/b.csv.gz",)]


def test_a_folder_and_all_below_it(bucket: Any, take: Take, warehouse: Warehouse) -> None:
    bucket.put_object(Key="orders/a.csv", Body=orders(1))
    bucket.put_object(Key="orders/2026/03/d.csv", Body=orders(2))
    assert take("s3://exports/orders/**/*.csv").figures["files_accepted"] == 2
    assert take("s3://exports/orders").figures["files_accepted"] == 0, "the folder's own file is known"


def test_dated_objects_are_looked_up_over_the_last_days(bucket: Any, take: Take, warehouse: Warehouse) -> None:
    for day in ("2026-03-01", "2026-03-29", "2026-03-31"):
        bucket.put_object(Key=f"{day}/orders.csv", Body=orders(int(day[-2:]), day=day))
    feed = {"type": "files", "look_back_days": 3}
    assert take("s3://exports/{date:%Y-%m-%d}/orders.csv", feed=feed).figures["files_accepted"] == 2
    assert [number for number, _ in prices(warehouse)] == ["29", "31"]


def test_large_objects_come_whole(bucket: Any, take: Take, warehouse: Warehouse, workspace: Workspace) -> None:
    body = orders(*range(400_000))
    bucket.put_object(Key="orders/large.csv", Body=body)
    assert take("s3://exports/orders/large.csv").figures["rows_in"] == 400_000
    landed = list(workspace.landing.glob("shop/*.csv"))
    assert [path.read_bytes() == body for path in landed] == [True]


def test_a_bucket_that_is_not_there(bucket: Any, take: Take) -> None:
    report = take("s3://no-such-bucket/orders/*.csv")
    assert "there is no such bucket" in problem(report)
    assert report.stopped_by


def test_a_store_that_is_down_leaves_what_was_taken_in(
    bucket: Any, take: Take, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.put_object(Key="orders/a.csv", Body=orders(1))
    take("s3://exports/orders/*.csv")
    with monkeypatch.context() as gone:
        gone.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        gone.setattr(
            "persona_pipeline.feeds.objects.OPTIONS", {"s3fs": {"config_kwargs": {"retries": {"max_attempts": 1}}}}
        )
        said = problem(take("s3://exports/orders/*.csv"))
    assert "could not be reached" in said
    assert SECRET not in said
    assert len(prices(warehouse)) == 1


def test_missing_credentials(s3_server: str, take: Take, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_server)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    assert "redentials" in problem(take("s3://exports/orders/*.csv"))


@pytest.mark.parametrize(("scheme", "extra"), [("gs", "gcs"), ("abfs", "azure")])
def test_a_missing_library(scheme: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "gcsfs", None)
    monkeypatch.setitem(sys.modules, "adlfs", None)
    source = Source(name="shop", kind="orders", path=f"{scheme}://exports/orders/*.csv")
    with pytest.raises(FeedError, match=rf"pip install 'persona-pipeline\[{extra}\]'"):
        listed(source, None)


def test_an_unknown_scheme() -> None:
    with pytest.raises(FeedError, match="ftp:// is not known"):
        listed(Source(name="shop", kind="orders", path="ftp://server/orders.csv"), None)


class Files:
    """Files of a web server; ``trouble`` is answered first, by method and path."""

    def __init__(self, files: dict[str, bytes], *, etag: bool = True) -> None:
        self.files, self.etag = files, etag
        self.trouble: list[tuple[str, Answer]] = []

    def __call__(self, asked: Asked) -> Answer:
        if self.trouble and self.trouble[0][0] == asked.method:
            return self.trouble.pop(0)[1]
        body = self.files.get(asked.path)
        if body is None:
            return Answer(404)
        headers = {"ETag": f'"{hash(body)}"', "Content-Length": str(len(body))} if self.etag else {}
        return Answer(200, body, headers)


def gets(server: Server) -> int:
    return sum(each.method == "GET" for each in server.asked)


def test_a_file_over_http_is_fetched_when_its_etag_changes(take: Take, warehouse: Warehouse) -> None:
    files = Files({"/orders.csv": orders(1)})
    with serving(files) as server:
        take(f"{server.url}/orders.csv")
        take(f"{server.url}/orders.csv")
        assert gets(server) == 1
        files.files["/orders.csv"] = orders(1, 2)
        take(f"{server.url}/orders.csv")
        assert gets(server) == 2
    assert len(prices(warehouse)) == 2


def test_a_file_without_etag_is_compared_by_content(take: Take, warehouse: Warehouse) -> None:
    with serving(Files({"/orders.csv": orders(1)}, etag=False)) as server:
        assert take(f"{server.url}/orders.csv").figures["files_accepted"] == 1
        second = take(f"{server.url}/orders.csv")
        assert gets(server) == 2
    assert (second.figures["files_accepted"], second.figures["files_known"]) == (0, 1)


def test_a_download_that_breaks_off_is_done_again_and_never_counts(
    take: Take, warehouse: Warehouse, workspace: Workspace
) -> None:
    body = orders(*range(1000))
    files = Files({"/orders.csv": body})
    half = ("GET", Answer(200, body, {"Content-Length": str(len(body))}, cut=len(body) // 2))
    busy = ("GET", Answer(503, headers={"Retry-After": "0"}))
    with serving(files) as server:
        files.trouble = [half, busy]
        assert take(f"{server.url}/orders.csv").figures["rows_in"] == 1000
        files.files = {"/orders.csv": body + b"x"}
        files.trouble = [half] * 20
        assert "broke off 4 times" in problem(take(f"{server.url}/orders.csv"))
    assert len(list((workspace.landing / "shop").iterdir())) == 1


def test_dated_urls_take_what_is_there(take: Take, warehouse: Warehouse) -> None:
    files = Files({f"/{day}.csv": orders(int(day[-2:]), day=day) for day in ("2026-03-01", "2026-03-30", "2026-03-31")})
    with serving(files) as server:
        take(f"{server.url}/{{date:%Y-%m-%d}}.csv", feed={"type": "files", "look_back_days": 2})
    assert [number for number, _ in prices(warehouse)] == ["30", "31"]


def test_dated_urls_that_are_never_there_are_told(take: Take, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with serving(Files({"/2026-03-31.csv": orders(1)})) as server:
        wrong = f"{server.url}/wrong/{{date:%Y-%m-%d}}.csv"
        feed = {"type": "files", "look_back_days": 2}
        assert take(f"{server.url}/{{date:%Y-%m-%d}}.csv", feed=feed).stopped_by == ()
        assert not caplog.messages
        assert take(wrong, feed=feed).stopped_by == ()
        (said,) = caplog.messages
        assert said.startswith("source shop: none of the 3 files from ")
        assert "/wrong/2026-03-31.csv is there" in said
        source = {"name": "daily", "kind": "orders", "path": wrong, "feed": feed}
        (tmp_path / "persona.yaml").write_text(json.dumps({"sources": [source]}))
        shown = CliRunner().invoke(app, ["sources", "check", "-w", str(tmp_path)])
    assert shown.exit_code == 0
    assert shown.stdout.startswith("WARNS  daily: source daily: none of the 3 files from ")
    assert not shown.stderr


def test_a_token_is_sent_and_its_refusal_names_the_variable(take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPORT_TOKEN", SECRET)
    feed = {"type": "files", "token_variable": "EXPORT_TOKEN"}
    files = Files({"/orders.csv": orders(1)})
    with serving(files) as server:
        take(f"{server.url}/orders.csv", feed=feed)
        assert {each.headers["authorization"] for each in server.asked} == {f"Bearer {SECRET}"}
        files.trouble = [("HEAD", Answer(401))]
        assert "The token in EXPORT_TOKEN" in problem(take(f"{server.url}/orders.csv", feed=feed))
        assert "answered 404" in problem(take(f"{server.url}/none.csv", feed=feed))


def _gzip(body: bytes) -> bytes:
    import gzip

    return gzip.compress(body)
