"""The commands: one file each. It parses, calls one function and prints."""
