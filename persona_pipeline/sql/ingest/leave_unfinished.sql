insert into ops.unfinished_files (source, file_name, bytes, modified_ns, as_of)
values ($source, $file_name, $bytes, $modified_ns, $as_of)
