-- How many events of this rate a uniform number stands for, at most 4.
create or replace macro poisson(u, rate) as
    (u >= exp(-rate))::integer
    + (u >= exp(-rate) * (1 + rate))::integer
    + (u >= exp(-rate) * (1 + rate + rate * rate / 2))::integer
    + (u >= exp(-rate) * (1 + rate + rate * rate / 2 + rate * rate * rate / 6))::integer
