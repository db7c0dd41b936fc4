"""Training recipes (YAML) and DeepSpeed settings (JSON), installed as package data."""
