"""Workbooks: those of strangers are guarded, read in a process of their own and told as flat cells (decision 0014);
ours are tables to fill in (`form`), found again by the texts of their header (`rows`).
"""
