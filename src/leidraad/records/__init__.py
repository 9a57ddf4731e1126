"""Cases, tables and bundles as facts typed by the dictionary. Must not guess a value."""
