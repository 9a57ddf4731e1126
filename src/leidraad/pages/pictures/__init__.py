"""Pictures drawn from the model: nothing in them was drawn by hand. Returns SVG text; knows no page that shows it."""
