-- A number in [0, 1) that follows from a 64-bit key and the number of the draw (1, 2, ...): the same on every machine, in any order.
create or replace macro uniform(key, draw) as (hash(xor(key, draw::ubigint)) >> 11)::double / 9007199254740992.0
