insert into marts.persona_cap by name
select
    $version as version,
    $max_personas as max_personas,
    $personas as personas,
    $right_number as right_number,
    $badly_people as badly_people,
    $badly_share as badly_share,
    $badly_revenue_share as badly_revenue_share,
    $next_people as next_people,
    $next_share as next_share,
    $next_revenue_share as next_revenue_share,
    $next_out_of as next_out_of,
    $next_gist as next_gist
