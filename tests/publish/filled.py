"""A warehouse filled by small inserts: 600 people, 3 personas, 60 nights that end on a night with a verdict of choice."""

import json
from datetime import date, timedelta

from persona_pipeline.rfm.grid import GRID, SEGMENTS
from persona_pipeline.warehouse import Warehouse

from .filled_journey import STATEMENTS as JOURNEY

AS_OF = date(2026, 3, 1)
CANARIES = ("canary.mail@example.org", "Canary van der Naam", "+31600000042", "NL00CANARY0123456789")
"""Personal values that are put into raw and quarantine and must never come out."""

VERDICTS = {"keep": "calm", "watch": "watch", "re-evaluate": "firing", "unknown": "learning"}


def fill(
    warehouse: Warehouse, as_of: date = AS_OF, *, people: int = 600, nights: int = 60, verdict: str = "re-evaluate"
) -> None:
    """Fill every table that is published or shown. The same arguments give the same rows."""
    values = {"as_of": as_of, "first": as_of - timedelta(days=nights - 1), "people": people, "verdict": verdict}
    with warehouse.transaction():
        for sql in (*_STATEMENTS, *JOURNEY):
            warehouse.query(sql, values)
        _verdicts(warehouse, as_of, verdict)
        _private(warehouse, as_of)


def empty(warehouse: Warehouse) -> None:
    """Take everything out again, so that another state can be filled in."""
    with warehouse.transaction():
        names = warehouse.query("select schema_name || '.' || table_name from duckdb_tables() where not internal")
        for (name,) in names:
            warehouse.query(f"delete from {name}")


def _verdicts(warehouse: Warehouse, as_of: date, verdict: str) -> None:
    state = VERDICTS[verdict]
    since = None if verdict in ("keep", "unknown") else as_of - timedelta(days=6)
    moved = (
        "share",
        "P02",
        "active_share",
        0.28,
        0.331,
        5.1,
        "points",
        3.9,
        6.3,
        812,
        3.4,
        7.2,
        4.58,
        "up",
        since,
        state,
    )
    conversion = (
        "kpi",
        "P03",
        "conversion",
        0.031,
        0.0261,
        -15.8,
        "percent",
        -19.0,
        -12.4,
        4210,
        -3.0,
        5.1,
        3.25,
        "down",
        since,
        state,
    )
    calm = (
        "kpi",
        "all",
        "nps",
        31.0,
        30.2,
        -0.8,
        "nps",
        -6.1,
        4.5,
        240,
        -0.2,
        0.4,
        3.25,
        "down",
        None,
        "learning" if state == "learning" else "calm",
    )
    feature = (
        "feature",
        "P02",
        "feature:mobile_share",
        0.0,
        0.21,
        0.21,
        "sd",
        0.15,
        0.27,
        812,
        2.9,
        0.0,
        0.0,
        "up",
        None,
        "calm",
    )
    rows = [moved, conversion, calm, feature] if state in ("watch", "firing", "learning") else [calm]
    reference_nights = 12 if verdict == "unknown" else 42
    for level, persona, measure, *rest in rows:
        warehouse.con.execute(
            f"insert into marts.drift_signals values ({', '.join('?' * 19)})",
            [as_of, level, persona, measure, *rest, reference_nights, 1.0 if rest[-1] in ("watch", "firing") else None],
        )
    signals = [
        {"level": row[0], "persona_id": row[1], "measure": row[2], "feature": None}
        | {"expected": 0.279, "recent": 0.33, "n_per_night": 805}
        for row in rows
    ]
    evidence = json.dumps({"signals": signals, "event": None, "reference": {"nights": reference_nights, "needed": 28}})
    for persona in ("all", "P01", "P02", "P03"):
        said = (
            verdict
            if verdict == "unknown" or persona in ("all", "P02")
            else ("watch" if verdict == "re-evaluate" and persona == "P03" else "keep")
        )
        cause = "share" if said in ("watch", "re-evaluate") else "none"
        began = as_of - timedelta(days=2) if said in ("watch", "re-evaluate") else as_of - timedelta(days=40)
        row = [as_of, persona, 1, said, cause, began, f"{persona}: {said}.", evidence]
        warehouse.con.execute("insert into marts.persona_verdicts values (?, ?, ?, ?, ?, ?, ?, ?)", row)
        for back in range(1, 20):
            earlier = [
                as_of - timedelta(days=back),
                persona,
                1,
                "keep",
                "none",
                as_of - timedelta(days=40),
                "Nothing moved.",
                "[]",
            ]
            warehouse.con.execute("insert into marts.persona_verdicts values (?, ?, ?, ?, ?, ?, ?, ?)", earlier)
    if verdict == "re-evaluate":
        alert = [
            "0123456789abcdef",
            as_of - timedelta(days=2),
            "verdict_re_evaluate",
            "P02",
            "critical",
            "Re-evaluate P02 Night owls",
        ]
        warehouse.con.execute(
            "insert into ops.alerts values (?, ?, ?, ?, ?, ?, ?, ?, null)",
            [*alert, "P02 makes up 5.1 points more of the active customers.", evidence],
        )
        for language, title, body in (
            ("en", "Re-evaluate P02 Night owls", "P02 makes up 5.1 points more of the active customers."),
            ("nl", "P02 Night owls herijken", "P02 is 5,1 punt meer van de actieve klanten."),
        ):
            in_console = f"{body} (Decide)" if language == "en" else f"{body} (Beslissen)"
            texts = [alert[0], language, title, body, in_console]
            warehouse.con.execute("insert into ops.alert_texts values (?, ?, ?, ?, ?)", texts)


