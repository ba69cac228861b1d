-- What earlier nights found faulty in the data that their figures were made from; NULL for a night without a fault.
select
    as_of,
    case when state = 'blocked' then measure end as faulty
from marts.drift_signals
where level = 'quality' and as_of < $as_of
order by as_of, measure
