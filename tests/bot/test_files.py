"""What the first bytes of a file say it is."""

import pytest

from bot.files import FIRST_BYTES, UNTOLD, FileState, Kept, media_type_of


@pytest.mark.parametrize(
    ("start", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"GIF89a\x01\0\x01\0", "image/gif"),
        (b"GIF87a", "image/gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\x24\0\0\0WAVEfmt ", UNTOLD),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", UNTOLD),
        (b"<html><script>alert(1)</script>", UNTOLD),
        (b" \x89PNG\r\n\x1a\n", UNTOLD),
        (b"", UNTOLD),
    ],
)
def test_only_pictures_and_pdf_are_told_apart(start: bytes, media_type: str) -> None:
    assert media_type_of(start) == media_type
    assert media_type_of(start[:FIRST_BYTES]) == media_type


def test_the_small_picture_is_shown_and_the_file_itself_where_there_is_none() -> None:
    small = Kept(2, FileState.STORED, "ab/2", "image/jpeg")
    photo = Kept(1, FileState.STORED, "ab/1", "image/png", preview=small)
    assert photo.picture == small
    late = Kept(1, FileState.STORED, "ab/1", "image/png", Kept(2, FileState.WAITING, "ab/2", None))
    assert late.picture == late
    assert Kept(1, FileState.STORED, "ab/1", "application/pdf", preview=small).picture == small
    assert Kept(1, FileState.STORED, "ab/1", "application/pdf").picture is None
    assert Kept(1, FileState.WAITING, "ab/1", None).picture is None
