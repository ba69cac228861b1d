-- The changes with what is said of each person; of one who is removed only the id.
create or replace temp table audience_changed as
select changes.change, changes.id, members.* exclude (id)
from audience_changes as changes
left join audience_members as members on members.id = changes.id
order by changes.id
