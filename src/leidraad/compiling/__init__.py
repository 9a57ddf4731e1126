"""From sources to the model: names, types, exceptions. Must not evaluate anything."""
