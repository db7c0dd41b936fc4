"""What holds for all tests."""

from hypothesis import settings

# a busy machine is no reason to fail; no test asserts a time
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
