select min(business_day) as first_day from core.customer_day where business_day <= $as_of
