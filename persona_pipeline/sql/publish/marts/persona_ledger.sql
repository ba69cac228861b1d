-- What became of the personas of the versions in use up to the night; how many people, where they are enough to be told.
select
    ledger.version,
    ledger.persona_id,
    ledger.event,
    ledger.in_version,
    ledger.from_ids,
    ledger.to_ids,
    ledger.matched_as_of,
    ledger.matched_version,
    case when ledger.people >= $min_cell then ledger.people end as people,
    ledger.overlap,
    ledger.stayed,
    ledger.contained,
    ledger.contained_in_new,
    ledger.distance,
    ledger.margin
from marts.persona_ledger as ledger
inner join marts.persona_versions as version on ledger.version = version.version
where version.accepted_as_of <= $as_of
