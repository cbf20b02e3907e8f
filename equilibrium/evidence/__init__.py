"""Evidence: every known world, data set and claim, run and told in one table."""
