"""Personal links prove what they open, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links import LinkClaim, LinkKind, Links, claim_of, key_from_token

LINKS = Links("https://desk.example.com", b"k" * 32)
TICKET, DESK = LinkKind.TICKET, LinkKind.DESK

numbers = st.integers(0, 10**18 - 1)
generations = st.integers(0, 1000)
kinds = st.sampled_from(LinkKind)
anything = st.characters(exclude_categories=())


def secret_in(link: str) -> str:
    return link.rpartition("/")[2]


def test_links_lead_to_their_pages() -> None:
    assert LINKS.ticket(12, 0).startswith("https://desk.example.com/t/12-")
    assert LINKS.desk(700_000_001, 3).startswith("https://desk.example.com/my/700000001-")
    assert LINKS.sign_in("abc") == "https://desk.example.com/staff/sign-in/abc"


@given(kinds, numbers, generations)
def test_a_link_proves_its_own_claim(kind: LinkKind, number: int, generation: int) -> None:
    claim = claim_of(LINKS.secret(kind, number, generation))
    assert claim is not None
    assert claim.id == number
    assert LINKS.proves(kind, claim, generation)


@given(kinds, numbers, generations, kinds, numbers, generations)
def test_a_link_proves_nothing_for_another_kind_number_or_generation(
    kind: LinkKind, number: int, generation: int, other_kind: LinkKind, other: int, other_generation: int
) -> None:
    claim = claim_of(LINKS.secret(kind, number, generation))
    assert claim is not None
    stolen = LinkClaim(other, claim.mac)
    same = (kind, number, generation) == (other_kind, other, other_generation)
    assert LINKS.proves(other_kind, stolen, other_generation) is same


def test_another_key_proves_nothing() -> None:
    claim = claim_of(Links(LINKS.public_url, b"x" * 32).secret(TICKET, 12, 0))
    assert claim is not None
    assert not LINKS.proves(TICKET, claim, 0)


def test_a_changed_character_proves_nothing() -> None:
    secret = LINKS.secret(TICKET, 12, 0)
    for at in range(len("12-"), len(secret)):
        other = "A" if secret[at] != "A" else "B"
        claim = claim_of(secret[:at] + other + secret[at + 1 :])
        assert claim is not None
        assert not LINKS.proves(TICKET, claim, 0)


def test_a_secret_has_128_bits_and_fits_into_an_address() -> None:
    mac = LINKS.secret(DESK, 12, 0).removeprefix("12-")
    assert len(mac) == 22  # 128 bits, 6 to a character
    assert mac.replace("-", "").replace("_", "").isalnum()
    assert mac.isascii()


@given(st.text(anything) | st.builds("{}-{}".format, numbers, st.text(anything)))
def test_whatever_stands_in_an_address_is_read_and_proves_nothing(secret: str) -> None:
    claim = claim_of(secret)
    if claim is not None:
        assert 0 <= claim.id < 2**63
        assert not LINKS.proves(TICKET, claim, 0)


@pytest.mark.parametrize(
    "secret",
    ["", "-", "12", "12_abc", "-12-abc", "+12-abc", " 12-abc", "１２-abc", "²-abc", "1" * 19 + "-abc", "12-\ud83d"],
)
def test_what_is_none_of_ours_is_no_claim(secret: str) -> None:
    assert claim_of(secret) is None


@pytest.mark.parametrize(
    ("public_url", "works"),
    [
        ("https://desk.example.com", True),
        ("https://desk.example.com:8443/sub", True),
        ("http://desk.example.com", False),
        ("https://localhost", False),
        ("http://127.0.0.1:8080", False),
    ],
)
def test_only_public_https_addresses_work_as_buttons(public_url: str, works: bool) -> None:
    assert Links(public_url, b"").work_as_buttons is works


def test_neither_the_key_nor_the_token_shows() -> None:
    token = "42:SECRET"
    key = key_from_token(token)
    assert len(key) == 32
    assert key != key_from_token("42:SECRET2")
    assert b"SECRET" not in key
    assert repr(key) not in repr(Links("https://desk.example.com", key))
