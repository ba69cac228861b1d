"""What the verdict sees and what it raises falsely, on planted changes of a simulated shop; peers beside it."""
