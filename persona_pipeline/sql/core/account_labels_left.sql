select coalesce(bool_or(changed), false) from account_labels
