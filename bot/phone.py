"""Phone numbers as people type them. Pure rules."""

import re
import unicodedata

LEAST_DIGITS, MOST_DIGITS = 6, 15
STAND_IN = "phonenumber"
"""What `without_phone` puts in a number's place: letters, so that it stays one word."""

_NUMBER = re.compile(
    r"(?<![\w.+-])\+?\(?\d(?:[ ()./-]{0,3}\d){5,19}(?:\s*(?:ext\.?|x|转|#)\s*\d{1,6})?(?!\w|[.-]\d)", re.ASCII
)
_NO_PHONE = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4}|\d{1,3}(?:\.\d{1,3}){3}")
_AROUND = re.compile(
    r"(?:my|the|phone|telephone|tel|mobile|cell|number|no|its|it's|is|call|me|us|at|on|please|under|here|thanks"
    r"|thank you|sorry|actually"
    r"|不好意思|应该|我们?|的|电话|手机|座机|号码?|是|打|拨|请|联系|这个|就|谢谢|吧|哦|[\s.,:;!。，：；！、])*+",
    re.IGNORECASE,
)


def phone_of(text: str) -> str | None:
    """The number that a message gives, when it says nothing else; None otherwise."""
    rest, phone = without_phone(text)
    return phone if phone is not None and _AROUND.fullmatch(rest.replace(STAND_IN, "", 1)) else None


def without_phone(text: str) -> tuple[str, str | None]:
    """The text with STAND_IN for its first phone number, and that number. Dates and network addresses are none."""
    plain = unicodedata.normalize("NFKC", text)
    for found in _NUMBER.finditer(plain):
        number = " ".join(found[0].split())
        digits = sum(character.isdigit() for character in re.split("ext|x|转|#", number)[0])
        if LEAST_DIGITS <= digits <= MOST_DIGITS and not _NO_PHONE.fullmatch(number):
            return f"{plain[: found.start()]} {STAND_IN} {plain[found.end() :]}", number
    return plain, None
