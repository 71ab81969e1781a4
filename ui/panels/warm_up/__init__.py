"""While the averages warm up."""
