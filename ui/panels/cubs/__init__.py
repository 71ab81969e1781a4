"""Trials that are babysat, a lane each."""
