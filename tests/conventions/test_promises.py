"""What our texts promise, each beside the test that sees it done: none promises what nothing does."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
# How a text promises something of the future, or that something never happens.
PROMISING = re.compile(
    r"le avisaremos|se le avisa|se borran?\b|se suprimen?\b|se conservan?\b|se publicará|deja de servir|dejan de"
    r"|nunca se public|no se publica|no se guarda|se enviará|se tira\b|se elimina|se destruye",
    re.IGNORECASE,
)
# (words of the text, where it is seen to be so).
KEPT = (
    ("Le avisaremos si hay algo que corregir", "profiles/test_effects.py::test_what_a_step_writes"),
    (
        "calendario; le avisaremos",
        "mail/test_mailbox.py::test_a_message_is_read_in_the_mailbox_and_marked_by_its_reader",
    ),
    (
        "como se publicará",
        "review/test_deciding.py::test_what_is_approved_in_the_campaign_is_public_at_once_with_its_files",
    ),
    ("no se publica nada de su identidad", "profiles/test_identity.py::test_the_rule_of_consent_and_reserve"),
    (
        "reserva: no se publica",
        "profiles/test_groups.py::test_she_asks_for_the_reserve_on_her_own_page_and_nobody_else_can",
    ),
    (
        "Reserva: no se publica",
        "profiles/test_groups.py::test_she_asks_for_the_reserve_on_her_own_page_and_nobody_else_can",
    ),
    (
        "no se publica mientras se resuelve",
        "profiles/test_groups.py::test_nothing_is_shown_before_she_is_told_and_her_term_is_over",
    ),
    (
        "no se publica hasta que reciba",
        "profiles/test_groups.py::test_nothing_is_shown_before_she_is_told_and_her_term_is_over",
    ),
    ("no se publica antes del", "profiles/test_groups.py::test_a_letter_tells_from_the_day_it_was_received"),
    ("no se publican respuestas nuevas", "review/test_deciding.py::test_in_the_silence_nothing_new_is_published"),
    (
        "a cada una se le avisa hoy",
        "review/test_copies.py::test_the_chosen_are_observed_in_one_act_and_only_in_that_section",
    ),
    ("después se borra.", "elections/test_accounts.py::test_the_paper_of_a_job_is_its_askers_for_a_day"),
    (
        "se publicará al iniciar",
        "review/test_deciding.py::test_before_the_publication_start_what_is_approved_waits_and_is_published_with_the_rest",
    ),
    (
        "Se publicará cuando",
        "review/test_deciding.py::test_what_is_approved_in_the_campaign_is_public_at_once_with_its_files",
    ),
    (
        "Se publicará sola",
        "config/test_tick.py::test_an_election_becomes_public_by_itself_on_its_day_with_what_is_approved",
    ),
    ("se publica ni se conserva", "capture/test_help.py::test_a_candidate_practises_and_keeps_her_own_page"),
    ("se borra de todas las versiones", "review/test_deciding.py::test_personal_data_is_redacted_from_every_edition"),
    ("se borra de todas sus versiones", "review/test_pages.py::test_what_a_list_answered_is_taken_off_for_good"),
    ("después se borran", "config/test_backup.py::test_old_backups_go_with_the_files_that_none_other_names"),
    (
        "se enviará otra vez en unos segundos",
        "lib/test_turns.py::test_an_account_that_sends_many_at_once_is_told_at_once",
    ),
    (
        "Ahora no se guarda",
        "config/test_systems_screen.py::test_read_only_saves_nothing_and_shows_again_what_was_sent",
    ),
    ("en cuanto se suprime", "review/test_deciding.py::test_personal_data_is_redacted_from_every_edition"),
    ("deja de leerse", "ledger/test_erasing.py::test_its_public_file_is_gone_at_once_and_what_others_name_stays"),
    (
        "se conservan cifrados y aparte",
        "profiles/test_saving.py::test_confidential_answers_are_kept_sealed_and_apart",
    ),
    (
        "no se envía por correo y deja de servir",
        "elections/test_first_visit.py::test_the_code_makes_the_coordination_of_the_installation_once",
    ),
    ("Se borran las", "lists/test_undo.py::test_an_import_is_taken_back_whole_and_can_be_written_again"),
    ("Solo se borra lo que", "lists/test_undo.py::test_a_row_is_deleted_with_its_reason_and_what_only_it_used"),
    (
        "marcado en las variables que sigan se conserva",
        "lists/test_questionnaire.py::test_the_method_is_changed_as_a_table_and_what_was_marked_stays",
    ),
    (
        "las que quite dejan de contar",
        "lists/test_questionnaire.py::test_a_variable_that_is_taken_out_no_longer_counts",
    ),
    ("de este formato: se conserva", "lists/test_formats.py::test_what_a_page_does_not_show_of_a_format_stays"),
    (
        "Ya no se conserva una lista",
        "lists/test_screens.py::test_lists_that_were_sent_are_forgotten_after_a_week_and_their_files_are_kept_until_then",
    ),
    # It refers to the institute's own catalogue, and the system says no day.
    ("cuándo se suprimen lo dice el catálogo", ""),
    ("recibir avisos; no se publica", "conventions/test_promises.py::test_no_address_of_an_account_is_public"),
    ("se enviará solo", "browser/test_capture.py::test_nothing_is_lost_offline_in_two_tabs_or_after_the_session"),
    ("página y se enviará", "browser/test_capture.py::test_nothing_is_lost_offline_in_two_tabs_or_after_the_session"),
    (
        "su contraseña deja de servir",
        "elections/test_two_people.py::test_a_letter_for_an_account_in_use_ends_the_old_access_when_it_is_released",
    ),
)


def texts():
    for suffix in ("html", "toml", "txt", "typ", "js"):
        yield from (ROOT / "conoceles").rglob(f"*.{suffix}")


def sentences(path):
    """Yield every promise of a text with the words around it."""
    text = re.sub(r"\{%.*?%\}|\{#.*?#\}|<[^>]+>", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = " ".join(text.split())
    for match in PROMISING.finditer(text):
        yield text[max(0, match.start() - 60) : match.end() + 60]


def test_every_promise_is_one_that_a_test_sees_kept():
    said = [(path, words) for path in texts() for words in sentences(path)]
    unknown = [
        f"{path.relative_to(ROOT)}: …{words}…" for path, words in said if not any(one in words for one, _ in KEPT)
    ]
    assert unknown == [] and len(said) > 15


@pytest.mark.parametrize(("words", "where"), KEPT)
def test_the_test_of_each_promise_exists(words, where):
    path, _, name = where.partition("::")
    if path:
        assert f"def {name}" in (ROOT / "tests" / path).read_text(encoding="utf-8")


def test_no_address_of_an_account_is_public(capture):
    from conoceles.accounts import addresses
    from conoceles.ledger.models import Body

    client = capture.account("candidate", "Ana Peña", candidacy=capture.ana)
    addresses.confirm(client.user, "privada@ejemplo.mx")
    capture.publish()
    assert Body.objects.exists() and not Body.objects.filter(document__contains="privada@").exists()
