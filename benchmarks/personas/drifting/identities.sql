insert into core.identities
select 'c' || customer_id, 'customer', 'c' || customer_id from who
