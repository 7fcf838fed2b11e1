"""What is generated from server/core, and the proof that the committed files are fresh."""
