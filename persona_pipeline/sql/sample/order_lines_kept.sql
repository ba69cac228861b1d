-- Order lines that arrive after $last_day stay; the rest has been laid ready, and its memory is given back.
create or replace table order_lines_out as
select * from order_lines_out where arrival_day > $last_day
