select files.file_name, files.bytes, files.modified_ns
from ops.files as files
join ops.loads as loads on loads.load_id = files.load_id
where files.source = $source and loads.status = 'accepted'
