-- By how many years the age that somebody states, a number or a band in words, misses what the year of birth allows.
with stated as (
    select
        a.response, a.said, year(j.business_day) - j.birth_year as turned,
        try_cast(regexp_extract(a.said, '^\D*(\d{1,3})', 1) as integer) as first_number,
        try_cast(regexp_extract(a.said, '^\D*\d{1,3}\D+(\d{1,3})', 1) as integer) as second_number
    from judged_answers as a
    inner join judged_responses as j on j.response = a.response
    where a.is_age and j.birth_year is not null
),

bands as (
    select
        response, turned,
        case
            when second_number is not null then least(first_number, second_number)
            when regexp_matches(said, '<|under|below|young|less|onder|jong|minder|tot ') then 0
            else first_number
        end as lowest,
        case
            when second_number is not null then greatest(first_number, second_number)
            when regexp_matches(said, '<|under|below|young|less|onder|jong|minder|tot ') then first_number
            when regexp_matches(said, '\+|>|over|above|older|plus|more|least|ouder|boven|meer|minstens|vanaf') then 150
            else first_number
        end as highest
    from stated
    where first_number is not null
)

select response, max(greatest(lowest - turned, turned - 1 - highest, 0)) as gap_years
from bands
group by response
