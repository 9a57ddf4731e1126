"""Statistics alone: arrays in, frozen results out. Knows no table, no registry, no guideline and no drawing."""
