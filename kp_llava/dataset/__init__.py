"""The rows of a run as a Hugging Face dataset."""
