"""Pages: templates, filled in the language of the one who reads them."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.casework.statuses import status_of
from bot.categories import Category, Department, Names
from bot.formkey import new_key
from bot.languages import NAMES, Language, choose, code_of, language
from bot.links import LinkKind, Links
from bot.office.members import Level
from bot.people import Action
from bot.sections import Company
from bot.storage.customers import Customer
from bot.texts import escalation_reason, level_name
from bot.texts.books import lines_of, verdict, why_ignored
from bot.tickets import Ticket
from desk.forms import MAX_NAME, MAX_TEXT
from desk.rendering import filters
from desk.security import MAX_FORM, MAX_LIST
from desk.uploads import MAX_FILES

HERE = Path(__file__).parent
STATIC = HERE / "static"
TAGS = {"en": "en", "zh": "zh-CN"}
"""How HTML calls our languages."""

# Marks that turn the direction of writing: in a name they serve only to disguise it ("exe.gpj").
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Pages:
    """All templates, once for each language."""

    def __init__(
        self, company: Company, links: Links, categories: Sequence[Category], departments: Sequence[Department]
    ) -> None:
        self._links = links
        self._default = company.language
        self._base = urlsplit(links.public_url).path
        """What stands before every path where the desk shares its host with others."""
        self._by_language = {
            code: _environment(
                language(code),
                {
                    "company": company,
                    "base": self._base,
                    "ticket_path": lambda ticket: self._base + self.ticket_path(ticket),
                    "my_path": lambda customer: self._base + self.my_path(customer),
                    "static": lambda name: f"{self._base}/static/{name}?v={_version(name)}",
                    "categories": Names(categories, code),
                    "departments": Names(departments, code),
                },
            )
            for code in NAMES
        }

    def language(self, request: Request, own: str | None = None) -> Language:
        """The reader's own where it is known, else what their browser asks for, else the company's."""
        return choose(own if own in NAMES else _accepted(request.headers.get("accept-language", "")), self._default)

    def page(
        self, request: Request, template: str, own: str | None = None, /, *, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """``own``: the reader's own language, where it is known."""
        spoken = self.language(request, own)
        body = self._by_language[spoken.code].get_template(template).render(values)
        return HTMLResponse(body, status, headers={"Content-Language": TAGS[spoken.code]})

    def in_every_language(self, request: Request, template: str, /, **values: Any) -> list[Markup]:
        """A part of a page, the reader's language first."""
        codes = sorted(NAMES, key=lambda code: code != self.language(request).code)
        parts = (self._by_language[code].get_template(template).render(values) for code in codes)
        return [Markup(part) for part in parts]  # noqa: S704 - rendered by a template, which has escaped it

    def see(self, path: str) -> RedirectResponse:
        """Sends the browser to another page of ours, so that reloading it repeats nothing."""
        return RedirectResponse(self.address(path), 303)

    def address(self, path: str) -> str:
        """Of a page of ours, as a browser on the desk takes it."""
        return self._base + path

    def ticket_path(self, ticket: Ticket) -> str:
        return f"/t/{self._links.secret(LinkKind.TICKET, ticket.id, ticket.link_generation)}"

    def my_path(self, customer: Customer) -> str:
        return f"/my/{self._links.secret(LinkKind.DESK, customer.id, customer.link_generation)}"

    @property
    def cookie_path(self) -> str:
        """Staff's pages begin with /staff and with /admin, and a cookie has one path."""
        return self._base or "/"


async def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


Shown = Annotated[Pages, Depends(_pages)]


def _environment(language: Language, known: dict[str, Any]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        language.gettext, language.ngettext, newstyle=True
    )
    zone = known["company"].zone

    def moment(at: datetime) -> str:
        return language.moment(at, zone)

    environment.filters |= {"moment": moment, "plain": plain, "dialled": dialled, "size": size, "status": status_of}
    environment.filters |= filters(language)
    environment.filters |= {
        "why_ignored": partial(why_ignored, language),
        "escalation_reason": partial(escalation_reason, language),
        "level_name": lambda level: level_name(language, Level(level)),
        "lines": lines_of,
        "verdict": partial(verdict, language),
        "day": language.day,
        "short_day": language.short_day,
        "zone": lambda at: language.zone(at, zone),
    }
    environment.globals |= known | {
        "lang": TAGS[language.code],
        "new_key": new_key,
        "Action": Action,
        "languages": NAMES,
        "max_text": MAX_TEXT,
        "max_name": MAX_NAME,
        "max_files": MAX_FILES,
        "max_form": MAX_FORM,
        "max_list": MAX_LIST,
    }
    return environment


def plain(name: str | None) -> str:
    """A name or a title without what would turn the direction of writing or break the line."""
    return " ".join(TURNS.sub("", name or "").split())


def dialled(phone: str) -> str:
    """A phone number for a tel: link, without what follows it to reach an extension."""
    digits = re.split("[^0-9+ ()./-]", phone, maxsplit=1)[0]
    return re.sub("[^0-9+]", "", digits)


def size(count: int) -> str:
    """Bytes as people read them, such as "1.4 MB"."""
    amount = float(count)
    for unit in ("B", "KB", "MB"):
        if amount < 1000:
            return f"{amount:.3g} {unit}"
        amount /= 1000
    return f"{amount:.3g} GB"


@cache
def _version(name: str) -> str:
    """Changes with the file, so that browsers may keep it for ever."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def _accepted(header: str) -> str | None:
    """The first of our languages in an Accept-Language header, by the browser's own order of preference."""
    wanted: list[tuple[float, str]] = []
    for part in header.split(","):
        tag, _, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if quality > 0 and (code := code_of(tag.strip())):
            wanted.append((quality, code))
    return max(wanted, key=lambda one: one[0])[1] if wanted else None
