"""What a careful person must know."""
