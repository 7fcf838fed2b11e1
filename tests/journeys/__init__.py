"""The promises of Parley on real processes."""
