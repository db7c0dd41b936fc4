"""The whole line on drawn scenes.

folder.py     the demo's folder and what is done in it
stages.py     its stages
states.py     whether a model names the states of limbs
ablation.py   the ablation on drawn scenes
"""
