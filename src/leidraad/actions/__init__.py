"""One function per user task. The only room that wires the others together."""
