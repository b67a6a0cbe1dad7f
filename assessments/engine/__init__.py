"""The rules as pure functions over plain values: no Django, no files, no clock.

Fractions everywhere: a threshold that is reached exactly must count as reached.
"""
