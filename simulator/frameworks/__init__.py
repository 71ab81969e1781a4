"""The network on screen as a program in NumPy, PyTorch, Keras or TensorFlow (claims F1, F2).

`task` is what is to be written, `program` writes it from a template, `check` runs it in a process of its
own and compares it with the run, step by step.
"""
