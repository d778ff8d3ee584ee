from conoceles.profiles.models.consent import Consent, LegalText
from conoceles.profiles.models.help import BulkUpload, HelpInvitation, HelpRequest, Notice
from conoceles.profiles.models.profile import (
    Answer,
    ElectionQuestionnaire,
    IdentityAnswer,
    Profile,
    ProfileSection,
    Revision,
    State,
    Step,
    Submission,
)

__all__ = [
    "Answer", "BulkUpload", "Consent", "ElectionQuestionnaire", "HelpInvitation", "HelpRequest", "IdentityAnswer", "LegalText", "Notice",
    "Profile", "ProfileSection", "Revision", "State", "Step", "Submission",
]  # fmt: skip
