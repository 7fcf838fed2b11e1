"""The command behind `make wire`."""

from tests.wire.made import write

write()
