"""A generated shop straight in core, with the truth as its personas: what the journey finds is then the journey's own doing."""

from __future__ import annotations

from pathlib import Path

from persona_pipeline.context import Context
from persona_pipeline.sample import ShopOptions, generate
from persona_pipeline.settings import Settings, load_settings
from persona_pipeline.warehouse import Warehouse

NAMES = {"regular": "P01", "bargain": "P02", "occasion": "P03"}
EVENTS = {
    "event_id": "varchar", "event_at": "timestamp", "event_name": "varchar", "visitor_id": "varchar", "customer_id": "varchar",
    "session_id": "varchar", "page_path": "varchar", "traffic_source": "varchar", "traffic_medium": "varchar", "device": "varchar",
    "search_term": "varchar", "order_id": "varchar", "revenue": "decimal(18, 4)",
}  # fmt: skip


def settings_of(folder: Path) -> Settings:
    """The shop's own persona.yaml: it says what the survey asks."""
    return load_settings(folder / "persona.yaml")


def make(folder: Path, *, customers: int, days: int, seed: int = 7) -> ShopOptions:
    """The shop's files, without the mistakes of real exports."""
    options = ShopOptions(customers=customers, nights=1, history_days=days, seed=seed, dirt=False)
    generate(folder, options)
    return options


def load(warehouse: Warehouse, folder: Path) -> None:
    """Everybody under the customer number, or the visitor's; members of nobody's persona are left out."""
    con = warehouse.con
    con.execute(f"create temp table truth as select * from read_parquet('{folder}/truth/customers.parquet')")
    con.execute(
        "create temp table who as select visitor_id as key, customer_id as person from truth union select second_visitor_id, customer_id from truth "
        "where second_visitor_id is not null union select email, customer_id from truth where email is not null union select customer_id, customer_id from truth"
    )
    con.execute("insert into core.identities select distinct person, 'customer', person from who")
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in EVENTS.items())
    con.execute(
        f"""insert into core.events by name select 'web' as source, e.* exclude (visitor_id, customer_id), event_at::date as business_day, w.person as identity_key
        from read_json('{folder}/history/web/*.jsonl', format = 'newline_delimited', columns = {{{columns}}}) as e left join who as w on w.key = e.visitor_id"""
    )
    con.execute(
        f"""insert into core.order_lines by name select 'orders' as source, o.order_id, line_number::integer as line, ordered_at::date as business_day, ordered_at,
            w.person as identity_key, quantity, quantity * unit_price - discount_amount as amount,
            case when quantity < 0 then 'refund' else 'sale' end as line_type, channel as product_name
        from read_csv('{folder}/history/orders/*.csv') as o left join who as w on w.key = coalesce(o.customer_id::varchar, lower(trim(o.email)))"""
    )
    con.execute(
        """insert into core.orders by name select source, order_id, min(business_day) as business_day, min(ordered_at) as ordered_at, max(identity_key) as identity_key,
            case when max(amount) > 0 then 'sale' else 'refund' end as order_type, coalesce(sum(amount) filter (where amount > 0), 0) as sales_amount,
            coalesce(-sum(amount) filter (where amount < 0), 0) as refund_amount, max(product_name) as channel
        from core.order_lines group by source, order_id"""
    )
    con.execute(
        f"""create temp table said as select r.*, w.person from read_csv('{folder}/history/survey/*.csv', all_varchar = true) as r
        join who as w on w.key = coalesce(r.customer_id, lower(trim(r.email)))"""
    )
    con.execute(
        "insert into core.responses by name select 'survey' as source, 's' as survey_id, response_id, submitted_at::timestamp as submitted_at, submitted_at::date as business_day, "
        "person as identity_key, language, nps::integer as nps from said"
    )
    for touchpoint in ("site", "delivery", "service", "product"):
        con.execute(
            f"insert into core.answers by name select 'survey' as source, 's' as survey_id, response_id, submitted_at::date as business_day, 'satisfaction_{touchpoint}' as question_id, "
            f"1 as choice, 'satisfaction' as role, '{touchpoint}' as touchpoint, satisfaction_{touchpoint}::double as answer_number from said where satisfaction_{touchpoint} is not null"
        )
    for role in ("pain", "goal", "need", "open_text"):
        con.execute(
            f"insert into core.answers by name select 'survey' as source, 's' as survey_id, response_id, submitted_at::date as business_day, '{role}' as question_id, "
            f"1 as choice, '{role}' as role, split_part({role}, '; ', 1) as answer_text from said where {role} is not null"
        )


def members(ctx: Context) -> None:
    """Tonight's members as the truth has them, with what the journey needs of their features."""
    con = ctx.warehouse.con
    con.executemany(
        "insert into marts.personas (version, persona_id, name) values (1, ?, ?)",
        [(key, name) for name, key in NAMES.items()],
    )
    con.execute(
        "insert into marts.customer_features by name select $d::date as as_of, i.customer_key, o.n > 0 as in_orders, coalesce(s.n, 0) > 0 as in_web, coalesce(r.n, 0) > 0 as in_survey, "
        "o.tenure_days, o.n as frequency, o.order_value, o.refund_share from core.identities as i "
        "left join (select identity_key, count(*)::integer as n, date_diff('day', min(business_day), $d::date)::integer as tenure_days, avg(sales_amount)::double as order_value, "
        "(sum(refund_amount) / sum(sales_amount))::double as refund_share from core.orders where sales_amount > 0 group by 1) as o on o.identity_key = i.identity_key "
        "left join (select identity_key, count(*) as n from core.sessions group by 1) as s on s.identity_key = i.identity_key "
        "left join (select identity_key, count(*) as n from core.responses group by 1) as r on r.identity_key = i.identity_key",
        {"d": ctx.as_of},
    )
    con.execute(
        "insert into marts.persona_members by name select f.as_of, f.customer_key, case t.persona when 'regular' then 'P01' when 'bargain' then 'P02' else 'P03' end as persona_id, 1 as version "
        "from marts.customer_features as f join truth as t on t.customer_id = f.customer_key where f.in_orders or f.in_web or f.in_survey"
    )
