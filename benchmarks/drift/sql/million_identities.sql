-- Each goes by one identifier, which is registered, as every one is.
select customer_key as identity_key, 'customer' as namespace, customer_key
from drawn
