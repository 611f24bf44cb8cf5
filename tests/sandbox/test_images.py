"""The size of a picture."""

import pytest

from sandbox.images import picture_size

JPEG = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xc4\x00\x02\xff\xc2\x00\x11\x08\x01\xe0\x02\x80\x03"


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x05\x00\x00\x00\x02\x80", (1280, 640)),
        (b"GIF89a\x20\x03\x58\x02", (800, 600)),
        (JPEG, (640, 480)),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", (512, 512)),
        (JPEG[:12], None),
        (b"\xff\xd8\xff\xd9", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_the_first_bytes_tell(data: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(data) == size
