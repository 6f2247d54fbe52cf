"""What catalogues say of products: names, times and footprints.

All are asked without an account: the STAC catalogues of the Copernicus Data Space
Ecosystem and of Microsoft's Planetary Computer, and the OData service of the former.
Copernicus gives the files themselves to who has a free account, the Planetary Computer
to everyone (its page on tokens for data access).
"""

import json
import warnings
from itertools import islice
from urllib.parse import urlsplit

import antimeridian
import pandas as pd
import requests
import shapely
from pystac.errors import STACError
from pystac_client import Client
from pystac_client.errors import ClientTypeError
from pystac_client.exceptions import APIError
from shapely.errors import ShapelyError

from helpers import downloads
from helpers.errors import BadInput

STAC = {
    "copernicus": "https://stac.dataspace.copernicus.eu/v1",
    "planetary_computer": "https://planetarycomputer.microsoft.com/api/stac/v1",
}
"""Addresses of STAC catalogues."""
ODATA = "https://catalogue.dataspace.copernicus.eu/odata/v1/Products"

COLLECTIONS = {
    "copernicus": {"image": "sentinel-2-l1c", "radar": "sentinel-3-sr-2-lan-si-ntc"},
    "planetary_computer": {
        "image": "sentinel-2-l2a",
        "radar": "sentinel-3-sral-lan-l2-netcdf",
    },
}
"""The catalogues' names of the two kinds of product. Copernicus has Sentinel-2 Level 1C
and Sentinel-3's product for sea ice; the Planetary Computer Level 2A and the product for
land, of which the one for sea ice was a part until it got one of its own."""
NAMES = {"image": ("SENTINEL-2", "MSIL1C"), "radar": ("SENTINEL-3", "SR_2_LAN_SI")}
"""OData's collection, and what the names of the products contain."""

COLUMNS = ["id", "start", "end", "footprint", "source"]
MOST_PAGES = 50


def stac(kind, box, start, end, catalogue="copernicus", address=None):
    """Search a STAC catalogue (SpatioTemporal Asset Catalog API 1.0, item search).

    Parameters
    ----------
    kind : {"image", "radar"}
        Sentinel-2's images, or Sentinel-3's altimeter.
    box : tuple of float
        West, south, east, north in degrees; west is larger than east where the box
        crosses the 180th meridian.
    start, end : str or datetime
        Of the period, with a time zone.
    catalogue : {"copernicus", "planetary_computer"}
    address : str, optional
        Of the catalogue's first page, in place of the one in :data:`STAC`.

    Returns
    -------
    pandas.DataFrame
        As :func:`from_stac`, of all pages.

    Raises
    ------
    BadInput
        When the question makes no sense, or the answer can't be got or read.
    """
    period = _question(kind, box, start, end)
    if catalogue not in STAC:
        raise BadInput(
            f"catalogue = {catalogue!r} is not known: give one of {', '.join(STAC)}."
        )
    address = address or STAC[catalogue]
    query = {"collections": [COLLECTIONS[catalogue][kind]], "bbox": box, "limit": 100}
    query |= {"datetime": "/".join(period), "method": "GET"}
    with downloads.notice(f"Asking {urlsplit(address).netloc} …"):
        tables = [from_stac(page) for page in _stac_pages(address, query)]
    return _joined(tables, address)


def odata(kind, box, start, end, address=ODATA):
    """Search the OData service.

    Parameters
    ----------
    kind, box, start, end, address
        As :func:`stac` takes them.

    Returns
    -------
    pandas.DataFrame
        As :func:`from_odata`, of all pages.

    Raises
    ------
    BadInput
        As :func:`stac` does.
    """
    start, end = _question(kind, box, start, end)
    collection, part = NAMES[kind]
    areas = (f"area=geography'SRID=4326;{half.wkt}'" for half in _halves(box))
    places = " or ".join(f"OData.CSC.Intersects({area})" for area in areas)
    question = (
        f"Collection/Name eq '{collection}' and contains(Name,'{part}') and "
        f"ContentDate/Start lt {end} and ContentDate/End gt {start} and ({places})"
    )
    with downloads.notice(f"Asking {urlsplit(address).netloc} …"):
        pages = islice(_odata_pages(address, question), MOST_PAGES + 1)
        return _joined([from_odata(page) for page in pages], address)


def from_stac(answer):
    """Read a page of STAC items.

    Parameters
    ----------
    answer : dict
        The GeoJSON FeatureCollection that a catalogue answers with.

    Returns
    -------
    pandas.DataFrame
        One row per product: ``id``, ``start`` and ``end`` (UTC), ``footprint`` (a
        shapely geometry in degrees of longitude and latitude) and ``source``.

    Raises
    ------
    BadInput
        When it is no such page, or an item lacks a geometry, or its time is missing,
        can't be read or has no time zone.
    """
    return _table(answer, "features", "STAC", _stac_item)


def from_odata(answer):
    """Read a page of OData's products.

    Parameters
    ----------
    answer : dict
        What the service answers with.

    Returns
    -------
    pandas.DataFrame
        As :func:`from_stac`, with its errors.
    """
    return _table(answer, "value", "OData", _odata_item)