def _private(warehouse: Warehouse, as_of: date) -> None:
    mail, name, phone, iban = CANARIES
    warehouse.con.execute(
        "insert into raw.orders by name select 'shop' as source, 'load-orders' as load_id, 1 as row_number, ? as business_day, ? as email, ? as customer_id, ? as extra",
        [as_of, mail, phone, json.dumps({"name": name, "iban": iban})],
    )
    warehouse.con.execute("insert into raw.identifiers values ('email', ?, 'abc')", [mail])
    for number, (reason, column, found, expected) in enumerate(_REFUSED, start=1):
        warehouse.con.execute(
            "insert into quarantine.orders values ('shop', 'load-orders', 'inbox/orders/2026-03-01.csv', ?, ?, ?, ?, ?, ?, ?, 'read')",
            [number, number + 1, reason, column, found, expected, f"1001;{mail};{name};{phone};{iban}"],
        )


_REFUSED = (
    ("bad_timestamp", "ordered_at", "31-31-2026", "a date and time such as 2026-03-01 14:05:00"),
    ("bad_timestamp", "ordered_at", "<script>alert(1)</script>", "a date and time such as 2026-03-01 14:05:00"),
    ("bad_number", "amount", "1.234,56", "an amount such as 1234.56; set `decimal: ','` for the source"),
    ("missing_value", "order_id", "", "an order number"),
    ("wrong_field_count", None, "14 fields", "12 fields, as in the header"),
)
_NIGHT = "generate_series($first::date, $as_of::date, interval 1 day) as night(midnight)"
_PERSONAS = "(values ('P01', 0.45, 0.30), ('P02', 0.30, 0.25), ('P03', 0.25, 0.45), ('all', 1.0, 1.0)) as persona(id, share, revenue)"
_CELLS = ", ".join(f"({r}, {fm}, '{segment}')" for (r, fm), segment in GRID.items())
_SEGMENTS = ", ".join(f"({number}, '{segment}')" for number, segment in enumerate(SEGMENTS))
_STATEMENTS = (
    """insert into core.customers select md5(i::varchar), true, i % 3 = 0, i % 10 = 0, $first::date
       from range($people) t(i)""",
    """insert into marts.customer_features by name
       select $as_of::date as as_of, md5(i::varchar) as customer_key, true as in_orders, i % 3 = 0 as in_web, i % 10 = 0 as in_survey,
       (i % 90)::integer as recency_days, 1 + (i % 7)::integer as frequency, (20 + i % 200)::decimal(18,2) as monetary from range($people) t(i)""",
    f"""insert into marts.rfm_segments
       select $as_of::date, md5(i::varchar), (i % 90)::integer, (1 + i % 7)::integer, (20 + i % 200)::decimal(18,2),
       cell.r, cell.fm, cell.fm, cell.fm, cell.segment, cell.r, cell.fm, cell.fm, cell.segment
       from range($people) t(i) inner join (values {_CELLS}) as cell(r, fm, segment)
       on cell.r = case when i % 150 = 0 then 1 else 1 + (i * i + i // 7) % 5 end
       and cell.fm = case when i % 150 = 0 then 1 else 1 + greatest(0, least(4, cell.r - 2 + (i // 3) % 4 - i % 2)) end
       and (i % 150 = 0 or (cell.r, cell.fm) <> (1, 1))""",
    f"""insert into marts.rfm_summary
       select night.midnight::date, s.name, case when s.name = 'Lost' then 4 else 20 + 13 * s.n + date_diff('day', night.midnight::date, $as_of::date) * (s.n - 3) // 7 end,
       40, 9000 - 800 * s.n, 20 + s.n, 2.5 from (values {_SEGMENTS}) as s(n, name), {_NIGHT}""",
    """insert into marts.rfm_cut_points select $as_of::date, b.n, m.n, s::integer, s * 10.0
       from (values ('frozen'), ('tonight')) as b(n), (values ('recency_days'), ('frequency'), ('monetary')) as m(n), range(1, 6) as t(s)""",
    """insert into marts.persona_versions (version, status, fitted_as_of, accepted_as_of, reason, sha256, definition) values (1, 'accepted', $first, $first, 'first personas', repeat('a', 64), '{"features": []}')""",
    """insert into marts.personas (version, persona_id, name, gist) values (1, 'P01', 'Weekend browsers', 'Visits often, buys little'),
       (1, 'P02', 'Night owls', 'Mobile, late, through social'), (1, 'P03', 'Loyal regulars', 'Orders often, spends most')""",
    """insert into marts.persona_ledger (version, persona_id, event, in_version, from_ids, to_ids, people)
       values (1, 'P01', 'emerges', true, '', 'P01', 412), (1, 'P02', 'emerges', true, '', 'P02', 3), (1, 'P03', 'emerges', true, '', 'P03', 10)""",
    """insert into marts.persona_members select $as_of::date, md5(i::varchar),
       case when i % 100 < 45 then 'P01' when i % 100 < 75 then 'P02' else 'P03' end, 1, 0.8, 0.4, 0.9 from range($people) t(i)""",
    """insert into marts.persona_transitions
       select $as_of, 'week', $as_of::date - 7, m.* from (values
         ('P01', 'P01', 'stayed', 268, 200, 9000, true, true), ('P01', 'P02', 'people', 14, 12, 500, true, true),
         ('P03', 'P01', 'people', 3, 2, 80, false, false)
       ) as m""",
    """insert into marts.persona_spells
       select customer_key, $first, null, persona_id, version, 'new', null, null, null from marts.persona_members where as_of = $as_of""",
    """insert into marts.persona_spells values
       ('gone', $first, $as_of::date - 20, 'P01', 1, 'new', 'moved', 0.4, 20), ('gone', $as_of::date - 19, $as_of::date - 3, 'P02', 1, 'moved', 'gone', 0.5, 31.5)""",
    """insert into marts.persona_changes values
       ($as_of, 'week', $as_of::date - 7, 'P01', 'revenue', 'currency', 25000, 25200, 200, 12.5, 0, 107.5, 80, 260, 270, 14, 0, 21, 95, true, true, true, true, true, true),
       ($as_of, 'week', $as_of::date - 7, 'P03', 'nps', 'points', 7, 7.5, 0.5, 0, 0, 0.4, 0.1, 40, 42, 0, 0, 4, 3, true, true, false, false, false, false)""",
    """insert into marts.target_groups
       select $as_of, 1, 'G0' || g, p, n, n - 2, n / 600.0, 0.01, 0.9, 50 * n, 0.2, 50, 40, 60, 'Loyal', 12, n >= 97, '[]'
       from (values (1, 'P01', 264), (2, 'P01', 6), (3, 'P02', 100), (4, 'P02', 80), (5, 'P03', 150)) as g(g, p, n)""",
    """insert into marts.drift_budget
       select 1, l, b, r, 0.05, 0.9, f, 48, 28, 4, $first, true, 'abc'
       from (values ('all', 1.0, 0.4, null), ('share', 0.25, 0.25, 1.15), ('profile', 0.25, 0.25, 1.0), ('kpi', 0.25, 0.25, 1.0),
         ('global_kpi', 0.25, 0.25, 1.0)) as l(l, b, r, f)""",
    """insert into marts.persona_challengers by name
       select $as_of::date as as_of, 1 as version, 'weekly' as why, 'chance' as outcome, 'No better than chance.' as sentence,
       -0.2 as gain, -0.4 as gain_low, 0.1 as gain_high, 0.15 as chance, 0.0 as number_gain, 1.0 as smallest, $people as n,
       3 as personas, 3 as reference_personas, 3 as same_personas, 0.97 as least_comes_back, $people as people, '{}' as definition""",
    """insert into marts.persona_challenger_personas by name
       select $as_of::date as as_of, 'P0' || i as persona_id, 'survives' as event, true as in_challenger, 'P0' || i as from_ids,
       'P0' || i as to_ids, 'Somebody' as name, 'gist' as gist, 200 as people, 0.33 as share, 0.97 as comes_back, 0.9 as overlap,
       0.05 as distance, 0.9 as margin from range(1, 4) t(i)""",
    """insert into marts.restatements
       select $as_of, $as_of::date - 2, p, 'conversion', 100, 20, 100 + d, 20 + d / 2, 20 + d / 2, 0.2, (20 + d / 2) / (100 + d),
         (20 + d / 2) / (100 + d) - 0.2, d >= 20, 3
       from (values ('all', 50.0), ('P01', 44.0), ('P02', 6.0)) as r(p, d)""",
    """insert into marts.restated_verdicts
       values ($as_of, $as_of::date - 2, 'P03', 1, 'watch', 'share', 'keep', 'none', null, null)""",
    """insert into marts.drift_power
       select 1, p, m, n, case when n > 3 or m <> 'nps' then s / n end, u
       from (values ('P01', 'active_share', 21.0, 'points'), ('P02', 'active_share', 24.0, 'points'), ('P03', 'active_share', 18.0, 'points'),
         ('P01', 'centre', 1.1, 'sd'), ('all', 'conversion', 66.0, 'percent'), ('all', 'nps', 90.0, 'nps')) as s(p, m, s, u),
         (values (3), (5), (10)) as n(n)""",
    """insert into marts.persona_cap values (1, 3, 3, 4, 7, 0.01, 0.02, 88, 0.15, 0.2, 'P01', 'Buys shoes')""",
    f"""insert into marts.persona_profiles
       select night.midnight::date, persona.id, f.figure, f.source, f.unit,
       round(case f.figure
         when 'members' then round(persona.share * $people)
         when 'share' then case persona.id when 'all' then 1 when 'P02' then persona.share + 0.06 * greatest(0, 1 - date_diff('day', night.midnight::date, $as_of::date) / 14.0)
           when 'P01' then persona.share - 0.06 * greatest(0, 1 - date_diff('day', night.midnight::date, $as_of::date) / 14.0) else persona.share end
           + 0.004 * sin(epoch(night.midnight) / 86400.0 + f.mean)
         when 'revenue' then persona.revenue * 84000 when 'revenue_share' then persona.revenue
         else f.mean * (1 + case persona.id when 'P01' then -0.4 when 'P02' then 0.25 when 'P03' then 0.7 else 0 end * f.lean) end, 6),
       null, null, case when f.figure = 'satisfaction' and persona.id = 'P03' then 4 else (persona.share * $people)::bigint end
       from {_NIGHT}, {_PERSONAS},
       (values ('members', 'all', 'customers', 1.0, 0), ('share', 'all', 'share', 1.0, 0), ('revenue', 'orders', 'currency', 1.0, 0),
        ('revenue_share', 'orders', 'share', 1.0, 0), ('frequency', 'orders', 'orders', 3.2, 1), ('order_value', 'orders', 'currency', 61.4, 1),
        ('recency_days', 'orders', 'days', 34.0, -0.8), ('mobile_share', 'web', 'share', 0.44, 0.9), ('social_share', 'web', 'share', 0.12, 1.1),
        ('search_share', 'web', 'share', 0.21, -0.5), ('nps', 'survey', 'points', 7.4, 0.1), ('satisfaction', 'survey', 'points', 3.9, 0.1)
       ) as f(figure, source, unit, mean, lean)""",
    """update marts.persona_profiles set value = null where n < 10""",
    """update marts.persona_profiles set low = round(value * 0.95, 6), high = round(value * 1.05, 6) where figure not in ('members', 'revenue', 'revenue_share')""",
    """insert into marts.persona_cards by name select $as_of::date as as_of, p.id as persona_id, 1 as version, l.line, l.block, l.field, 1 as position,
       l.en as text_en, l.nl as text_nl, l.state, l.note, false as weighed, l.metric, l.answer, l.source, l.unit, l.value, l.n
       from (values ('P01'), ('P02'), ('P03')) as p(id), (values
       ('name', 'portrait', 'name', 'Robin', 'Robin', 'assumption', 'made_up', null, null, null, null, null, null),
       ('goals.1', 'wants', 'goals', '“save money”, named by 60%', '‘save money’, genoemd door 60 %', 'supported', '', 'goal', 'save money', 'survey', 'share', 0.6, 80)
       ) as l(line, block, field, en, nl, state, note, metric, answer, source, unit, value, n)""",
    f"""insert into marts.persona_kpis select night.midnight::date, persona.id, 'conversion', case when persona.id = 'P03' then 4 else 400 end, 12, 12, 0.03
       from {_NIGHT}, {_PERSONAS}""",
    f"""insert into marts.persona_kpis select night.midnight::date, persona.id, m.name, n, n * m.mean, n * m.mean * m.mean, m.mean
       from {_NIGHT}, (values ('P01', 15), ('P02', 20), ('P03', 30), ('none', 12), ('all', 77)) as persona(id, n),
       (values ('orders', 1.0), ('revenue', 62.5)) as m(name, mean)""",
    f"""insert into marts.survey_quality select night.midnight::date, 'panel', 'poll', 81, 60, 4, 0, 0, 12, 16, 0.9, null from {_NIGHT}""",
    f"""insert into marts.survey_representation select night.midnight::date, 'members', 'persona', r.id, 600, r.share, r.n, r.told, r.told / r.share, r.told / r.share * 0.8, r.told / r.share * 1.2
       from {_NIGHT}, (values ('P01', 0.5, 40, 0.4), ('P02', 0.3, 4, null), ('P03', 0.2, 7, null)) as r(id, share, n, told)""",
    """insert into marts.survey_estimates by name
       select $as_of::date as as_of, e.id as persona_id, 'panel' as source, 'poll' as survey_id, 'need' as question_id, 'need' as role,
       'low price' as answer, 'share' as unit, e.n as n, e.hits as hits, e.told as value, e.told - 0.1 as low, e.told + 0.1 as high,
       e.told + 0.02 as weighted_value, e.told - 0.12 as weighted_low, e.told + 0.15 as weighted_high, e.n * 0.8 as effective_n,
       $first as first_day, $as_of as last_day
       from (values ('P01', 40, 20, 0.5), ('P02', 14, 4, null), ('P03', 27, 17, null), ('all', 81, 41, 0.506)) as e(id, n, hits, told)""",
    f"""insert into marts.match_rates select night.midnight::date, f.name, f.hit, f.of, round(f.hit / f.of, 6) from {_NIGHT},
       (values ('orders_with_key', 5400, 6000), ('buyers_seen_in_web', 2100, 6000), ('web_people_with_account', 2100, 9000),
        ('events_without_consent', 900, 18000), ('respondents_with_key', 55, 60), ('respondents_seen_in_orders', 5, 8)) as f(name, hit, of)""",
    f"""insert into marts.daily_figures select night.midnight::date, 40, 4, 2, 2500, 120, 2380, 36, 900, 30, 3, 1, 1, 3 from {_NIGHT}""",
    f"""insert into ops.row_counts select kind, source, night.midnight::date, n, n - 2, 1, 1, n * 25, (n - 2) * 25, 25
       from {_NIGHT}, (values ('orders', 'shop', 50), ('web', 'site', 900), ('survey', 'panel', 10)) as s(kind, source, n)
       where not (source = 'panel' and night.midnight > $as_of::date - interval 5 day)""",
    f"""insert into ops.loads select case when night.midnight = $as_of then 'load-' || kind else left(md5(source || night.midnight::varchar), 16) end,
       source, kind, 'csv', 'inbox/' || kind || '/' || strftime(night.midnight, '%Y-%m-%d') || '.csv', 1,
       row_number() over (order by night.midnight, kind), md5(source || night.midnight::varchar), 10000, 'accepted', null, n + q, n, q, night.midnight::date, night.midnight::date, '0.1.0', night.midnight::date
       from {_NIGHT}, (values ('orders', 'shop', 50, 5), ('web', 'site', 900, 0), ('survey', 'panel', 10, 0)) as s(kind, source, n, q)
       where not (source = 'panel' and night.midnight > $as_of::date - interval 5 day)""",
    """insert into ops.validation_results values
       ($as_of, 'load-orders', 'raw.orders', 'amount_is_plausible', 'number_out_of_range', 'amount', 'critical', false, 55, 1, '[{"row_number": 7, "found": "999999.00"}]', 'One absurd amount would move every mean.'),
       ($as_of, 'load-orders', 'raw.orders', 'order_id_present', 'missing_value', 'order_id', 'critical', true, 55, 0, '[]', 'Without a number an order cannot be counted once.'),
       ($as_of, 'load-web', 'raw.events', 'device_known', 'unknown_device', 'device', 'warning', false, 900, 12, '[{"row_number": 3, "found": "<b>fridge</b>"}]', 'A new device is worth a look.')""",
    f"""insert into ops.nights select night.midnight::date, 'run-' || strftime(night.midnight, '%Y%m%d'), 'published', null,
       case when night.midnight < $as_of::date then '000001-' || strftime(night.midnight, '%Y-%m-%d') || '-00000000' end, night.midnight + interval 27 hour, night.midnight + interval 1625 minute from {_NIGHT}""",
    """insert into ops.stages values ($as_of, 'features', 'run-1', 1.234, '{"rows": {}}')""",
)
