select
    $load_id as load_id,
    $source as source,
    $kind as kind,
    $format as format,
    $file_name as file_name,
    (
        select coalesce(max(loads.revision), 0) + 1 from ops.loads as loads
        where loads.source = $source and loads.file_name = $file_name and loads.status in ('accepted', 'superseded')
    ) as revision,
    (select coalesce(max(loads.sequence), 0) + 1 from ops.loads as loads) as sequence,
    $sha256 as sha256,
    $bytes as bytes,
    $status as status,
    $reason as reason,
    $rows_in as rows_in,
    $rows_accepted as rows_accepted,
    $rows_quarantined as rows_quarantined,
    $first_day as first_day,
    $last_day as last_day,
    $code_version as code_version,
    $as_of as as_of
