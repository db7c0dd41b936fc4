"""What people do, and what is known about doing it.

table.py     the activities, and which of them captions and things show
features.py  the parts of a pose and of the scene that a text reasons from
script.py    what such a part means in an activity, and what follows: the form of such knowledge
boards.py    the scripts of skiing, snowboarding, skateboarding, surfing and skating
games.py     the scripts of games with balls, discs, kites and rackets
rides.py     the scripts of riding, walking, running, loading and carrying
daily.py     the scripts of meals, kitchens, phones, screens, books and poses for the camera
other.py     the scripts of tables, board games, work, exercise, fights and animals
general.py   the script for whatever else people do
known.py     which activity has which script
phrases.py   questions, and how conclusions are worded
answers.py   reasons and a conclusion for one person
"""
