"""Leidraad: clinical guidelines that run. Support for a clinician; decides nothing."""

from importlib.metadata import version

__version__ = version("leidraad")
