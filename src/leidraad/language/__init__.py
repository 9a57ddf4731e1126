"""CQL text and its syntax tree. Knows no data items and no files."""
