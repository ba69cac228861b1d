-- Sessions that arrive after $last_day stay; the rest has been laid ready, and its memory is given back.
create or replace table sessions_out as
select * from sessions_out where arrival_day > $last_day
