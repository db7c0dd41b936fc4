"""The report of an evaluation.

report.py   JSON, Markdown and the terminal's table
page.py     an HTML page, with style.css and script.js
"""
