-- Survey responses that arrive from $first_day to $last_day, in the order in which they are written.
create or replace table responses_due as
select * from responses_out where arrival_day between $first_day and $last_day order by submitted_at, response_id, copy
