"""The left and bottom of the window: what a person turns.

`kinds.control_for(spec)` makes the control of one hyperparameter, `form` stacks all of them, `transport`
plays and steps. Controls read specs and snapshots, emit signals, and know nothing of panels.
"""
