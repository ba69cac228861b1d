-- As rows_refused_by_rules, and who refuses marketing in a record: that counts although the record does not.
select
    $source as source,
    $load_id as load_id,
    $file_name as file_name,
    refused.row_number,
    null::bigint as line_number,
    refused.reason_code,
    refused.column_name,
    refused.found,
    refused.expected,
    mask_addresses(to_json(staged)::varchar) as record,
    'validate' as stage,
    case when staged.marketing_consent = 'no' then staged.customer_id end as refusing_customer_id,
    case when staged.marketing_consent = 'no' then sha256(lower(trim(staged.email))) end as refusing_email_sha256
from refused_rows as refused
join read_parquet($accepted) as staged on staged.row_number = refused.row_number
where refused.load_id = $load_id
