"""Whether an answer was reached by being told that its page moved for good.  (pure)"""

from scrapy import Request
from scrapy.http import Response

FOR_GOOD = (301, 308)


def find_new_address(response: Response) -> str | None:
    """Where a page is to be asked for from now on; None where it is where it was.

    A redirect for good may lead to one for now, to a language say: that one does not count.
    """
    request = response.request
    if not isinstance(request, Request):
        return None
    reasons = request.meta.get("redirect_reasons", [])
    way = [*request.meta.get("redirect_urls", []), response.url]
    lasting = next((n for n, why in enumerate(reasons) if why not in FOR_GOOD), len(reasons))
    return str(way[lasting]) if 0 < lasting < len(way) else None
