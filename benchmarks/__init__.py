"""What a night costs, measured: `make bench`. Results go to benchmarks/results/."""
