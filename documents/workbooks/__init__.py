"""Workbooks of strangers: guarded, read in a process of their own, told as flat cells (docs/decisions/0014)."""
