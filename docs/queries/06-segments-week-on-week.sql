-- Which RFM segments grew or shrank most in a week?
select segment, customers, customers_week_ago, change, change_share
from answers.segments_tonight
order by abs(change) desc nulls last, segment;
