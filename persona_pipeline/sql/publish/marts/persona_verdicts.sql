-- Figures that marts.drift_signals does not tell are not told by the evidence either, nor by the sentence made from it.
select
    verdict.as_of,
    verdict.persona_id,
    verdict.version,
    verdict.verdict,
    verdict.cause,
    verdict.since,
    coalesce(told.reason, verdict.reason) as reason,
    coalesce(told.evidence, verdict.evidence) as evidence
from marts.persona_verdicts as verdict
left join told_verdicts as told on told.as_of = verdict.as_of and told.persona_id = verdict.persona_id
where verdict.as_of <= $as_of
