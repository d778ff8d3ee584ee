"""Mail without a server for it: files that nobody else reads, and words that do not say «enviado»."""

from django.core.mail import EmailMessage, get_connection

from conoceles.lib import outbox


def test_mails_are_files_of_the_programs_own_user(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    backend = get_connection(outbox.BACKEND)
    assert backend.send_messages([EmailMessage("Asunto", "El código es 1234", to=["ana@ejemplo.mx"])] * 2) == 2
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600 and (tmp_path / "outbox").stat().st_mode & 0o777 == 0o700
    assert file.read_text().count("1234") == 2


def test_nothing_says_that_it_was_sent_where_nothing_leaves(settings):
    settings.EMAIL_BACKEND = outbox.BACKEND
    assert outbox.told("Enviado.", "Escrito.").startswith("Escrito. No hay servidor de correo: queda en la carpeta")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert outbox.leaves() and outbox.told("Enviado.", "Escrito.") == "Enviado."
