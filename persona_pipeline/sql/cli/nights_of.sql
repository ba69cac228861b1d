-- Nights by their dates, with the verdict over all personas where they have one.
select
    nights.as_of,
    nights.status,
    nights.snapshot,
    nights.reason,
    verdicts.verdict,
    verdicts.reason as why
from ops.nights as nights
left join marts.persona_verdicts as verdicts on verdicts.as_of = nights.as_of and verdicts.persona_id = 'all'
where list_contains($dates, nights.as_of)
order by nights.as_of
