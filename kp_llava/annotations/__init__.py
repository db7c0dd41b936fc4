"""COCO annotations as scenes, and what their geometry says about people."""
