select count(*) from core.journey_sessions where business_day between $first_day and $as_of and identity_key is not null
