-- Survey responses that arrive after $last_day stay; the rest has been laid ready, and its memory is given back.
create or replace table responses_out as
select * from responses_out where arrival_day > $last_day
