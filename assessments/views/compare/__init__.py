"""Unit, members and final answers side by side, with the discussion of the team."""
