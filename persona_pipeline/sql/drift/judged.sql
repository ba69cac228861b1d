-- What earlier nights found faulty in the data that their figures were made from; NULL for a night without a fault.
-- Nothing of a night whose figures were made anew since, by $known: it is judged by its rows as they are then.
select
    as_of,
    case when state = 'blocked' then measure end as faulty
from marts.drift_signals
where level = 'quality' and as_of < $as_of
    and as_of not in (select night from marts.restatements where as_of <= $known)
order by as_of, measure
