"""What helps people along: the terms of the field, and a guide for each role. Data and plain values, no writes."""
