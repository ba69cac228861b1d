-- Who refuses marketing in a row of a customer list that broke a rule: that counts although the row does not.
update quarantine.attributes as refused
set
    refusing_customer_id = staged.customer_id,
    refusing_email_sha256 = hash_address(staged.email)
from read_parquet($accepted) as staged
where refused.load_id = $load_id and refused.stage = 'validate' and refused.row_number = staged.row_number
    and staged.marketing_consent = 'no'
