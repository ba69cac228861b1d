select customer_key, monetary
from marts.customer_features
where as_of = $as_of and frequency is not null
