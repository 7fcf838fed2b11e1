"""What the pages cost the device that shows them: `make bench-ui`."""
