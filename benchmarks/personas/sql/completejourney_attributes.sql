select
    'crm' as source,
    'c' || household_id as identity_key,
    $first_day as valid_from,
    age as age_band,
    income,
    household_comp as household
from read_csv($folder || '/demographics.csv', all_varchar = true)
