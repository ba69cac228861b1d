-- Stays up to the night; an end that came after it is not known yet.
select
    customer_key,
    from_as_of,
    case when to_as_of < $as_of then to_as_of end as to_as_of,
    persona_id,
    version,
    began,
    case when to_as_of < $as_of then ended end as ended,
    case when to_as_of < $as_of then certainty end as certainty,
    case when to_as_of < $as_of then monetary end as monetary
from marts.persona_spells
where from_as_of <= $as_of
