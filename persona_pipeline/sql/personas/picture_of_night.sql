select * from marts.customer_features where as_of = $as_of
