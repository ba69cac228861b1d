"""What whoever decides needs, at the command line and in the console: what can be read of now, and checks before a decision is kept."""
