"""Shows that content does what it claims: worked cases, sound logic, mutants. Must not change content."""
