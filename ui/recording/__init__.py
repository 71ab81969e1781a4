"""A panel or the whole window as a film: what is recorded, the file it goes to, and the asking for it."""
