"""The consent form on paper: made as PDF, and taken back signed."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from conoceles.elections.models import Candidacy
from conoceles.elections.oficio import institute_values
from conoceles.lib import papers, sealed_blobs
from conoceles.lib.paper import CONSENTS, make_pdf
from conoceles.lib.uploads import kept_for_a_moment
from conoceles.profiles import consents, groups
from conoceles.profiles.models import Consent, LegalText, Profile
from conoceles.profiles.workflow import Hand


def consent_form(candidacy: Candidacy, *, blank: bool) -> bytes:
    """Return the form as PDF/UA: with the person's data and what she answered, or blank. Raises consents.NoNotice."""
    texts = consents.current_texts(candidacy.election)
    profile = Profile.objects.filter(candidacy=candidacy).first()
    given = Consent.objects.latest_of(profile) if profile and not blank else {}
    notice = texts[LegalText.Kind.NOTICE_SHORT]
    statements = [
        {
            "title": texts[kind].get_kind_display().removeprefix("consentimiento: ").capitalize(),
            "text": texts[kind].text,
            "number": texts[kind].number,
            "agreement": texts[kind].agreement.number,
            "publication": kind == LegalText.Kind.PUBLICATION,
            "given": {True: "yes", False: "no"}[given[kind].given] if kind in given else "",
        }
        for kind in Consent.STATEMENTS
    ]
    return make_pdf(
        CONSENTS,
        {
            "institute": institute_values(candidacy.election.institute),
            "election": candidacy.election.name,
            "name": "" if blank else candidacy.person.name,
            "what": "" if blank else f"{candidacy.office.name}, {candidacy.ticket.contest.area.name}",
            "party": "" if blank else candidacy.ticket.party.name,
            "notice": notice.text,
            "mailbox": candidacy.election.institute.consents_email or candidacy.election.institute.email,
            "notice_version": f"{notice.number}, acuerdo {notice.agreement.number}",
            "statements": statements,
            "groups": groups.sentence(candidacy, candidacy.affirmative_actions)
            if candidacy.affirmative_actions and not blank
            else groups.general(candidacy.election),
        },
    )


def receive_scan(
    profile: Profile, upload: "UploadedFile[Any]", answers: dict[str, bool], hand: Hand, signed_on: date
) -> None:
    """Keep a signed form, made anew and, sealed, as it was received; record what it answers to the version of each
    statement on the day of the signature.

    Raises lib.limited.BadFile, and consents.NoNotice when there was no statement to sign on that day or the person
    has said otherwise since.
    """
    texts = consents.texts_of_day(profile.candidacy.election, signed_on)
    said = {texts[kind]: given for kind, given in answers.items()}
    consents.refuse_late_paper(profile, said, signed_on)
    papers.refuse_large(upload)
    with kept_for_a_moment(upload) as source:
        content = source.read_bytes()
        kept = papers.remade(source)
    received = sealed_blobs.keep(content)
    consents.answer(profile, said, hand, scan=kept, received=received, signed_on=signed_on)
