"""What happens in chats sooner or later, and the tests that show what comes of it."""

import ast
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PLACES = "handlers/test_places.py"
"""These run in a private chat, an account of staff's, a basic group, a supergroup and a topic; so do the next."""
MATTERS = "handlers/test_places_matters.py"

CASES: dict[str, list[str]] = {
    "an album comes as one update for each picture, the last perhaps hours later": [
        f"{PLACES}::test_an_album_is_one_ticket_and_a_late_picture_joins_it",
        f"{PLACES}::test_albums_of_two_people_are_two_tickets",
        "bot/test_conversion.py::test_a_straggler_of_an_album_joins_it_in_silence_however_late",
        "bot/test_downloads.py::test_every_part_of_an_album_is_fetched",
    ],
    "one thought is written in five messages, or split by Telegram": [
        f"{PLACES}::test_one_thought_in_five_messages_is_one_ticket_though_the_program_restarts",
        f"{PLACES}::test_a_text_that_telegram_splits_is_one_ticket_with_all_of_it",
        "handlers/test_bursts.py::test_the_longest_wait_ends_a_burst_that_never_pauses",
        "handlers/test_bursts.py::test_two_customers_of_a_group_have_bursts_of_their_own",
        "bot/test_conversion.py::test_a_burst_goes_on_while_it_is_quick_and_not_too_long",
    ],
    "two messages race to open a ticket": [
        f"{PLACES}::test_two_messages_at_once_open_one_ticket",
        "bot/test_intake.py::test_is_kept_within_a_chat_however_slow_the_first_is",
        "bot/storage/test_entries.py::test_the_same_chat_message_becomes_an_entry_once",
    ],
    "an update comes twice, or the program ends between the ticket and its confirmation": [
        f"{PLACES}::test_what_comes_twice_or_is_handled_twice_is_one_ticket_and_one_card",
        f"{PLACES}::test_a_greeting_and_its_matter_that_are_handled_twice_count_as_before",
        "handlers/test_messages.py::test_the_same_update_twice_is_one_ticket",
        "bot/test_intake.py::test_the_same_update_twice_is_handled_once",
        "journey/test_kill.py::test_a_program_that_is_killed_over_and_over_loses_and_doubles_nothing",
    ],
    "a message is edited before its ticket is confirmed, after it, and when all is resolved": [
        f"{PLACES}::test_an_edit_replaces_before_the_card_and_stands_beside_after_it_resolved_or_not",
        "handlers/test_bursts.py::test_a_file_put_in_the_place_of_another_is_fetched_too",
    ],
    "thanks after resolving, or thanks but still broken, or words of which nobody can tell": [
        f"{PLACES}::test_thanks_do_not_reopen_and_still_broken_does",
        f"{PLACES}::test_where_unsure_after_resolving_one_tap_decides",
        f"{PLACES}::test_after_the_time_to_reopen_an_answer_is_a_ticket_that_follows",
        "bot/test_recognition.py::test_no_matter_is_ever_taken_for_small_talk",
    ],
    "a greeting and nothing else": [
        f"{PLACES}::test_a_greeting_alone_is_answered_and_becomes_the_first_line_of_the_matter",
        "handlers/test_bursts.py::test_a_greeting_is_answered_only_when_no_matter_follows",
    ],
    "a customer has several open tickets": [
        f"{MATTERS}::test_a_quote_leads_to_its_ticket_and_other_words_to_the_latest",
        f"{MATTERS}::test_unclear_words_find_their_ticket_by_one_tap",
        "handlers/test_messages.py::test_another_person_s_quote_in_a_group_does_not_add_to_it",
        "handlers/test_smalltalk.py::test_after_an_hour_a_message_is_a_new_ticket",
    ],
    "one issue turns out to be two, or two to be one": [
        f"{MATTERS}::test_what_went_to_the_wrong_ticket_is_split_off_by_its_writer_alone",
        "handlers/test_cards.py::test_it_belongs_to_an_earlier_one",
        "handlers/test_cards.py::test_forged_presses_of_other_customers_change_nothing",
        "desk/test_regrouping.py::test_two_issues_become_one",
        "desk/test_regrouping.py::test_a_message_becomes_an_issue_of_its_own_confirmed_where_it_was_written",
    ],
    "a message without words: files, voices, places, polls; a file that is too big for a bot": [
        f"{MATTERS}::test_everything_that_people_send_is_a_ticket_with_a_title",
        f"{MATTERS}::test_a_file_of_more_than_20_mb_is_named_and_asked_for_on_the_desk",
        "bot/test_oversize.py::test_an_album_of_files_that_are_too_big_gets_one_answer",
    ],
    "forwarded words of somebody hidden, anonymous admins, posts of a channel, other bots": [
        f"{MATTERS}::test_what_is_forwarded_belongs_to_whoever_forwards_it",
        f"{MATTERS}::test_anonymous_admins_channels_and_bots_are_no_customers",
        "handlers/test_messages.py::test_who_is_no_person_is_ignored",
    ],
    "a group becomes a supergroup under another id": [
        "handlers/test_channels.py::test_a_group_that_becomes_a_supergroup_goes_on_under_its_new_id",
        "handlers/test_channels.py::test_an_upgrade_that_is_told_twice_loses_no_channel",
        "handlers/test_refusals.py::test_a_group_that_is_upgraded_while_it_is_answered_goes_on_under_its_new_id",
        "broadcasts/test_sender.py::test_a_group_that_is_upgraded_in_the_middle_gets_it_under_its_new_id_once",
        "broadcasts/test_sender.py::test_an_upgraded_group_that_is_known_under_both_ids_does_not_get_it_twice",
        "bot/storage/test_chats.py::test_an_upgraded_group_takes_with_it_what_is_still_to_come",
        "bot/test_closing.py::test_a_group_that_was_upgraded_unnoticed_is_closed_under_its_new_id",
    ],
    "commands, presses, notes of Telegram's and our own announcements, and a real answer to one": [
        f"{MATTERS}::test_commands_presses_and_what_telegram_notes_are_no_tickets",
        f"{MATTERS}::test_an_announcement_is_no_ticket_and_an_answer_to_it_is_one",
        "handlers/test_messages.py::test_what_telegram_notes_about_a_chat_is_no_ticket",
        "handlers/test_messages.py::test_unknown_commands_are_no_tickets_and_words_with_a_slash_are",
    ],
    "content of a kind that nobody knows yet": [
        f"{MATTERS}::test_content_that_nobody_knows_yet_is_kept_and_holds_up_nothing",
        "bot/test_app.py::test_an_update_of_a_kind_that_nobody_knows_yet_is_kept_and_holds_up_nothing",
        "bot/test_app.py::test_what_cannot_be_handled_is_told_to_the_company_and_kept_out_of_the_log",
        "bot/test_intake_trouble.py::test_what_cannot_be_decoded_is_dead_at_once",
    ],
    "the last words of the last day, still waiting for quiet at the deadline": [
        f"{MATTERS}::test_what_is_written_in_the_last_seconds_counts_though_its_card_waits",
        "handlers/test_messages.py::test_a_message_of_the_last_second_is_a_ticket_though_handled_later",
        "journey/test_journey.py::test_past_the_deadline_chat_is_closed_and_a_holdouts_words_wait_on_the_desk",
    ],
    "staff resolve a ticket, or its customer does": [
        "desk/test_staff_ticket.py::test_resolving_and_reopening",
        "handlers/test_cards.py::test_it_is_solved_and_not_solved_yet",
        "handlers/test_cards.py::test_it_is_edited_in_place_with_owner_and_promised_time",
    ],
    "a file's name is in any script, or means harm": [
        "handlers/test_reading.py::test_a_file_is_stored_as_telegram_holds_it_and_its_name_as_data",
        "bot/test_downloads.py::test_a_file_is_fetched_and_kept_under_a_name_of_ours",
        "desk/test_files.py::test_a_file_is_saved_under_a_name_that_misleads_nobody",
        "desk/test_files.py::test_an_old_client_gets_the_name_in_ascii",
        "desk/test_uploads.py::test_files_of_an_answer_are_kept_with_it_under_names_of_ours",
    ],
}


@pytest.mark.parametrize("case", CASES)
def test_every_case_has_tests_that_are_still_there(case: str) -> None:
    named = [name.partition("::") for name in CASES[case]]
    assert named
    assert [f"{file}::{name}" for file, _, name in named if name not in _tests_in(file)] == []


@cache
def _tests_in(file: str) -> frozenset[str]:
    """The names of a file's tests; of a file that is gone, none."""
    path = HERE / file
    tree = ast.parse(path.read_text("utf-8")) if path.exists() else ast.Module([], [])
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(function.name for function in functions)
