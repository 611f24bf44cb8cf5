"""A form of a page, read as a browser reads it: where it goes, and what stands in its fields."""

from html.parser import HTMLParser


class Form(HTMLParser):
    """The first form of a page. Radio buttons that nobody chose are in `choices` alone."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.choices: dict[str, list[str]] = {}
        self._forms = 0
        self._open = False
        self._area: str | None = None
        self.feed(page)
        assert self._forms, f"there is no form in:\n{page}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._forms += 1
            self._open = self._forms == 1
            if self._open:
                self.action = given.get("action", "")
        elif not self._open or "name" not in given:
            return
        elif tag == "textarea":
            self._area = given["name"]
            self.fields[self._area] = ""
        elif given.get("type") == "radio" and "checked" not in given:
            self.choices.setdefault(given["name"], []).append(given["value"])
        elif tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.fields[given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            # The newline right after the tag is the page's, not the text's.
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = None
        elif tag == "form":
            self._open = False
