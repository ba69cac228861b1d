-- The wordings that enough people used to be listed, the most frequent of each kind first.
select kind, question, max(phase) as phase, wording, count(distinct member) as people
from journey_asked
group by kind, question, wording
having count(distinct member) >= $min_cell
qualify row_number() over (partition by kind order by count(distinct member) desc, question, wording) <= 100
order by kind, question, wording
