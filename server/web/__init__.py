"""HTTP and sockets in and out."""
