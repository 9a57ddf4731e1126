"""Content in the formats of others, so that programs nobody here wrote can run it. Touches no file."""
