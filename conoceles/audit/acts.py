"""Recording an act."""

from conoceles.audit.models import Record

# Every act that is recorded, in the words in which it is shown. An act that is not here is refused.
ACTS = {
    "sign-in": "ingresó",
    "sign-out": "salió",
    "sign-in-refused": "falló al ingresar",
    "account-opened": "abrió una cuenta",
    "account-activated": "activó su cuenta",
    "account-closed": "cerró una cuenta",
    "credential-issued": "emitió una carta de acceso",
    "credential-delivered": "registró la entrega de una carta",
    "grant-given": "dio un permiso",
    "grant-ended": "retiró un permiso",
    "account-changed": "cambió su contraseña o su correo",
    "second-factor": "cambió su segundo factor",
    "register-changed": "corrigió el registro",
    "register-imported": "importó una lista",
    "register-published": "publicó el registro",
    "doubt-settled": "resolvió una duda",
    "questionnaire-published": "publicó una versión del cuestionario",
    "legal-text-published": "publicó un texto de privacidad",
    "consent-given": "respondió un consentimiento",
    "consent-withdrawn": "retiró un consentimiento",
    "consent-scan": "recibió un consentimiento firmado",
    "reserve": "cambió la reserva de identidad",
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
    "profiles-published": "publicó lo validado",
    "publication-scheduled": "programó la publicación",
    "reopening-asked": "pidió reabrir una sección",
    "reopening-refused": "negó reabrir una sección",
    "flag-dismissed": "descartó un aviso",
    "replies-changed": "cambió las plantillas de observación",
    "rubric-marked": "evaluó con el método cualitativo",
    "movement": "registró un movimiento",
    "movement-told": "informó al INE de un movimiento",
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
    "notices-sent": "envió avisos",
    "notice-received": "registró el acuse de un aviso",
    "help-invited": "invitó a la mesa de ayuda",
    "help-entered": "entró a ayudar",
    "help-ended": "terminó la ayuda",
    "help-logged": "registró una atención",
    "guidance-asked": "pidió orientación",
    "guidance-answered": "respondió una orientación",
    "identity-read": "leyó respuestas de identidad",
    "keys-rotated": "cambió la llave de cifrado",
    "audit-exported": "exportó la auditoría",
    "text-published": "publicó un texto del sitio",
    "text-withdrawn": "retiró un texto del sitio",
    "appearance-changed": "cambió el aspecto del sitio",
    "practice": "abrió una práctica",
}


# What a detail is called on screen; a name that is not here is shown as it was kept.
DETAILS = {
    "as_role": "función", "change": "cambio", "channel": "medio", "created": "creadas", "doubtful": "dudosas", "editions": "ediciones",
    "given": "consiente", "how": "medio", "letters": "cartas", "mailed": "correos", "notice": "aviso", "outcome": "resolución",
    "photos": "fotografías", "question": "pregunta", "reason": "motivo", "refused": "rechazadas", "request": "atención",
    "profiles": "perfiles", "kind": "clase", "flag": "aviso", "ground": "motivo", "round": "vuelta", "commitment": "compromiso",
    "number": "oficio", "undoes": "deshace", "of": "de", "sheets": "fichas",
    "reserved": "reservada", "saved": "respuestas", "section": "sección", "statement": "enunciado", "term": "plazo", "until": "hasta",
    "updated": "actualizadas", "version": "versión", "why": "motivo",
}  # fmt: skip
VALUES = {
    "True": "sí", "False": "no", "screen": "en pantalla", "scan": "en papel", "letter": "carta", "mail": "correo", "phone": "teléfono",
    "in_person": "en persona", "treatment": "tratamiento", "publication": "publicación", "statistics": "estadística",
    "owner": "calidad", "correction": "corrección", "substitution": "sustitución", "dismissed": "descartada", "request": "la pidió",
    "violence": "riesgo de violencia", "order": "orden de autoridad", "over": "ya no hay motivo",
}  # fmt: skip


def in_words(detail: dict[str, object]) -> str:
    """Return the details of an act as a person reads them: «sección: proposals; plazo: 2027-05-31»."""
    return "; ".join(f"{DETAILS.get(key, key)}: {VALUES.get(str(value), value)}" for key, value in detail.items())


def record(act: str, *, by: str = "", role: str = "", election: str = "", thing: str = "", **detail: object) -> Record:
    """Add one act and return its row; call it in the transaction of the act, before the ledger is appended to.

    `by` is the account's user name, `thing` the kind and opaque key of what was acted upon («candidacy 4f7k…»). `detail` holds
    plain values and never what a person answered. Raises KeyError for an act that ACTS does not name.
    """
    ACTS[act]
    return Record.objects.create(by=by, role=role, act=act, election=election, thing=thing, detail=detail)
