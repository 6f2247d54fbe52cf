"""Catalogue searches, against answers in the documented layouts, served on loopback."""

import http.server
import json
import threading
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
import shapely

from helpers.errors import BadInput
from helpers.leads.colocation import catalogue_search

BOX = (-170.0, 70.0, -165.0, 72.0)


PERIOD = "2019-03-01T20:00:00Z", "2019-03-02T04:00:00Z"


SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-169, 70], [-167, 70], [-167, 71], [-169, 71], [-169, 70]]],
}


IMAGE = "S2A_MSIL1C_20190301T235611_N0500_R116_T03WVU_20190302T014622.SAFE"


def stac_item(name=IMAGE, geometry=SQUARE, **properties):
    times = {"datetime": "2019-03-01T23:56:11.024Z"}
    return {
        "type": "Feature",
        "stac_version": "1.1.0",
        "id": name,
        "collection": "sentinel-2-l1c",
        "geometry": geometry,
        "properties": times | properties,
        "assets": {},
        "links": [],
    }


def stac_page(*items, following=None):
    links = [{"rel": "next", "method": "GET", "href": following}] if following else []
    return {"type": "FeatureCollection", "features": list(items), "links": links}


def landing(address, **changes):
    """Write a catalogue's first page, which says where it is searched."""
    search = {"rel": "search", "type": "application/geo+json", "href": f"{address}/search"}
    return {
        "type": "Catalog",
        "stac_version": "1.0.0",
        "id": "test",
        "description": "a catalogue",
        "links": [{"rel": "root", "href": address}, search],
    } | changes


def odata_product(name=IMAGE, **changes):
    return {
        "@odata.mediaContentType": "application/octet-stream",
        "Id": "72ac8773-c55d-526a-a9a9-22ddb9b595ef",
        "Name": name,
        "Online": True,
        "ContentDate": {
            "Start": "2019-03-01T23:56:11.024000Z",
            "End": "2019-03-01T23:56:30.024000Z",
        },
        "Footprint": f"geography'SRID=4326;{shapely.geometry.shape(SQUARE).wkt}'",
        "GeoFootprint": SQUARE,
    } | changes


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = urlsplit(self.path)
        self.server.asked.append((path.path, parse_qs(path.query)))
        status, body = self.server.answers.get(path.path, (404, b""))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    def log_message(self, *_):
        """Keep the tests' output quiet."""


@pytest.fixture
def server():
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = False  # so that closing waits for them
    httpd.answers, httpd.asked = {}, []
    httpd.address = f"http://127.0.0.1:{httpd.server_port}"
    httpd.answers["/"] = (200, landing(httpd.address))
    thread = threading.Thread(target=httpd.serve_forever, args=(0.02,))
    thread.start()
    yield httpd
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def test_stac_pages_are_followed_and_the_question_is_documented(server):
    second = stac_page(stac_item("second"))
    first = stac_page(stac_item("first"), following=f"{server.address}/more?token=2")
    server.answers |= {"/search": (200, first), "/more": (200, second)}
    found = catalogue_search.stac("image", BOX, *PERIOD, address=server.address)
    assert found.id.tolist() == ["first", "second"]
    assert found.footprint[0].equals(shapely.box(-169, 70, -167, 71))
    assert found.start[0] == pd.Timestamp("2019-03-01T23:56:11.024Z")
    _, (_, question), (_, link) = server.asked
    assert question["collections"] == ["sentinel-2-l1c"]
    assert question["bbox"] == ["-170.0,70.0,-165.0,72.0"]
    assert question["datetime"] == ["2019-03-01T20:00:00.000Z/2019-03-02T04:00:00.000Z"]
    assert link == {"token": ["2"]}


def test_each_catalogue_has_its_own_names_of_the_collections(server):
    server.answers["/search"] = (200, stac_page())
    for catalogue, names in catalogue_search.COLLECTIONS.items():
        for kind, name in names.items():
            catalogue_search.stac(kind, BOX, *PERIOD, catalogue, server.address)
            assert server.asked[-1][1]["collections"] == [name]
    with pytest.raises(BadInput, match="catalogue = 'esa' is not known"):
        catalogue_search.stac("image", BOX, *PERIOD, "esa", server.address)


def test_odata_pages_are_followed_and_a_box_is_cut_at_the_180th_meridian(server):
    first = {
        "value": [odata_product("first")],
        "@odata.nextLink": f"{server.address}/more?$skip=1",
    }
    second = {"value": [odata_product("second")]}
    server.answers = {"/Products": (200, first), "/more": (200, second)}
    box = (175.0, 70.0, -175.0, 72.0)
    found = catalogue_search.odata(
        "radar", box, *PERIOD, address=f"{server.address}/Products"
    )
    assert found.id.tolist() == ["first", "second"]
    question = server.asked[0][1]["$filter"][0]
    assert "Collection/Name eq 'SENTINEL-3'" in question
    halves = [part.split("'")[0] for part in question.split("SRID=4326;")[1:]]
    cut = shapely.union_all([shapely.from_wkt(half) for half in halves])
    assert cut.equals(
        shapely.union(shapely.box(175, 70, 180, 72), shapely.box(-180, 70, -175, 72))
    )


