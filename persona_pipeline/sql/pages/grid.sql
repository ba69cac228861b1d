-- People in each cell of the RFM grid, by the frozen cut points; cells of fewer than $min_cell people have no figure.
select r_score, fm_score, case when count(*) >= $min_cell then count(*) end as customers
from marts.rfm_segments
where as_of = $as_of
group by r_score, fm_score
order by r_score, fm_score
