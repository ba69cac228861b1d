-- The newest nights that were computed whole, newest first, each with what of its data could not be trusted.
select
    nights.as_of,
    coalesce(list(signals.measure order by signals.measure) filter (where signals.measure is not null), []) as faults
from ops.nights as nights
inner join marts.persona_verdicts as verdicts on verdicts.as_of = nights.as_of and verdicts.persona_id = 'all'
left join marts.drift_signals as signals
    on signals.as_of = nights.as_of and signals.level = 'quality' and signals.state = 'blocked'
where
    nights.status = 'published'
    or regexp_matches(nights.reason, '^(alerts|publish|deliver|pages):')
group by nights.as_of
order by nights.as_of desc
limit $most
