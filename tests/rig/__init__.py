"""The rig: recorded clients, breakable processes, a lying network, and the checker that decides."""
