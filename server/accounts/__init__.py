"""Who comes without the host: anonymous visitors and invited devices, their secrets, and how visitors become users."""
