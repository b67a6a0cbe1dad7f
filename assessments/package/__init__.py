"""The package of a proposal: one ZIP whose bytes follow from the state of the proposal alone (decision 0030).

`reading` gives plain values, `plan` says which file lies where, `manifest` tells it as JSON and CSV, `zipped` writes,
`verifying` checks offline. Everything but `reading` is pure.
"""
