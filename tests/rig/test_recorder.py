"""The judge of the recorder finds what is planted, and nothing else."""

from tests.rig.recorder import Leak, Recorder


def test_who_may_know_may_hear_and_who_may_not_is_told_of():
    record = Recorder()
    secret = record.secret("gate", ["ken"])
    record.take("ken", "socket", b"... " + secret.encode())
    assert record.leaks() == []
    record.take("ann", "/v1/rooms", secret.encode() + b" ...")
    assert record.leaks() == [Leak(0, "ann", "/v1/rooms", secret)]
    assert record.known() == {"ken": {secret}, "ann": {secret}}


def test_what_is_on_its_way_while_it_ends_is_no_leak_and_what_comes_after_is():
    record = Recorder()
    gate, door = record.secret("gate", ["ken"]), record.secret("door", ["ken"])
    record.next()
    record.forbid("ken", gate)
    record.take("ken", "socket", gate.encode())
    record.next()
    record.take("ken", "socket", door.encode())
    assert record.leaks() == []
    record.take("ken", "socket", gate.encode())
    assert record.leaks() == [Leak(2, "ken", "socket", gate)]


def test_who_is_out_may_know_nothing_that_they_knew():
    record = Recorder()
    gate = record.secret("gate", ["ken"])
    record.forbid("ken")
    record.next()
    record.take("ken", "socket", gate.encode())
    assert [leak.secret for leak in record.leaks()] == [gate]
