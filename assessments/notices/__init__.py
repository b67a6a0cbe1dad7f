"""What people are told by themselves: which kinds there are, who gets them, what a notice says when it is read."""

from assessments.notices.kinds import KINDS, TOPICS, Kind, Topic

__all__ = ["KINDS", "TOPICS", "Kind", "Topic"]
