-- The slot, 0 to 99, that a uniform number falls in; table choices says what stands there.
create or replace macro slot(u) as floor(u * 100)::smallint
