-- Which RFM segments does each persona consist of?
select
    name,
    segment,
    count(*) as customers,
    round(count(*) / sum(count(*)) over (partition by name), 3) as share_of_persona,
    sum(monetary) as monetary
from answers.members_tonight
where segment is not null
group by name, segment
having count(*) >= (select min_cell from answers.this_snapshot)
order by name, customers desc;
