"""How a night is written down when it is tried again, resumed, stopped, or asked for by mistake."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from persona_pipeline import night as nights
from persona_pipeline.context import Context, StageReport
from persona_pipeline.night import publish_again, run_nights, run_stage
from persona_pipeline.settings import KEY_VARIABLE, ConfigError, DriftSettings, Settings, Source, Workspace
from persona_pipeline.stages import STAGES, Stage
from persona_pipeline.warehouse import Warehouse

pytestmark = pytest.mark.integration
ORDERS = "order_id,ordered_at,customer_id,product_id,quantity,unit_price\n" + "".join(
    f"{n},2026-03-0{1 + n % 3}T10:00:00Z,c{n % 7},p,1,{n % 9 + 1}.50\n" for n in range(60)
)
DAYS = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)]
MakeContext = Callable[[date], Context]


@pytest.fixture
def settings() -> Settings:
    return Settings(sources=(Source(name="shop", kind="orders", path="inbox/orders/*"),))


@pytest.fixture
def ctx(context: MakeContext, workspace: object) -> Context:
    made = context(DAYS[-1])
    folder = made.workspace.inbox / "orders"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text(ORDERS)
    made.warehouse.run_id = "first"
    return made


def states(warehouse: Warehouse) -> list[tuple[str, str]]:
    return warehouse.query("select run_id, status from ops.nights order by as_of")


def test_every_night_of_a_range_is_published(ctx: Context) -> None:
    assert run_nights(ctx, DAYS).published
    assert states(ctx.warehouse) == [("first", "published")] * 3


def test_every_night_of_a_stopped_range_is_stopped(ctx: Context) -> None:
    (ctx.workspace.inbox / "orders" / "junk.csv").write_text("what,is,this\n1,2,3\n")
    assert not run_nights(ctx, DAYS).published
    assert states(ctx.warehouse) == [("first", "stopped")] * 3


def test_a_stage_that_is_tried_again_ends_published_and_a_second_failure_is_told_again(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(nights.alerts, "deliver_alerts", lambda c: told.append("told") or StageReport())

    def broken(_: Context) -> StageReport:
        raise OSError("disk full")

    publish = next(stage for stage in STAGES if stage.name == "publish")
    run_nights(ctx, DAYS)
    for _ in range(2):
        with pytest.raises(OSError, match="disk full"):
            run_stage(replace(ctx, as_of=date(2026, 3, 4)), replace(publish, run=broken))
        standing = "select count(*) from ops.alerts where rule = 'run_failed' and resolved_as_of is null"
        assert ctx.warehouse.query(standing) == [(1,)]
    assert states(ctx.warehouse)[-1] == ("first", "failed")
    assert states(ctx.warehouse)[:3] == [("first", "published")] * 3
    run_stage(ctx, publish)
    assert states(ctx.warehouse)[:3] == [("first", "published")] * 3


def test_a_resumed_run_publishes_what_the_dead_one_left(ctx: Context) -> None:
    for stage in STAGES:
        if stage.name == "publish":
            break
        run_stage(ctx, stage)
    ctx.warehouse.claim("second")
    for left in STAGES[STAGES.index(stage) :]:
        run_stage(ctx, left)
    assert states(ctx.warehouse) == [("second", "published")]


def test_publish_again_takes_the_newest_whole_night(ctx: Context) -> None:
    assert publish_again(ctx) is None
    run_nights(ctx, DAYS)
    ctx.warehouse.query(
        "insert into ops.nights (as_of, status, reason) values (date '2026-03-09', 'failed', 'rfm: died')"
    )
    again = publish_again(replace(ctx, as_of=date(2026, 3, 9)))
    assert again is not None
    assert again.dates == (DAYS[-1],)


def test_an_old_night_run_again_keeps_the_newest_published(ctx: Context) -> None:
    run_nights(ctx, DAYS)
    before = (ctx.workspace.published / "personas.duckdb").resolve().parent.name.split("-", 1)[1][:10]
    run_nights(ctx, DAYS[:1])
    after = (ctx.workspace.published / "personas.duckdb").resolve().parent.name.split("-", 1)[1][:10]
    assert before == after == str(DAYS[-1])


def test_a_mistyped_year_is_refused(ctx: Context) -> None:
    asked = replace(ctx, clock=lambda: datetime(2026, 3, 4, tzinfo=UTC))
    with pytest.raises(ConfigError, match="lies in the future: today is 2026-03-04"):
        run_nights(asked, [date(2062, 1, 1)])
    assert not [state for state in states(ctx.warehouse) if state[1] == "published"]


def test_what_is_wrong_with_the_settings_in_mid_night_fails_the_night(ctx: Context) -> None:
    (ctx.workspace.root / "rates.csv").write_text("day,currency,rate\nyesterday,GBP,1.2\n")
    shop = ctx.settings.shop.model_copy(update={"rates": Path("rates.csv")})
    with pytest.raises(ConfigError, match="rates"):
        run_nights(replace(ctx, settings=ctx.settings.model_copy(update={"shop": shop})), DAYS)
    assert states(ctx.warehouse) == [("first", "failed")] * 3
    assert ctx.warehouse.query("select count(*) from ops.alerts where rule = 'run_failed'") == [(1,)]


@pytest.mark.parametrize(("last_try", "alerts"), [(False, 0), (True, 1)])
def test_nobody_is_woken_while_it_is_tried_again(ctx: Context, last_try: bool, alerts: int) -> None:
    def full(_: Context) -> StageReport:
        raise OSError("the share is away")

    run_stage(ctx, STAGES[0])
    with pytest.raises(OSError, match="the share is away"):
        run_stage(replace(ctx, last_try=last_try), Stage("rfm", (), (), full))
    assert ctx.warehouse.query("select status, reason from ops.nights where as_of = $d", {"d": ctx.as_of}) == [
        ("failed", "rfm: OSError: the share is away")
    ]
    assert ctx.warehouse.query("select count(*) from ops.alerts where rule = 'run_failed'") == [(alerts,)]


def test_a_page_that_cannot_be_written_does_not_hide_the_gate(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Context) -> StageReport:
        raise OSError("no room for a page")

    (ctx.workspace.inbox / "orders" / "junk.csv").write_text("what,is,this\n1,2,3\n")
    monkeypatch.setattr(nights.pages, "write_pages", broken)
    report = run_nights(ctx, DAYS)
    assert "junk.csv" in report.stopped_by[0].reason
    assert states(ctx.warehouse) == [("first", "stopped")] * 3


def test_a_workspace_may_have_brackets_in_its_name(tmp_path: Path, settings: Settings) -> None:
    workspace = Workspace(tmp_path / "shop [1]*")
    folder = workspace.inbox / "orders"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text(ORDERS + "61,2026-03-02T10:00:00Z,c1,p,1,much\n" + ",2026-03-02T10:00:00Z,c1,p,1,2\n")
    with Warehouse.open(workspace, settings, run_id="first") as warehouse:
        assert run_nights(Context(workspace, settings, warehouse, DAYS[-1]), DAYS).published
        assert warehouse.query("select count(*) from quarantine.orders") == [(2,)]


def test_another_key_is_refused(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    run_nights(ctx, DAYS)
    monkeypatch.setenv(KEY_VARIABLE, "quite-another-key-0123456789")
    with pytest.raises(ConfigError, match="another key"):
        run_nights(ctx, DAYS)


@pytest.mark.parametrize("change", [{"currency": "USD"}, {"timezone": "Pacific/Auckland"}])
def test_another_currency_or_time_zone_is_refused(ctx: Context, change: dict[str, str]) -> None:
    run_nights(ctx, DAYS)
    shop = ctx.settings.shop.model_copy(update=change)
    other = ctx.settings.model_copy(update={"shop": shop})
    with pytest.raises(ConfigError, match="the figures would mix both"):
        run_nights(replace(ctx, settings=other), DAYS)


def test_a_wrong_currency_is_mended_while_nothing_was_taken_in(ctx: Context) -> None:
    """The first file says that the setting is wrong; correcting the setting must be enough."""
    (ctx.workspace.inbox / "orders" / "a.csv").write_text(
        ORDERS.replace("order_id,", "currency,order_id,", 1).replace("\n", "\nUSD,").removesuffix("USD,")
    )
    assert not run_nights(ctx, DAYS).published
    assert ctx.warehouse.count("raw.orders") == 0
    shop = ctx.settings.shop.model_copy(update={"currency": "USD"})
    mended = replace(ctx, settings=ctx.settings.model_copy(update={"shop": shop}))
    assert run_nights(mended, DAYS).published
    assert mended.warehouse.query("select currency from ops.key") == [("USD",)]


def test_a_source_that_is_no_longer_named_is_refused(ctx: Context) -> None:
    run_nights(ctx, DAYS)
    other = Settings(sources=(Source(name="new_shop", kind="orders", path="inbox/orders/*"),))
    with pytest.raises(ConfigError, match="taken in from shop"):
        run_nights(replace(ctx, settings=other), DAYS)


def test_junk_that_replaces_two_equal_files_takes_nothing_out(ctx: Context) -> None:
    folder: Path = ctx.workspace.inbox / "orders"
    (folder / "b.csv").write_text(ORDERS.replace(",c", ",d").replace("\n", "\n9", 1))
    run_nights(ctx, DAYS)
    rows = ctx.warehouse.count("raw.orders")
    for name in ("a.csv", "b.csv"):
        (folder / name).write_text("<html>please sign in</html>\n")
    assert not run_nights(ctx, DAYS).published
    assert ctx.warehouse.count("raw.orders") == rows


def test_addresses_never_reach_the_quarantine(ctx: Context) -> None:
    header, rest = ORDERS.split("\n", 1)
    text = f"{header},email\n" + "".join(f"{row},ann@example.org\n" for row in rest.splitlines())
    (ctx.workspace.inbox / "orders" / "c.csv").write_text(text + "77,not a time,c1,p,1,2.50,bob@example.org\n")
    run_nights(ctx, DAYS)
    records = ctx.warehouse.query("select record from quarantine.orders")
    assert len(records) == 1
    assert "bob@" not in records[0][0]
    assert "***@***" in records[0][0]


def test_an_event_years_ahead_is_a_mistyped_year(ctx: Context) -> None:
    drift = DriftSettings(events={date(2031, 12, 24): "Christmas"})
    far = replace(
        ctx, settings=ctx.settings.model_copy(update={"drift": drift}), clock=lambda: datetime(2026, 3, 4, tzinfo=UTC)
    )
    with pytest.raises(ConfigError, match=r"2031-12-24 \(Christmas\); expected days up to 2028-03-04"):
        run_nights(far, DAYS)
    assert ctx.warehouse.count("ops.nights") == 0
    with pytest.raises(
        ValidationError, match="found the event 9999-12-24 .Christmas.; expected a year from 1970 to 2100"
    ):
        DriftSettings(events={date(9999, 12, 24): "Christmas"})
