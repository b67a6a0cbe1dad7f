"""What the side columns of the answering and TPI pages show, as plain values. No queries, no requests."""

from assessments.panels.shown import Shown
from assessments.panels.thresholds import Panel, Row, panels
from assessments.panels.tree import HASIL, Node, branch, tree

__all__ = ["HASIL", "Node", "Panel", "Row", "Shown", "branch", "panels", "tree"]
