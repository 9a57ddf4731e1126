"""What is asked of every rule, pair, item and condition without a claim: one module a subject."""
