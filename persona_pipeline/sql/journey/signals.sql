-- Signals of both windows that happen at a touchpoint. Those of nobody in particular count as a person of their own, among all members only.
with points as (
    select k.signal_type, arg_min(rules.touchpoint, rules.place) as touchpoint
    from (select distinct signal_type from core.signals) as k
    inner join journey_rules as rules on rules.kind = 'signal' and lower(k.signal_type) like rules.one escape '\'
    group by k.signal_type
)

select
    s.source, s.signal_id, s.business_day, s.rating, k.persona_id, p.touchpoint,
    coalesce(lower(s.channel), 'unknown') as channel,
    coalesce(k.member, -row_number() over (order by s.source, s.signal_id))::bigint as person
from core.signals as s
inner join points as p on p.signal_type = s.signal_type
left join journey_keys as k on k.identity_key = s.identity_key
where s.business_day between $day_before and $as_of and (s.identity_key is null or k.member is not null)
