"""What a rule gives."""

Rule = tuple[str, str, tuple[str, ...], bool]
"""The part of the pose as a noun phrase, the kind, the wordings, and whether the noun phrase is a plural."""
