"""How many examples the fuzzing tests make: some in the suite, always the same; with FUZZ=N in the environment N."""

import os

EXAMPLES = int(os.environ.get("FUZZ", "0")) or 60
