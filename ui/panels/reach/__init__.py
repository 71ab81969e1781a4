"""Where each still learns."""
