-- Whether a later night of the version was judged, and the version has a budget, which is then that night's.
select
    exists (select 1 from marts.persona_verdicts where version = $version and as_of > $as_of)
    and exists (select 1 from marts.drift_budget where version = $version) as is_later
