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
    'validate' as stage
from refused_rows as refused
join read_parquet($accepted) as staged on staged.row_number = refused.row_number
where refused.load_id = $load_id
