"""How well the personas work: against known truth, against plain clustering, on real data, and what they cost."""
