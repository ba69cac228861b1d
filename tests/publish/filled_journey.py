"""The journey of the filled warehouse: one row or a few of each of its published tables."""

STATEMENTS = (
    """insert into marts.persona_journey by name
       select $as_of::date as as_of, p.id as persona_id, 'do' as phase, 'delivery' as touchpoint, 'all' as channel, 'orders' as unit, p.n as volume, p.n as people,
       0.5 as share, p.felt as sentiment, p.felt - 0.1 as sentiment_low, p.felt + 0.1 as sentiment_high, p.n as sentiment_n, 'ratings' as sentiment_source,
       0.02 as sentiment_change, -0.1 as change_low, 0.14 as change_high, p.feeling, 0.4 as feeling_level
       from (values ('P01', 120, 0.1, 'pain'), ('P02', 90, 0.7, 'passion'), ('P03', 60, 0.45, 'even'), ('all', 270, 0.4, 'even')) as p(id, n, felt, feeling)""",
    """insert into marts.persona_needs by name
       select $as_of::date as as_of, p.id as persona_id, 'think' as phase, 'need' as kind, 'low price' as wording, p.n as people, p.n as volume,
       p.n / 200 as share, p.n / 200 - 0.05 as low, p.n / 200 + 0.05 as high, 200 as n, p.n / 60 as lift from (values ('P01', 80), ('all', 60)) as p(id, n)""",
    """insert into marts.persona_funnels by name
       select $as_of::date as as_of, p.id as persona_id, s.number::integer as step_number, s.step, 1000 - 150 * s.number as sessions, 500 - 50 * s.number as people,
       case when s.number > 0 then 0.85 end as kept_share, case when s.number > 0 then 0.8 end as low, case when s.number > 0 then 0.9 end as high,
       case when s.number > 0 then 150 end as lost_sessions, case when s.number > 0 then 50 end as lost_people, 1 - 0.15 * s.number as of_all
       from (values ('P01'), ('P02'), ('P03'), ('all')) as p(id),
       (values (0, 'session'), (1, 'view'), (2, 'cart'), (3, 'checkout'), (4, 'payment'), (5, 'purchase')) as s(number, step)""",
    """insert into marts.persona_phase_kpis values ($as_of, 'P01', 'do', 'conversion', 'share', 'up', 0.2, 0.18, 0.22, 300, 0.28, 'level', 'missed'),
       ($as_of, 'all', 'do', 'conversion', 'share', 'up', 0.28, 0.27, 0.29, 900, null, null, 'open')""",
    """insert into marts.persona_moments values ($as_of, 'P01', 'think', 'product page', 'paid', 'low price', 'Product page: prove it.', 'Productpagina: bewijs het.', 'supported', '[]')""",
    """insert into marts.persona_fixes values ($as_of, 'P01', 1, 'touchpoint:delivery', 'do', 'delivery', 'sentiment', 0.1, 0.0, 0.2, 0.7, 'P02', 120, 36.0, 25.0, 900.0, 0.45, 'delivery', 405.0, true)""",
    """insert into marts.persona_sequences values ($as_of, 'P01', 'session', 'payment > failed payment', 2, 'sessions that got to payment', 'no_purchase', 60, 58, 48, 0.8,
       900, 270, 0.3, 2.66, 2.2, 3.2, 0.0001, 0.002, true, 1.0)""",
)
