-- The shop's own words that cards and pages can show on a night: answers, categories and attributes that enough people share.
with facts as (
    select 'answer' as kind, question_id as question, answer as wording, max(hits) as people
    from marts.survey_estimates
    where as_of = $as_of and unit = 'share' and answer is not null
    group by question_id, answer
    union all
    select 'category' as kind, '' as question, trim(category) as wording, count(distinct identity_key) as people
    from core.order_lines
    where business_day between $first_day and $as_of and line_type = 'sale'
    group by trim(category)
    union all
    select 'attribute' as kind, one.question, trim(one.wording) as wording, count(distinct identity_key) as people
    from (
        select
            identity_key,
            unnest([
                {'question': 'age_band', 'wording': age_band},
                {'question': 'household', 'wording': household},
                {'question': 'education', 'wording': education},
                {'question': 'gender', 'wording': gender},
                {'question': 'region', 'wording': region},
                {'question': 'income', 'wording': income}
            ]) as one
        from core.customer_attributes
        where valid_from <= $as_of and (valid_to is null or valid_to > $as_of)
    ) as listed
    group by one.question, trim(one.wording)
    union all
    select 'touchpoint' as kind, '' as question, touchpoint as wording, max(people) as people
    from marts.persona_journey
    where as_of = $as_of
    group by touchpoint
    union all
    select 'searched' as kind, '' as question, wording, max(people) as people
    from marts.persona_needs
    where as_of = $as_of and kind = 'site_search'
    group by wording
)

select kind, question, wording
from facts
where people >= $min_cell and wording <> ''
order by kind, question, wording