def test_both_catalogues_say_the_same_of_the_same_product():
    item = stac_item(
        start_datetime="2019-03-01T23:56:11.024Z",
        end_datetime="2019-03-02T00:56:30.024+01:00",
    )
    stac = catalogue_search.from_stac(stac_page(item))
    odata = catalogue_search.from_odata({"value": [odata_product()]})
    pd.testing.assert_frame_equal(stac.drop(columns="source"), odata.drop(columns="source"))


def test_nothing_found_is_an_empty_table(server):
    server.answers["/search"] = (200, stac_page())
    found = catalogue_search.stac("image", BOX, *PERIOD, address=server.address)
    assert found.empty
    assert list(found) == catalogue_search.COLUMNS


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (stac_item(geometry=None), "no geometry"),
        (stac_item(geometry={"type": "Polygon", "coordinates": []}), "no geometry"),
        (
            stac_item(datetime="yesterday evening"),
            "'yesterday evening' of S2A.* is no date",
        ),
        (stac_item(datetime=None), "is no date"),
        (stac_item(datetime="2019-03-01T23:56:11"), "has no time zone"),
        ({"type": "Feature"}, "Item 0 .* has no name"),
        ("item", "Item 0 .* has no name"),
    ],
)
def test_an_item_that_cannot_be_used_is_named(item, message):
    with pytest.raises(BadInput, match=message):
        catalogue_search.from_stac(stac_page(item))


def test_an_odata_product_without_dates_is_named():
    with pytest.raises(BadInput, match=r"None of S2A.* is no date"):
        catalogue_search.from_odata({"value": [odata_product(ContentDate=None)]})


@pytest.mark.parametrize(
    ("path", "status", "body", "message"),
    [
        ("/", 404, b"", "HTTP error 404"),
        ("/", 200, {"value": []}, "is no STAC catalogue"),
        ("/", 200, [1, 2], "is no STAC catalogue"),
        ("/", 200, {"type": "Feature"}, "is no STAC catalogue"),
        ("/", 200, b"<html>", "isn't JSON"),
        ("/search", 503, b"", "HTTP error 503"),
        ("/search", 422, {"detail": "no"}, "HTTP error 422"),
        ("/search", 200, b"<html>", "isn't JSON"),
        ("/search", 200, [1, 2], "is no STAC catalogue"),
        ("/search", 200, {"features": "many"}, "no list 'features'"),
    ],
)
def test_an_answer_that_is_none_is_one_sentence(server, path, status, body, message):
    server.answers[path] = (status, body)
    with pytest.raises(BadInput, match=message):
        catalogue_search.stac("image", BOX, *PERIOD, address=server.address)


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (503, b"", "HTTP error 503"),
        (200, b"<html>", "isn't JSON"),
        (200, {"features": []}, "no list 'value'"),
        (200, [1, 2], "no list 'value'"),
    ],
)
def test_so_is_one_of_odata(server, status, body, message):
    server.answers["/Products"] = (status, body)
    with pytest.raises(BadInput, match=message):
        catalogue_search.odata("image", BOX, *PERIOD, f"{server.address}/Products")


@pytest.mark.parametrize("search", [catalogue_search.stac, catalogue_search.odata])
def test_a_catalogue_that_is_not_there_is_one_sentence(search):
    with pytest.raises(BadInput, match=r"127\.0\.0\.1:1 could not be asked"):
        search("image", BOX, *PERIOD, address="http://127.0.0.1:1")


def test_pages_without_end_are_refused(server, monkeypatch):
    monkeypatch.setattr(catalogue_search, "MOST_PAGES", 3)
    again = stac_page(stac_item(), following=f"{server.address}/search")
    server.answers["/search"] = (200, again)
    with pytest.raises(BadInput, match="more than 3 pages"):
        catalogue_search.stac("image", BOX, *PERIOD, address=server.address)
    address = f"{server.address}/Products"
    again = {"value": [odata_product()], "@odata.nextLink": address}
    server.answers["/Products"] = (200, again)
    with pytest.raises(BadInput, match="more than 3 pages"):
        catalogue_search.odata("image", BOX, *PERIOD, address)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "optical"}, "kind = 'optical' is not known"),
        ({"box": (0, 72, 1, 70)}, "is no place"),
        ({"box": (0, 70, 361, 72)}, "is no place"),
        ({"start": "2019-03-01 20:00"}, "no time zone"),
        ({"start": "2020-03-01T20:00Z"}, "swap them"),
        ({"end": "soon"}, "'soon' of the search is no date"),
    ],
)
@pytest.mark.parametrize("search", [catalogue_search.stac, catalogue_search.odata])
def test_a_question_without_sense_is_refused_before_anyone_is_asked(
    search, changes, message
):
    question = {"kind": "image", "box": BOX, "start": PERIOD[0], "end": PERIOD[1]}
    with pytest.raises(BadInput, match=message):
        search(**question | changes, address="http://127.0.0.1:1")
