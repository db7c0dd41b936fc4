"""The Jinja templates and seed examples of the prompts, installed as package data."""
