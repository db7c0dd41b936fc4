"""What spans the whole line.

launch.py   starts trainings as processes
ablation/   trainings on each kind of rows, compared
demo/       the whole line on drawn scenes
small/      the line with a LLaVA of real pretrained parts
"""
