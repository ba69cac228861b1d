"""Attack a published file with two figures of which one is part of the other: the difference is about somebody.

What is part of what cannot be read from the contract; it is said here, table by table. A difference of money counts as found
whatever it is, because how many people are behind it is not told.
"""

from __future__ import annotations

import duckdb

PAIRS = {
    "members who did not buy, or did not visit": (
        "select p.as_of, p.persona_id, p.figure, m.n - p.n from marts.persona_profiles as p "
        "join marts.persona_profiles as m on m.as_of = p.as_of and m.persona_id = p.persona_id and m.figure = 'members' "
        "where p.source in ('orders', 'web', 'survey') and p.figure not like 'answer:%'"
    ),
    "people in one figure of orders, or of the web, and not in another": (
        "select as_of, persona_id, source, max(n) - min(n) from marts.persona_profiles "
        "where source in ('orders', 'web') and n > 0 group by all"
    ),
    "members who did not buy, by the changes": (
        "select c.as_of, c.compared, c.persona_id, c.figure, m.n - c.n from marts.persona_changes as c "
        "join marts.persona_changes as m on m.as_of = c.as_of and m.compared = c.compared and m.persona_id = c.persona_id "
        "and m.figure = 'members' where c.n > 0"
    ),
    "members who did not buy, by revenue and mean": (
        "select m.as_of, m.persona_id, m.n - round(r.value / nullif(b.value, 0)) from marts.persona_profiles as m "
        "join marts.persona_profiles as r on r.as_of = m.as_of and r.persona_id = m.persona_id and r.figure = 'revenue' "
        "join marts.persona_profiles as b on b.as_of = m.as_of and b.persona_id = m.persona_id and b.figure = 'monetary' "
        "where m.figure = 'members'"
    ),
    "people of a target group who did not buy": "select as_of, group_id, people - buyers from marts.target_groups",
    "people of a target group who did not buy, by revenue and mean": (
        "select as_of, group_id, people - round(revenue / nullif(spend, 0)) from marts.target_groups"
    ),
    "movers who did not buy": (
        "select as_of, compared, from_persona, to_persona, cause, customers - buyers from marts.persona_transitions"
    ),
    "answers without an NPS": "select business_day, responses - nps_answers from marts.daily_figures",
    "answers without a satisfaction": (
        "select d.business_day, d.responses - k.n from marts.daily_figures as d join marts.persona_kpis as k "
        "on k.as_of = d.business_day and k.persona_id = 'all' and k.measure in ('satisfaction', 'nps')"
    ),
    "orders that came in later": (
        "select d.business_day, d.orders - k.total from marts.daily_figures as d join marts.persona_kpis as k "
        "on k.as_of = d.business_day and k.persona_id = 'all' and k.measure = 'orders'"
    ),
    "orders that came in later, by the personas": (
        "select d.business_day, d.orders - sum(k.total) from marts.daily_figures as d join marts.persona_kpis as k "
        "on k.as_of = d.business_day and k.persona_id <> 'all' and k.measure = 'orders' "
        "group by d.business_day, d.orders having count(*) = count(k.total) and bool_or(k.persona_id = 'none')"
    ),
    "buyers who came in later, by the personas": (
        "select d.business_day, d.customers - sum(k.n) from marts.daily_figures as d join marts.persona_kpis as k "
        "on k.as_of = d.business_day and k.persona_id not in ('all', 'none') and k.measure = 'orders' "
        "group by d.business_day, d.customers having count(*) = count(k.n)"
    ),
    "buyers who came in later, by the value of a signal": (
        "select d.business_day, less.buyers from marts.daily_figures as d "
        "join marts.drift_signals as s on s.as_of = d.business_day and s.persona_id = 'all' and s.measure = 'repeat_rate', "
        "unnest([1, 2, 3, 4, 5, 6, 7, 8, 9]) as less(buyers) "
        "where abs(round(s.night_value * (d.customers - less.buyers)) / (d.customers - less.buyers) - s.night_value) < 6e-7"
    ),
    "buyers who came in later": (
        "select d.business_day, d.customers - k.n from marts.daily_figures as d join marts.persona_kpis as k "
        "on k.as_of = d.business_day and k.persona_id = 'all' and k.measure = 'repeat_rate'"
    ),
    "sessions that came in later": (
        "select d.business_day, d.sessions - k.n from marts.daily_figures as d join marts.persona_kpis as k "
        "on k.as_of = d.business_day and k.persona_id = 'all' and k.measure = 'conversion'"
    ),
    "orders that came in later, by the order value": (
        "select d.business_day, d.orders - k.n from marts.daily_figures as d join marts.persona_kpis as k "
        "on k.as_of = d.business_day and k.persona_id = 'all' and k.measure = 'order_value'"
    ),
    "what came in later, by the signals": (
        "select d.business_day, s.measure, case s.measure when 'order_value' then d.orders when 'conversion' then d.sessions "
        "when 'repeat_rate' then d.customers when 'nps' then d.nps_answers end - s.n from marts.daily_figures as d "
        "join marts.drift_signals as s on s.as_of = d.business_day and s.persona_id = 'all' and s.level <> 'quality'"
    ),
    "people who came into a persona": (
        "select as_of, compared, persona_id, (mix_people + mix) / 2 from marts.persona_changes where figure = 'members'"
    ),
    "people who left a persona": (
        "select as_of, compared, persona_id, (mix_people - mix) / 2 from marts.persona_changes where figure = 'members'"
    ),
    "people whom late data put into a persona, or took out": (
        "select as_of, compared, persona_id, unnest([(data_people + data) / 2, (data_people - data) / 2]) from marts.persona_changes "
        "where figure = 'members'"
    ),
    "people who bought more than once on a day": (
        "select as_of, persona_id, (total_squares - total) / 2 from marts.persona_kpis where measure = 'orders'"
    ),
    "lost sequences of the persona that is not told": (
        "select a.as_of, a.reach, a.sequence, a.dropped - sum(p.dropped) from marts.persona_sequences as a "
        "join marts.persona_sequences as p on p.as_of = a.as_of and p.reach = a.reach and p.sequence = a.sequence "
        "and p.persona_id <> 'all' where a.persona_id = 'all' group by a.as_of, a.reach, a.sequence, a.dropped"
    ),
    "people of whom money is known and no order": (
        "select m.as_of, m.against, m.people - f.people from marts.survey_representation as m "
        "join marts.survey_representation as f on f.as_of = m.as_of and f.against = m.against and f.dimension = 'trait' "
        "and f.value = 'frequency' where m.dimension = 'trait' and m.value = 'monetary'"
    ),
    "people lost between two steps of buying, by channel": (
        "select c.as_of, c.persona_id, c.channel, c.people - e.people from marts.persona_journey as c "
        "join marts.persona_journey as e on e.as_of = c.as_of and e.persona_id = c.persona_id and e.channel = c.channel "
        "and e.touchpoint in ('checkout', 'payment') and c.touchpoint <> e.touchpoint "
        "where c.touchpoint in ('cart', 'checkout') and c.channel <> 'all'"
    ),
    "buyers, by a total and its mean": (
        "select t.as_of, t.compared, t.persona_id, s.n - round(t.value / nullif(m.value, 0)) from marts.persona_changes as t "
        "join marts.persona_changes as m on m.as_of = t.as_of and m.compared = t.compared and m.persona_id = t.persona_id "
        "join marts.persona_changes as s on s.as_of = t.as_of and s.compared = t.compared and s.persona_id = t.persona_id "
        "and s.figure = 'members' where (t.figure, m.figure) in (('orders', 'frequency'), ('sessions', 'active_sessions'), ('revenue', 'monetary'))"
    ),
    "answers that came in later": (
        "select d.business_day, d.nps_answers - k.n from marts.daily_figures as d join marts.persona_kpis as k "
        "on k.as_of = d.business_day and k.persona_id = 'all' and k.measure = 'nps'"
    ),
}
"""What the difference is about -> query whose rows end with it; a difference of 1 to ``min_cell`` - 1, either way, is found."""

