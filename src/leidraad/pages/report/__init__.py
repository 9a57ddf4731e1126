"""The quality report as people read it: HTML, PDF and a workbook of the same numbers and words."""
