from conoceles.profiles.models.consent import Consent, LegalText
from conoceles.profiles.models.help import BulkUpload, HelpInvitation, HelpRequest, Notice
from conoceles.profiles.models.mailbox import Delivery, Message
from conoceles.profiles.models.movement import Commitment, Movement, Petition, Signature
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
from conoceles.profiles.models.review import (
    PERSONAL_GROUNDS,
    Flag,
    FlagKind,
    Ground,
    Observation,
    Print,
    PrintHash,
    Reopening,
    ReplyTemplate,
    Review,
    RubricMark,
)

__all__ = [
    "PERSONAL_GROUNDS", "Answer", "BulkUpload", "Commitment", "Consent", "Delivery", "ElectionQuestionnaire", "Flag", "FlagKind", "Ground",
    "HelpInvitation", "HelpRequest", "IdentityAnswer", "LegalText", "Message", "Movement", "Notice", "Observation", "Petition", "Print",
    "PrintHash", "Profile", "ProfileSection", "Reopening", "ReplyTemplate", "Review", "Revision", "RubricMark", "Signature", "State", "Step",
    "Submission",
]  # fmt: skip
