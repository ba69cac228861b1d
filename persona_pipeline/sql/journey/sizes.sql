-- How many members each persona has, and how many of them each kind of source knows.
select
    p.persona_id,
    count(m.member) as members,
    count(*) filter (where m.in_web) as in_web,
    count(*) filter (where m.in_orders) as in_orders,
    count(*) filter (where m.in_survey) as in_survey
from (select persona_id from marts.personas where version = $version union all select 'all' as persona_id) as p
left join journey_members as m on m.persona_id = p.persona_id or p.persona_id = 'all'
group by p.persona_id
