"""One supervision year in two places, told through the services' HTTP APIs.

`stage.py` is the frame (the clock, the figures), `cast.py`, `members.py` and `desks.py` are the people and what they know,
`planning_year.py` and `visits.py` what several acts do, `act1_lists.py` to `ending.py` the acts, and `tell.py` plays them.
"""
