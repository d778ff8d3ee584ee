"""What is answered on request travels compressed, in a tenth of the time that the standard library takes."""

import re
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from zlib_ng import zlib_ng

from conoceles.site.kept import GZIP

View = Callable[..., HttpResponseBase]
# Below this, in bytes, nothing is won.
LEAST = 200
LEVEL = 3
ACCEPTED = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


def compressed(view: View) -> View:
    """Return a view whose answer is compressed for browsers that take it.

    No page of the site has anything that is secret to whoever asks for it, so its length tells nobody anything.
    """

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
        response = view(request, **kwargs)
        if not isinstance(response, HttpResponse) or len(response.content) < LEAST or "Content-Encoding" in response:
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if ACCEPTED.search(request.headers.get("Accept-Encoding", "")):
            squeezer = zlib_ng.compressobj(LEVEL, zlib_ng.DEFLATED, GZIP)
            response.content = squeezer.compress(response.content) + squeezer.flush()
            response["Content-Length"] = str(len(response.content))
            response["Content-Encoding"] = "gzip"
            if response.get("ETag", "").startswith('"'):
                response["ETag"] = f"W/{response['ETag']}"
        return response

    return answered
