"""Files that people send up, from their first byte to their last reader."""
