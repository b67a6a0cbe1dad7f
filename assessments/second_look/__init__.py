"""A second look at a unit's answers: what contradicts itself, proves too much or looks typed by mistake. Never a guard:
nothing here stops a submission, and each doubt can be set aside with a reason.
"""
