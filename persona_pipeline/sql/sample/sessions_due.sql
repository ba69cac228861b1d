-- Sessions that arrive from $first_day to $last_day, in the order in which they are written.
create or replace table sessions_due as
select * from sessions_out where arrival_day between $first_day and $last_day order by arrival_day, started_at, key
