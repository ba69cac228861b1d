-- What is said in place of the words of alerts that lose figures (the frame withheld_words), a row a language.
select
    cast(alert_id as varchar) as alert_id,
    cast(language as varchar) as language,
    cast(body as varchar) as body
from withheld_words
