"""Who comes without the host: visitors, invited devices, staff; their secrets, and how visitors become users."""
