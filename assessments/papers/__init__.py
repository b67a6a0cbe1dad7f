"""The documents of a unit as a person may see them on the pages of one year: reads and plain values, no writes."""
