"""Redis URLs: what each kind says about where to go and how to greet."""

import ssl

import pytest

from server.live.redis_bus import Direct, RedisBus, Sentinels, endpoint_of, seeds_of, way_of
from server.live.redis_link import Endpoint


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("redis://", Endpoint()),
        ("redis://cache", Endpoint(host="cache")),
        ("redis://cache:7000/3", Endpoint(host="cache", port=7000, database=3)),
        ("redis://:p%40ss@cache", Endpoint(host="cache", password="p@ss")),
        ("redis://ann:x@cache?db=2", Endpoint(host="cache", username="ann", password="x", database=2)),
        ("redis://[::1]:7000", Endpoint(host="::1", port=7000)),
        ("unix:///run/redis.sock?db=1", Endpoint(path="/run/redis.sock", database=1)),
        ("unix://:x@/run/redis.sock", Endpoint(path="/run/redis.sock", password="x")),
    ],
)
def test_a_url_names_an_endpoint(url, endpoint):
    assert endpoint_of(url) == endpoint
    assert way_of(url) == Direct(endpoint)


def test_tls_checks_certificate_and_name_unless_told_otherwise():
    strict, loose = endpoint_of("rediss://cache").tls, endpoint_of("rediss://cache?ssl_cert_reqs=none").tls
    assert (strict.verify_mode, strict.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert (loose.verify_mode, loose.check_hostname) == (ssl.CERT_NONE, False)
    assert endpoint_of("redis://cache").tls is None


@pytest.mark.parametrize(
    "url",
    [
        "http://cache",
        "cache:6379",
        "",
        "redis+cluster://cache",
        "unix+sentinel://a/main",
        "redis+sentinel:///main",
        "redis+sentinel://a:1,b:2",
        "redis+sentinel://a:1,b:2/",
        "rediss://cache?ssl_cert_reqs=maybe",
        "rediss://cache?ssl_wrong=1",
        "redis://cache:port",
    ],
)
def test_any_other_url_is_a_value_error(url):
    with pytest.raises(ValueError, match=r"\S"):
        way_of(url)


def test_a_sentinel_url_names_sentinels_service_and_how_the_master_is_greeted():
    way = way_of("redis+sentinel://ann:x@one:1,two:2,three/main/4?sentinel_password=y")
    assert isinstance(way, Sentinels)
    assert way._service == "main"
    asked = [client.connection_pool.connection_kwargs for client in way._sentinel.sentinels]
    assert [(where["host"], where["port"]) for where in asked] == [("one", 1), ("two", 2), ("three", 26379)]
    assert {where["password"] for where in asked} == {"y"}
    assert (way._master.username, way._master.password, way._master.database) == ("ann", "x", 4)
    assert way._master.must_be_master


def test_a_cluster_url_names_nodes_and_how_all_of_them_are_greeted():
    one, two, three = seeds_of("redis+cluster://ann:x%2Fy@one:1,two:2,[::1]")
    assert [(seed.host, seed.port) for seed in (one, two, three)] == [("one", 1), ("two", 2), ("::1", 6379)]
    assert {(seed.username, seed.password, seed.tls) for seed in (one, two, three)} == {("ann", "x/y", None)}


def test_a_cluster_over_tls_has_one_context_for_all():
    one, two = seeds_of("rediss+cluster://one,two?ssl_cert_reqs=none")
    assert one.tls is two.tls
    assert one.tls.verify_mode == ssl.CERT_NONE


@pytest.mark.parametrize(
    "url", ["redis+cluster://", "redis+cluster://one,,two", "redis+cluster://one/3", "redis+cluster://one?db=2"]
)
def test_a_cluster_url_without_nodes_or_with_a_database_is_a_value_error(url):
    with pytest.raises(ValueError, match="cluster"):
        RedisBus(url, "n1", "p", float)


def test_an_endpoint_does_not_show_its_password():
    assert "hunter2" not in repr(endpoint_of("redis://:hunter2@cache"))
