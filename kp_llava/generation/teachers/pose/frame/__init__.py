"""What a picture shows of a person and around.

person.py   how high the hands are, how much of the body is seen, where, and in what clothes
things.py   animals, furniture, things and other people around
"""
