-- What a survey's answer says of a persona is told where marts.persona_profiles and marts.survey_estimates tell it, and nowhere else.
-- Of search engines' figures nobody is known; what they count must be as large as a group that may be told.
with figures as (
    select
        signal_type as kind,
        lower(trim(subject)) as wording,
        arg_min(metric, case lower(metric) when 'clicks' then 1 when 'volume' then 2 when 'impressions' then 3 else 9 end) as metric
    from core.signals
    where signal_type in ('search_term', 'keyword') and business_day between $first_day and $as_of
        and trim(subject) <> '' and length(trim(subject)) <= 80 and not contains(subject, '@')
        and lower(metric) in ('clicks', 'volume', 'impressions')
    group by signal_type, lower(trim(subject))
),

searched as (
    select f.kind, f.wording, cast(round(sum(s.value)) as bigint) as volume
    from figures as f
    inner join core.signals as s
        on s.signal_type = f.kind and lower(trim(s.subject)) = f.wording and s.metric = f.metric
    where s.business_day between $first_day and $as_of
    group by f.kind, f.wording
    having sum(s.value) >= $min_cell
    qualify row_number() over (partition by f.kind order by sum(s.value) desc, f.wording) <= 100
),

withheld as (
    select persona_id, figure
    from marts.persona_profiles
    where as_of = $as_of and source = 'survey' and value is null
    union
    select persona_id, 'answer:' || question_id || ':' || answer as figure
    from marts.survey_estimates
    where as_of = $as_of and unit = 'share' and value is null
)

select
    cast($as_of as date) as as_of,
    n.persona_id,
    n.phase,
    n.kind,
    n.wording,
    n.people::bigint as people,
    n.volume::bigint as volume,
    round(n.share, 6) as share,
    round(n.low, 6) as low,
    round(n.high, 6) as high,
    n.n::bigint as n,
    round(n.lift, 6) as lift
from journey_needs as n
anti join journey_hidden as h
    on h.family = 'need' and h.figure = n.kind || ':' || n.question || ':' || n.wording and h.persona_id = n.persona_id
anti join withheld as w on w.figure = 'answer:' || n.question || ':' || n.wording and w.persona_id = n.persona_id
where n.people > 0 and n.persona_id is not null
qualify row_number() over (partition by n.persona_id, n.phase, n.kind, n.wording order by n.people desc, n.question) = 1
union all
select
    cast($as_of as date) as as_of, 'all' as persona_id, 'see' as phase, kind, wording, null as people, volume, null as share, null as low,
    null as high, null as n, null as lift
from searched
order by persona_id, phase, kind, wording
