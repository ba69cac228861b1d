select coalesce(max(touched), 0) as touched from ops.touched_people
