"""Words about proposals, which wait for a second admin."""

from datetime import tzinfo

from bot.languages import Language
from bot.proposals import LIFETIME, Proposal
from bot.texts.tickets import isolate
from bot.texts.wishes import ask_wish, heading_of
from bot.weighed import Weighed


def proposal_asked(language: Language, proposal: Proposal, weighed: Weighed, zone: tzinfo) -> str:
    _ = language.gettext
    head = _("{name} proposes, and asks a second admin to confirm:").format(name=isolate(proposal.by_name))
    asked = ask_wish(language, weighed, proposal.reason, zone, second=False)
    ends = _("Without an answer it lapses on {moment}.").format(moment=language.moment(proposal.expires_at, zone))
    return f"{head}\n{asked}\n{ends}"


def confirm_proposal(language: Language) -> str:
    return language.gettext("Confirm")


def decline_proposal(language: Language) -> str:
    return language.gettext("Decline")


def proposal_made(language: Language) -> str:
    text = language.ngettext(
        "Proposed: the other admins have been asked. It holds once one of them confirms it within {hours} hour.",
        "Proposed: the other admins have been asked. It holds once one of them confirms it within {hours} hours.",
        hours := LIFETIME.seconds // 3600 + LIFETIME.days * 24,
    )
    return text.format(hours=hours)


def proposal_settled(language: Language, proposal: Proposal, name: str) -> str:
    _ = language.gettext
    said = _("{name} confirmed your proposal.") if proposal.accepted else _("{name} declined your proposal.")
    return said.format(name=isolate(name))


def proposal_lapsed(language: Language, proposal: Proposal) -> str:
    _ = language.gettext
    lines = [
        _("Nobody confirmed your proposal in time, so it has lapsed and nothing is changed:"),
        f"<b>{heading_of(language, proposal.wish.act, '')}</b>",
        _("Reason: {reason}").format(reason=isolate(proposal.reason)),
    ]
    return "\n".join(lines)


def proposal_declined(language: Language) -> str:
    return language.gettext("Declined: nothing is changed.")


def own_proposal(language: Language) -> str:
    return language.gettext("This is your own proposal: another admin confirms it.")


def proposal_over(language: Language) -> str:
    return language.gettext("This proposal is settled already, or has lapsed.")
