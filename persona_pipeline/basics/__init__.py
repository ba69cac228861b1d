"""What every layer may use and what uses none: the codes of the languages, signs that are not seen, e-mail addresses, files that last."""
