-- How many people a tool must add, change and remove.
select change, count(*) as people
from audience_changes
group by change
