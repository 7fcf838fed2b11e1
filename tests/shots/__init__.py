"""Pictures of Parley, drawn from the running thing: `python -m tests.shots`."""
