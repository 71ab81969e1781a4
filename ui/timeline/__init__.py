"""The run's whole past and future on one line, to be stood on anywhere."""
