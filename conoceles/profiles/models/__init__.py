from conoceles.profiles.models.commitment import Commitment, Petition, Signature
from conoceles.profiles.models.consent import Consent, LegalText
from conoceles.profiles.models.flag import Flag, FlagKind, Print, PrintHash
from conoceles.profiles.models.observation import PERSONAL_GROUNDS, Ground, Observation, Reopening
from conoceles.profiles.models.profile import (
    HANDED_OVER,
    Answer,
    IdentityAnswer,
    Profile,
    ProfileSection,
    Revision,
    State,
    Step,
    Submission,
)
from conoceles.profiles.models.reserve import GroupNotice, ReserveRequest
from conoceles.profiles.models.review import Review

__all__ = [
    "HANDED_OVER",
    "PERSONAL_GROUNDS",
    "Answer",
    "Commitment",
    "Consent",
    "Flag",
    "FlagKind",
    "Ground",
    "GroupNotice",
    "IdentityAnswer",
    "LegalText",
    "Observation",
    "Petition",
    "Print",
    "PrintHash",
    "Profile",
    "ProfileSection",
    "Reopening",
    "ReserveRequest",
    "Review",
    "Revision",
    "Signature",
    "State",
    "Step",
    "Submission",
]
