select customer_key, monetary, frequency, active_sessions, order_value, refund_share, mobile_share, nps, satisfaction
from marts.customer_features
where as_of = $night
