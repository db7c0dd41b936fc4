"""Fine-tuning LLaVA on rows of images and messages."""
