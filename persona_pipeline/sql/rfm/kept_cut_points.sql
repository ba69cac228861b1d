-- The frozen cut points as the latest earlier night since the freeze day kept them.
select metric, score, lower_bound
from marts.rfm_cut_points
where basis = 'frozen' and as_of = (
    select max(as_of) from marts.rfm_cut_points
    where basis = 'frozen' and as_of < $as_of and as_of >= $freeze_day
)