def _stac_item(item):
    properties = item.get("properties") or {}
    middle = properties.get("datetime")
    times = [properties.get(f"{end}_datetime") or middle for end in ("start", "end")]
    return item["id"], *times, item.get("geometry")


def _odata_item(item):
    dates = item.get("ContentDate") or {}
    return item["Name"], dates.get("Start"), dates.get("End"), item.get("GeoFootprint")


def _table(answer, key, source, read):
    items = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(items, list):
        raise BadInput(
            f"The answer has no list {key!r}: this is not the answer of a {source} "
            "catalogue to a search for products; check the address."
        )
    rows = []
    for number, item in enumerate(items):
        try:
            name, start, end, geometry = read(item)
        except (KeyError, AttributeError, TypeError):
            raise BadInput(
                f"Item {number} of the {source} answer has no name: leave it out, or "
                "check that the address is a catalogue's."
            ) from None
        times = _instant(start, name), _instant(end, name)
        rows.append((name, *times, _footprint(geometry, name), source))
    return pd.DataFrame(rows, columns=COLUMNS)


def _footprint(geometry, name):
    try:
        footprint = shapely.geometry.shape(geometry)
    except (AttributeError, KeyError, TypeError, ValueError, ShapelyError):
        footprint = shapely.Polygon()
    if not footprint.length:  # empty, or a point
        raise BadInput(
            f"{name} has no geometry in the catalogue's answer ({geometry!r:.40}): leave "
            "it out, its place can't be known."
        )
    return footprint


def _instant(text, name):
    """Read a time that says its zone, as UTC."""
    try:
        time = pd.Timestamp(text)
    except (TypeError, ValueError):
        time = pd.NaT
    if pd.isna(time):
        raise BadInput(
            f"The time {text!r} of {name} is no date: give it as ISO 8601 has it."
        )
    if time.tzinfo is None:
        raise BadInput(
            f"The time {text!r} of {name} has no time zone: add one, such as Z for UTC."
        )
    return time.tz_convert("UTC")


def _question(kind, box, start, end):
    """Refuse a question without sense; write its period as the catalogues do."""
    start, end = (_instant(time, "the search") for time in (start, end))
    if start >= end:
        raise BadInput(
            f"The search ends at {end}, not after its start, {start}: swap them."
        )
    if kind not in NAMES:
        raise BadInput(f"kind = {kind!r} is not known: give one of {', '.join(NAMES)}.")
    ok = len(box) == 4 and all(-180 <= box[i] <= 180 for i in (0, 2))
    if not ok or not -90 <= box[1] < box[3] <= 90 or box[0] == box[2]:
        raise BadInput(
            f"box = {tuple(box)} is no place: give west, south, east and north in degrees."
        )
    return [
        f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03d}Z" for time in (start, end)
    ]


def _halves(box):
    """Cut a box at the 180th meridian, which no polygon of OData may cross."""
    west, south, east, north = box
    whole = shapely.box(west, south, east if west < east else east + 360, north)
    fixed = antimeridian.fix_polygon(whole, great_circle=False)
    return shapely.get_parts(fixed)


def _joined(tables, address):
    if len(tables) > MOST_PAGES:
        raise BadInput(
            f"{address} has more than {MOST_PAGES} pages of products: ask for a "
            "smaller area or a shorter period."
        )
    tables = [table for table in tables if len(table)]
    return pd.concat(tables or [pd.DataFrame(columns=COLUMNS)], ignore_index=True)


def _stac_pages(address, query):
    """Ask a STAC catalogue for up to a page more than we read."""
    try:
        with warnings.catch_warnings():
            # Copernicus' doesn't say on its first page that it can be searched.
            warnings.simplefilter("ignore")
            catalogue = Client.open(address, timeout=downloads.TIMEOUT)
            catalogue.add_conforms_to("ITEM_SEARCH")
            search = catalogue.search(**query)
        return list(islice(search.pages_as_dicts(), MOST_PAGES + 1))
    except APIError as error:
        status = getattr(error, "status_code", None)
        reason = f"answered with HTTP error {status}" if status else "could not be asked"
    except json.JSONDecodeError:
        reason = "answered with something that isn't JSON"
    except (ClientTypeError, STACError, AttributeError, KeyError, TypeError):
        reason = "is no STAC catalogue that can be searched"
    raise BadInput(f"{address} {reason}: check the address, or try again later.")


def _odata_pages(address, question):
    """Ask OData for the first page and follow the links to the others."""
    query = {"$filter": question, "$top": 100}
    while address:
        page = _ask(address, query)
        yield page
        address, query = page.get("@odata.nextLink"), None  # the link holds the query


def _ask(address, query):
    try:
        response = requests.get(address, params=query, timeout=downloads.TIMEOUT)
        response.raise_for_status()
        return response.json()
    except requests.HTTPError:
        reason = f"answered with HTTP error {response.status_code} ({response.reason})"
    except requests.JSONDecodeError:
        reason = "answered with something that isn't JSON"
    except requests.RequestException as error:
        reason = f"could not be asked ({type(error).__name__})"
    raise BadInput(f"{address} {reason}: check the address, or try again later.")
