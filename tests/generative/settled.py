"""How generative tests run: the same examples every time, without a clock."""

from hypothesis import HealthCheck, settings


def settled(examples: int) -> settings:
    """Return settings for this many examples, the same in every run."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=slow)
