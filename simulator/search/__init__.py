"""Searching for hyperparameters by training many networks at once, on the data of one of them.

Where to try (`samplers`) and how to spend steps (`policies`) are apart: a `study` asks the first for
trials, `caviar` trains them as stacks of equal shape (`cohort`) and asks the second who goes on.
`board` is what a window is shown of it, `server` the process that does it behind a window.
"""
