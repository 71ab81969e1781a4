"""What panels draw with and two or more of them share; nothing here knows a panel."""
