"""Recording an act."""

from collections.abc import Callable
from datetime import date, datetime

from conoceles.audit.models import Record
from conoceles.lib.dates import long_date, moment_in_words
from conoceles.lib.text import figure

# Every act that is recorded, in the words in which it is shown. An act that is not here is refused.
ACTS = {
    "sign-in": "ingresó",
    "sign-out": "salió",
    "sign-in-refused": "falló al ingresar",
    "account-opened": "abrió una cuenta",
    "account-activated": "activó su cuenta",
    "factor-lifted": "quitó un segundo factor perdido",
    "access-ended": "dejó sin efecto la contraseña de una cuenta",
    "account-closed": "cerró una cuenta",
    "credential-issued": "emitió una carta de acceso",
    "credential-delivered": "registró la entrega de una carta",
    "grant-given": "dio un permiso",
    "grant-ended": "retiró un permiso",
    "act-prepared": "preparó un acto de dos personas",
    "act-released": "liberó un acto de dos personas",
    "act-given-up": "desechó un acto preparado",
    "two-people": "cambió qué necesita dos personas",
    "account-changed": "cambió su contraseña o su correo",
    "second-factor": "cambió su segundo factor",
    "register-changed": "corrigió el registro",
    "places-imported": "importó lugares",
    "import-undone": "deshizo una importación",
    "row-deleted": "borró del registro",
    "register-imported": "importó una lista",
    "register-published": "publicó el registro",
    "doubt-settled": "resolvió una duda",
    "questionnaire-published": "publicó una versión del cuestionario",
    "legal-text-published": "publicó un texto de privacidad",
    "consent-given": "respondió un consentimiento",
    "consent-withdrawn": "retiró un consentimiento",
    "consent-scan": "recibió un consentimiento firmado",
    "demo-removed": "quitó la elección de demostración",
    "consent-original": "tomó un consentimiento firmado como se recibió",
    "reserve": "cambió la reserva de identidad",
    "reserve-asked": "pidió la reserva de su identidad",
    "reserve-refused": "no concedió una reserva de identidad",
    "group-told": "avisó de la publicación de una acción afirmativa",
    "group-letter-received": "registró el acuse de un aviso de acción afirmativa",
    "section-submitted": "entregó una sección",
    "section-validated": "dio el visto bueno a una sección",
    "section-returned": "devolvió una sección",
    "section-approved": "validó una sección",
    "section-observed": "observó una sección",
    "section-reopened": "reabrió una sección",
    "section-paused": "puso en pausa una sección",
    "section-resumed": "reanudó una sección",
    "section-lifted": "retiró una observación",
    "section-extended": "dio más plazo para corregir",
    "section-hidden": "quitó del sitio una sección",
    "list-hidden": "quitó del sitio lo que trajo una lista",
    "identity-cut": "hizo un corte de la estadística de identidad",
    "identity-note": "escribió una nota de la estadística de identidad",
    "profiles-published": "publicó lo validado",
    "publication-scheduled": "programó la publicación",
    "reopening-asked": "pidió reabrir una sección",
    "reopening-refused": "negó reabrir una sección",
    "flag-dismissed": "descartó un aviso",
    "replies-changed": "cambió las plantillas de observación",
    "method-changed": "cambió el método cualitativo",
    "rubric-marked": "evaluó con el método cualitativo",
    "movement": "registró un movimiento",
    "contest-movement": "cambió el estado de una contienda",
    "commitment-changed": "cambió el catálogo de compromisos",
    "petition-received": "registró una petición de compromiso",
    "petition-attended": "atendió una petición de compromiso",
    "commitment-signed": "firmó un compromiso",
    "commitment-ended": "retiró su firma de un compromiso",
    "archive-made": "bajó el expediente",
    "file-received": "subió un archivo",
    "file-removed": "quitó un archivo",
    "bulk-applied": "aplicó una hoja de cálculo",
    "exception-given": "dio una prórroga",
    "deliverables-changed": "tomó la plantilla de entregables",
    "deliverables-made": "hizo el calendario de entregables",
    "deliverable-changed": "cambió un entregable",
    "document-issued": "emitió un documento",
    "template-changed": "cambió la plantilla de documentos",
    "everything-taken": "se llevó todo lo de la elección",
    "identity-taken": "se llevó las respuestas de identidad",
    "paper-written": "escribió en actividades, oficios o sesiones",
    "notices-sent": "envió avisos",
    "notice-received": "registró el acuse de un aviso",
    "help-invited": "invitó a la mesa de ayuda",
    "help-entered": "entró a ayudar",
    "help-ended": "terminó la ayuda",
    "help-logged": "registró una atención",
    "guidance-asked": "pidió orientación",
    "guidance-answered": "respondió una orientación",
    "identity-read": "leyó respuestas de identidad",
    "database-accepted": "aceptó una base de datos anterior",
    "site-asked-again": "pidió hacer otra vez el sitio",
    "mails-sent-again": "envió otra vez los correos sin entregar",
    "read-only": "encendió o apagó la solo lectura",
    "maintenance": "encendió o apagó el mantenimiento",
    "sessions-ended": "cerró las sesiones de los demás",
    "restored": "restauró un respaldo",
    "key-parted": "repartió en papel la llave de lo cifrado",
    "guards-missing": "encontró sin guardas la base de datos",
    "clock-confirmed": "confirmó la hora del servidor",
    "deleted-erased": "quitó de la base lo suprimido",
    "keys-rotated": "cambió la llave de cifrado",
    "audit-exported": "exportó la auditoría",
    "text-published": "publicó un texto del sitio",
    "text-withdrawn": "retiró un texto del sitio",
    "appearance-changed": "cambió el aspecto del sitio",
    "practice": "abrió una práctica",
}


