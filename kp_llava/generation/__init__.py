"""Prompts, teachers, the ledger and the run that makes instruction data out of scenes."""
