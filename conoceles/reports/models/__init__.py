from conoceles.reports.models.activity import (
    Activity,
    Ally,
    Attendance,
    Feedback,
    Meeting,
    PlannedActivity,
)
from conoceles.reports.models.comparison import Comparison
from conoceles.reports.models.correspondence import Correspondence
from conoceles.reports.models.deliverable import Deliverable, DeliverableRule
from conoceles.reports.models.issued import DocumentTemplate, Issued
from conoceles.reports.models.notice import DayTally, IdentityCut, IdentityNote, Notice
from conoceles.reports.models.visits import DayVisits

__all__ = [
    "Activity",
    "Ally",
    "Attendance",
    "Comparison",
    "Correspondence",
    "DayTally",
    "DayVisits",
    "Deliverable",
    "DeliverableRule",
    "DocumentTemplate",
    "Feedback",
    "IdentityCut",
    "IdentityNote",
    "Issued",
    "Meeting",
    "Notice",
    "PlannedActivity",
]