# What a detail is called on screen; a name that is not here is shown as it was kept.
DETAILS = {
    "answers": "respuestas",
    "as_role": "función",
    "change": "cambio",
    "channel": "medio",
    "created": "creadas",
    "deleted": "borradas",
    "doubtful": "dudosas",
    "editions": "ediciones",
    "given": "consiente",
    "how": "medio",
    "letters": "cartas",
    "mailed": "correos",
    "most": "puntos",
    "places": "lugares",
    "sections": "secciones",
    "variables": "variables",
    "names": "nombres",
    "notice": "aviso",
    "outcome": "resolución",
    "photos": "fotografías",
    "question": "pregunta",
    "reason": "motivo",
    "refused": "rechazadas",
    "request": "atención",
    "profiles": "perfiles",
    "kind": "clase",
    "flag": "aviso",
    "ground": "motivo",
    "round": "vuelta",
    "rows": "renglones",
    "rules": "renglones",
    "commitment": "compromiso",
    "number": "oficio",
    "undoes": "deshace",
    "of": "de",
    "papers": "papeles firmados",
    "aside": "cuerpos apartados",
    "sheets": "fichas",
    "removed": "renglones",
    "reserved": "reservada",
    "saved": "respuestas",
    "second_factors": "segundos factores",
    "section": "sección",
    "statement": "enunciado",
    "submissions": "entregas",
    "term": "plazo",
    "until": "hasta",
    "updated": "actualizadas",
    "version": "versión",
    "why": "motivo",
}
VALUES = {
    "True": "sí",
    "False": "no",
    "screen": "en pantalla",
    "scan": "en papel",
    "letter": "carta",
    "mail": "correo",
    "phone": "teléfono",
    "in_person": "en persona",
    "treatment": "tratamiento",
    "publication": "publicación",
    "statistics": "estadística",
    "owner": "quién es propietaria",
    "registered": "se registra",
    "box": "buzón",
    "password_changed": "contraseña",
    "password_set": "contraseña",
    "password_reset": "contraseña repuesta",
    "email_changed": "correo",
    "email_confirm": "correo confirmado",
    "email_removed": "correo quitado",
    "totp_activated": "aplicación agregada",
    "totp_deactivated": "aplicación quitada",
    "webauthn_added": "llave agregada",
    "webauthn_removed": "llave quitada",
    "recovery_codes_generated": "códigos de respaldo nuevos",
    "coordination": "coordinación",
    "reviewer": "revisión",
    "equality": "paridad e inclusión",
    "register": "prerrogativas",
    "liaison": "vinculación",
    "communication": "comunicación social",
    "systems": "sistemas",
    "commission": "comisión",
    "help_desk": "mesa de ayuda",
    "party": "partido",
    "candidate": "candidatura",
    "correction": "corrección",
    "substitution": "sustitución",
    "dismissed": "descartada",
    "request": "la pidió",
    "violence": "riesgo de violencia",
    "order": "orden de autoridad",
    "over": "ya no hay motivo",
}


# How the value of a detail is said in an election, by the room that knows it: (value, election) to words.
WORDS: dict[str, Callable[[str, str], str]] = {}


def in_words(detail: dict[str, object], election: str = "") -> str:
    """Return the details of an act of an election as a person reads them: «medio: carta; plazo: 31 de mayo de 2027»."""
    return "; ".join(f"{DETAILS.get(key, key)}: {_of(key, value, election)}" for key, value in detail.items())


def _of(key: str, value: object, election: str) -> str:
    return WORDS[key](value, election) if key in WORDS and isinstance(value, str) else _in_words(value)


def _in_words(value: object) -> str:
    text = str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return figure(value)
    try:
        return moment_in_words(datetime.fromisoformat(text)) if "T" in text else long_date(date.fromisoformat(text))
    except ValueError:
        return VALUES.get(text, text)


def record(act: str, *, by: str = "", role: str = "", election: str = "", thing: str = "", **detail: object) -> Record:
    """Add one act and return its row; call it in the transaction of the act, before the ledger is appended to.

    `by` is the account's user name, `thing` the kind and opaque key of what was acted upon («candidacy 4f7k…»).
    `detail` holds plain values and never what a person answered. Raises KeyError for an act that ACTS does not name.
    """
    ACTS[act]
    return Record.objects.create(by=by, role=role, act=act, election=election, thing=thing, detail=detail)
