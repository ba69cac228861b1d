-- Who are our personas, how large are they, what are they worth, and do they still hold?
select persona_id, name, customers, share, revenue_share, verdict, since
from answers.personas_tonight
order by revenue_share desc;
