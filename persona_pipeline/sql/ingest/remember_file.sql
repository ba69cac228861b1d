insert into ops.files (source, file_name, bytes, modified_ns, load_id)
values ($source, $file_name, $bytes, $modified_ns, $load_id)
