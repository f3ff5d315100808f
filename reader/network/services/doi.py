"""DOIs: what Crossref, DataCite and others tell of a work, as CSL-JSON.

Source: https://www.crossref.org/documentation/retrieve-metadata/content-negotiation/ and
https://support.datacite.org/docs/datacite-content-resolver. An agency without it sends on to the publisher's page.
"""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import quote

from reader.errors import NetworkError
from reader.network.fetching import Fetcher
from reader.network.lots import Lot
from reader.network.services import pages

BASE: Final = "https://doi.org"
_CSL: Final = "application/vnd.citationstyles.csl+json"


def paper(name: str, fetcher: Fetcher, base: str = BASE) -> Lot:
    """Give one work by its DOI.

    Raises:
        NetworkError: it is not to be had.
    """
    fetched = fetcher.get(f"{base}/{quote(name, safe='/():;.-_')}", f"{_CSL}, application/json;q=0.5", anew=True)
    if fetched.kind in pages.KINDS:
        return pages.lot_of(fetched, doi=name)
    try:
        said = json.loads(fetched.body)
    except (ValueError, RecursionError) as error:
        raise NetworkError(f"what is told of the DOI {name} is no JSON") from error
    if not isinstance(said, dict) or not said.get("title"):
        raise NetworkError(f"nobody tells anything of the DOI {name}")
    # A record may call the work otherwise (another case, a newer version); it is to be found under what was asked for.
    said.setdefault("DOI", name)
    return Lot(fetched.url, json.dumps([said]).encode())
