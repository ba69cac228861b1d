-- Who each person really is, over time: one row per person and stretch of one behaviour. For judging personas; the pipeline never reads it.
select
    p.person_id::varchar as customer_id,
    'k' || p.person_id || case p.person_id % 3 when 0 then '@example.org' when 1 then '@example.com' else '@mail.example.net' end as email,
    'v' || lpad(to_hex(hash(xor(p.key, 100::ubigint))), 16, '0') as visitor_id,
    'v' || lpad(to_hex(hash(xor(p.key, 101::ubigint))), 16, '0') as second_visitor_id,
    p.has_account,
    case p.reach when 0 then 'everywhere' when 1 then 'store only' when 2 then 'web only' else 'survey only' end as reach,
    b.persona,
    b.label as behaviour,
    greatest(p.first_day, b.first_day) as first_day,
    least(p.last_day, b.last_day) as last_day
from people as p
inner join behaviours as b
    on b.persona = p.persona
    and p.part >= b.part_from and p.part < b.part_to
    and b.first_day <= p.last_day and b.last_day >= p.first_day
order by p.person_id, first_day
