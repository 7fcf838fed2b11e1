"""What people do in rooms: one use case after the other, each *allowed? store, tell, answer*."""
