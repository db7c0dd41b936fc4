"""Would the fast tests notice? Code and data are changed a little, one change at a time, and the tests of the room run.

__main__    the command: picks a sample by its seed, goes on where it stopped, prints caught and survived per room
source      changes of Python code, by the rules of mutmut
data        changes of recipes, prompts, prices and DeepSpeed's JSON
mutant      one change: the file, its lines before and after
reach       which test runs which line, found by coverage
trial       one changed copy of the project against the tests that reach the change
rooms.yaml  the rooms: their files, and the tests that speak of them
known.yaml  changes that no test can or should notice, each with its reason
"""
