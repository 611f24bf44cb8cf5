"""Words about how far the move is: the stages of the funnel, and the forecast."""

from datetime import datetime, tzinfo

from bot.charts import Chart, Series, Shape, Tone
from bot.funnel import LOOKED_BACK, Forecast, FunnelDay, Reach
from bot.languages import Language
from bot.reports import share
from bot.transition import Transition


def reach_name(language: Language, reach: Reach) -> str:
    _ = language.gettext
    return {
        Reach.NEVER: _("Never reached"),
        Reach.BLOCKED: _("Blocked the bot"),
        Reach.REACHED: _("Reached, no more yet"),
        Reach.OPENED: _("Opened the link"),
        Reach.FILED: _("Files in chat only"),
        Reach.MOVED: _("Has moved"),
    }[reach]


def stage_names(language: Language) -> dict[str, str]:
    """By the fields of a `FunnelDay`, in the funnel's order; below it who has not moved."""
    _ = language.gettext
    return {
        "known": _("Known to us"),
        "reached": _("Reached in chat"),
        "opened": _("Opened their link"),
        "filed": _("Filed themselves"),
        "migrated": _("Have moved"),
        "holdouts": _("Not moved yet"),
        "blocked": _("Bot blocked"),
    }


def flow_names(language: Language) -> dict[str, str]:
    """What a day brought, by the fields of a `FunnelDay`."""
    _ = language.gettext
    return {
        "chat_messages": _("Messages in chat"),
        "desk_messages": _("Messages on the desk"),
        "chat_issues": _("Issues from chat"),
        "desk_issues": _("Issues from the desk"),
    }


def forecast_words(
    language: Language, today: FunnelDay, forecast: Forecast | None, transition: Transition, now: datetime, zone: tzinfo
) -> str:
    _ = language.gettext
    deadline = language.moment(transition.window.deadline, zone)
    if now >= transition.window.deadline:
        return _("The deadline was {deadline}. Not moved so far: {remaining}.").format(
            deadline=deadline, remaining=f"{today.holdouts:,}"
        )
    if today.holdouts == 0 and today.known:
        return _("Everybody has moved. The deadline is {deadline}.").format(deadline=deadline)
    if forecast is None:
        return _(
            "How many will not have moved at the deadline, {deadline}, "
            "can be said once three days have passed since the launch."
        ).format(deadline=deadline)
    return _(
        "If it goes on as in the last {days} days, about {likely} will not have moved at the deadline, {deadline}; "
        "in eight of ten such cases {low} to {high}."
    ).format(
        days=LOOKED_BACK,
        likely=f"{forecast.likely:,}",
        deadline=deadline,
        low=f"{forecast.low:,}",
        high=f"{forecast.high:,}",
    )


def funnel_lines(language: Language, today: FunnelDay, forecast: str) -> str:
    """For a chat. ``forecast`` is what `forecast_words` says."""
    names = stage_names(language)
    lines = [f"<b>{language.gettext('The move')}</b>"]
    for stage in ("known", "reached", "opened", "filed", "migrated", "holdouts"):
        number = getattr(today, stage)
        part = share(number, today.known) if stage != "known" else None
        lines.append(f"{names[stage]}: {number:,}" + (f" ({part:.0%})" if part is not None else ""))
    return "\n".join([*lines, forecast])


def funnel_chart(language: Language, today: FunnelDay) -> Chart:
    names = stage_names(language)
    stages = ("known", "reached", "opened", "filed", "migrated", "holdouts")
    values = [getattr(today, stage) for stage in stages]
    series = Series(language.gettext("People"), Tone.BLUE, values)
    return Chart(Shape.BARS, language.gettext("The move"), [names[stage] for stage in stages], [series])
