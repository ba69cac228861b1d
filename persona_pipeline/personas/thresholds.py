"""When two personas are one and the same, and when one split, moved or came together with another: every threshold, with its source.

- MONIC: Spiliopoulou, Ntoutsi, Theodoridis and Schult, "MONIC: modeling and monitoring cluster transitions", KDD 2006: a
  cluster survives where it overlaps a new one by at least a half, splits where parts of it, each above a smaller bound, make up
  that half, and is absorbed where it and others overlap the same new one.
- Hennig, "Cluster-wise assessment of cluster stability", Computational Statistics and Data Analysis 52 (2007): a cluster whose
  Jaccard similarity is not above 0.5 is dissolved, one of 0.75 and more is recovered. Of the groups of one clustering at most
  one can be above 0.5, so that such a match is never forced.
- Cohen, "Statistical power analysis for the behavioral sciences" (1988): 0.2 standard deviations are a small effect, 0.5 a
  medium one.
"""

SAME = 0.5
"""Jaccard similarity from which two groups of people are one persona (Hennig; MONIC's survival)."""
RECOVERED = 0.75
"""Jaccard similarity from which nothing of note happened (Hennig)."""
PART = 0.2
"""Smallest share of a persona that counts as a part of it when it splits (MONIC's bound for a split)."""
MOVED = 0.2
"""Standard units between centres from which a persona moved (Cohen: small)."""
SAME_PROFILE = 0.5
"""Standard units between centres up to which two profiles may be one persona (Cohen: medium)."""
FEWEST = 30
"""People below which an overlap says nothing; the profiles are compared then."""
MARGIN = 0.1
"""Lead over the second best below which nobody can tell: about the standard error of a share of ``FEWEST`` people."""
