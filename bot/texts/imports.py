"""Words on lists of people: what came of an import, what is wrong with a line, and how to mend it."""

from bot.imports.faults import Fault, NoList, Unreadable, Wrong
from bot.imports.filing import Report
from bot.languages import Language


def import_fault(language: Language, fault: Fault) -> str:
    """Line, column, what is wrong and the mend."""
    _ = language.gettext
    told = _wrong(language, fault).format(about=fault.about)
    if fault.column is None:
        return _("Line {line}: {told}").format(line=fault.line, told=told)
    return _("Line {line}, {column}: {told}").format(line=fault.line, column=fault.column.value, told=told)


def _wrong(language: Language, fault: Fault) -> str:
    _ = language.gettext
    match fault.wrong:
        case Wrong.EMPTY:
            return _("is empty; write it there.")
        case Wrong.LONG:
            return _("is longer than {about} characters; shorten it.")
        case Wrong.LANGUAGE:
            return _("“{about}” is no language we speak; write zh or en, or leave it empty.")
        case Wrong.PHONE:
            return _("“{about}” is no phone number; correct it, or leave it empty.")
        case Wrong.TELEGRAM:
            return _("“{about}” is no Telegram id; write its digits, or leave it empty.")
        case Wrong.ROUNDED:
            return _("“{about}” was rounded by the spreadsheet; format the column as text and enter it again.")
        case Wrong.REPEATED:
            return _("line {about} has the same; keep one of the two.")
        case Wrong.TAKEN:
            return _("contact {about} has this Telegram id; correct one of the two.")
        case Wrong.JOINED:
            return _("this contact has come as the Telegram user {about}; correct the id, or leave it empty.")
        case Wrong.LINES:
            return _("“{about}” goes over several lines; close the quotation mark, or write it in one line.")
        case Wrong.CELLS:
            return _("there are more cells than headings; put text with a comma into quotation marks.")


def no_list(language: Language, error: NoList) -> str:
    _ = language.gettext
    match error.why:
        case Unreadable.NO_TEXT:
            return _("The file holds no text; save it as CSV.")
        case Unreadable.EMPTY:
            return _("The file is empty; the first line holds the headings.")
        case Unreadable.NO_HEADING:
            return _("The first line has no heading {about}; name the columns reference, name, company …").format(
                about=error.about
            )
        case Unreadable.TWICE:
            return _("Two columns are headed {about}; take one of them out.").format(about=error.about)
        case Unreadable.OPEN:
            return _("A quotation mark in line {about} is never closed; close it, or take it out.").format(
                about=error.about
            )
        case Unreadable.BROKEN:
            return _("The file cannot be read as CSV (line {about}); save it anew.").format(about=error.about)


def import_counts(language: Language, report: Report) -> str:
    return language.gettext(
        "{new} new, {changed} changed, {same} as before, {bad} with faults; {companies} new companies."
    ).format(new=report.new, changed=report.changed, same=report.same, bad=report.bad, companies=report.companies)


def headings_left_out(language: Language, report: Report) -> str:
    return language.gettext("Not read: {columns}.").format(columns=", ".join(report.unknown))


def invitation_words(language: Language, company: str) -> str:
    """On paper, beside the QR code: plain text."""
    return language.gettext(
        "{company} is moving to a new service desk, and we would love to take you along. Scan the code with your phone "
        "and press Start: from then on you can write to us, and follow what becomes of it."
    ).format(company=company)
