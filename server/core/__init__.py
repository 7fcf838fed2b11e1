"""The ground: vocabulary and pure machines. No I/O, no clock, no asyncio."""
