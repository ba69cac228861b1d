select max(nights.as_of)
from ops.nights as nights
join marts.persona_verdicts as verdicts on verdicts.as_of = nights.as_of and verdicts.persona_id = 'all'
where
    nights.status = 'published'
    or regexp_matches(nights.reason, '^(alerts|publish|deliver|pages|audiences):')
