select $as_of as as_of, 'frozen' as basis, metric, score, lower_bound from frozen_cut_points
union all
select $as_of as as_of, 'tonight' as basis, metric, score, lower_bound from tonight_cut_points
order by basis, metric, score
