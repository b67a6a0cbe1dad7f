"""What surveys count, as pure functions over plain values: no Django, no files, no clock. Exact numbers only."""
