select min(business_day) as first_day
from core.orders
where order_type = 'sale' and business_day <= $as_of
