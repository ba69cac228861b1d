-- How many people the audience has (no reason), and how many are left out for each reason.
select reason, count(*) as people
from audience_people
group by reason
order by reason nulls first
