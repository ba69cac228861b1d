-- Order lines that arrive from $first_day to $last_day, in the order in which they are written.
create or replace table order_lines_due as
select * from order_lines_out where arrival_day between $first_day and $last_day order by arrival_day, ordered_at, order_id, line, copy
