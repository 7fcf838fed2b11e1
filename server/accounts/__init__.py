"""Who comes without the host: anonymous visitors, their secrets, and how they become users."""
