-- Whether the night has a verdict; whether its data can be trusted: people did something, and no check of quality failed; whether a
-- challenger of the same version was fitted since $first; and whether a watch opened: the verdict before this one was calm.
with tonight as (
    select version, verdict from marts.persona_verdicts where as_of = $as_of and persona_id = 'all'
),

before as (
    select verdict, version
    from marts.persona_verdicts
    where persona_id = 'all' and as_of < $as_of
    order by as_of desc
    limit 1
)

select
    coalesce((select max(verdict in ('keep', 'watch', 're-evaluate')) from tonight), false) as judged,
    exists (
        select 1 from marts.persona_kpis where as_of = $as_of and measure = 'active_share' and n > 0
    ) and not exists (
        select 1 from marts.drift_signals where as_of = $as_of and level = 'quality' and state = 'blocked'
    ) as trusted,
    exists (
        select 1
        from marts.persona_challengers as earlier
        inner join tonight on tonight.version = earlier.version
        where earlier.as_of >= $first and earlier.as_of < $as_of
    ) as fitted,
    coalesce((select max(verdict in ('watch', 're-evaluate')) from tonight), false)
    and not exists (
        select 1
        from before
        inner join tonight on tonight.version = before.version
        where before.verdict in ('watch', 're-evaluate')
    ) as opened
