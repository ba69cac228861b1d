-- Versions in use up to the night.
select
    version,
    case when retired_as_of <= $as_of then 'retired' else 'accepted' end as status,
    fitted_as_of,
    accepted_as_of,
    reason,
    sha256,
    definition,
    author,
    decided_at,
    case when retired_as_of <= $as_of then retired_as_of end as retired_as_of
from marts.persona_versions
where accepted_as_of <= $as_of
