"""Every state of the pages, from one catalogue: widget/states."""
