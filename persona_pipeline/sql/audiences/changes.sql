-- What a tool must do since the export before (audience_before, with id and said): add, change or remove, in the order of ids.
create or replace temp table audience_changes as
select
    coalesce(now.id, before.id) as id,
    case when before.id is null then 'add' when now.id is null then 'remove' else 'change' end as change
from audience_state as now
full join audience_before as before on before.id = now.id
where now.said is distinct from before.said
order by 1