MONEY = {
    "money of members without an order": (
        "select p.as_of, p.value - r.monetary from (select as_of, sum(monetary) as monetary from marts.rfm_summary "
        "group by as_of having count(*) = count(monetary)) as r join marts.persona_profiles as p "
        "on p.as_of = r.as_of and p.persona_id = 'all' and p.figure = 'revenue'"
    ),
    "money of orders that came in later": (
        "select d.business_day, d.sales_amount - k.total from marts.daily_figures as d join marts.persona_kpis as k "
        "on k.as_of = d.business_day and k.persona_id = 'all' and k.measure = 'revenue' "
        "left join marts.persona_kpis as o on o.as_of = k.as_of and o.persona_id = 'all' and o.measure = 'orders' "
        "where d.orders - o.total < $cell or o.total is null"
    ),
}
"""The same of sums of money."""

REFUNDS = (
    "select business_day, coalesce(refund_amount, sales_amount - net_amount) from marts.daily_figures "
    "where coalesce(refund_amount, sales_amount - net_amount) is not null and business_day in (select unnest($few))"
)
"""Money of the days on which the warehouse knows of few refunds."""
BOOKED = (
    "select business_day, coalesce(amount_core, amount_raw, amount_duplicate) from ops.row_counts where kind = 'orders' "
    "and coalesce(amount_core, amount_raw, amount_duplicate) is not null and business_day in (select unnest($few))"
)
"""The same by the books of files, whose amounts less the sales of the day are what those few got back."""


def differences(published: duckdb.DuckDBPyConnection, warehouse: duckdb.DuckDBPyConnection, cell: int) -> list[str]:
    """What was found, in words: which difference, of which row, and how large."""
    found = []
    for about, sql in PAIRS.items():
        for *key, rest in published.execute(sql).fetchall():
            if rest is not None and 0 < abs(rest) < cell:
                found.append(f"{about}: {rest:g} {key}")
    for about, sql in MONEY.items():
        for *key, rest in published.execute(sql, {"cell": cell} if "$cell" in sql else {}).fetchall():
            if rest is not None and abs(rest) > 0.004:
                found.append(f"{about}: {rest:g} {key}")
    few = warehouse.execute(
        "select business_day from marts.daily_figures where refund_orders between 1 and ? - 1", [cell]
    ).fetchall()
    params = {"few": [row[0] for row in few]}
    rows = [*published.execute(REFUNDS, params).fetchall(), *published.execute(BOOKED, params).fetchall()]
    return found + [f"money that few got back: {amount:g} {day}" for day, amount in rows]
