"""Parts of pages that are asked for again and again: what the browser has already is not sent once more."""

import hashlib

from fastapi import Request, Response


def fresh(request: Request, response: Response) -> Response:
    """304 without a body where the browser has the same; what is rendered must not differ by chance."""
    tag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
    known = request.headers.get("if-none-match", "")
    if tag in [one.strip().removeprefix("W/") for one in known.split(",")]:
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return response
