select recency_days, frequency, monetary
from frozen_features
where frequency is not null
