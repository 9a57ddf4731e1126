"""What people read, from explained data: text, HTML, print, Word. Decides nothing and calls no action."""
