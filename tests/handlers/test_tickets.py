"""/tickets: customers see their own tickets."""

from tests.ferry import ANN, GROUP, STAFF, WANG, Ferry, texts_of


async def test_a_customer_sees_their_own_tickets_newest_first_with_light_and_link(ferry: Ferry) -> None:
    await ferry.hear(ANN, "The site is down")
    ferry.forward(minutes=1)
    await ferry.hear(ANN, "My invoice is wrong", chat=GROUP)
    await ferry.hear(WANG, "域名问题")
    links = ferry.app.links
    [told] = texts_of(await ferry.hear(ANN, "/tickets"))
    assert told.splitlines() == [
        "Your latest issues:",
        "⚪ #2 \u2068My invoice is wrong\u2069",
        links.ticket(2, 0),
        "⚪ #1 \u2068The site is down\u2069",
        links.ticket(1, 0),
        "",
        "All of them, and the form for a new one:",
        links.desk(ANN, 0),
    ]


async def test_without_tickets_the_form_is_offered(ferry: Ferry) -> None:
    [told] = texts_of(await ferry.hear(ANN, "/tickets"))
    assert told.startswith("You have no issues yet.")
    assert told.endswith(ferry.app.links.desk(ANN, 0))


async def test_in_a_group_the_list_with_its_personal_links_is_refused(ferry: Ferry) -> None:
    [told] = await ferry.hear(ANN, "/tickets", chat=GROUP)
    assert told["text"] == "Please send me this command in a private chat."
    assert told["reply_to_message"]["text"] == "/tickets"


async def test_staff_have_no_tickets_of_their_own(ferry: Ferry) -> None:
    [told] = texts_of(await ferry.hear(STAFF, "/tickets"))
    assert told.startswith("You are staff here")
