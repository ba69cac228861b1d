delete from ops.unfinished_files
where source = $source and file_name = $file_name
