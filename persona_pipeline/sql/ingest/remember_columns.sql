insert into ops.source_columns (source, format, header, column_name, values_kind, first_load_id, last_load_id)
select
    $source,
    $format,
    unnest($headers::varchar[]),
    unnest($columns::varchar[]),
    unnest($kinds::varchar[]),
    unnest($firsts::varchar[]),
    unnest($lasts::varchar[])
