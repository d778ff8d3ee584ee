from conoceles.elections.models.area import Area, DistrictPlan, Section
from conoceles.elections.models.candidacy import Candidacy, FormerSlug, Person
from conoceles.elections.models.contest import Contest, Party, Ticket
from conoceles.elections.models.election import Election, KeyDate
from conoceles.elections.models.explanation import Explanation
from conoceles.elections.models.grant import Extension, Grant, Role, Seen
from conoceles.elections.models.institute import Agreement, Institute, Unit
from conoceles.elections.models.job import Job
from conoceles.elections.models.office import OFFICE_KINDS, SEVERAL, Office
from conoceles.elections.models.prepared import Prepared
from conoceles.elections.models.recording import Recording
from conoceles.elections.models.release import Release
from conoceles.elections.models.text import CheckedLink, PageText, TextVersion
from conoceles.elections.models.topic import Topic

__all__ = [
    "OFFICE_KINDS",
    "SEVERAL",
    "Agreement",
    "Area",
    "Candidacy",
    "CheckedLink",
    "Contest",
    "DistrictPlan",
    "Election",
    "Explanation",
    "Extension",
    "FormerSlug",
    "Grant",
    "Institute",
    "Job",
    "KeyDate",
    "Office",
    "PageText",
    "Party",
    "Person",
    "Prepared",
    "Recording",
    "Release",
    "Role",
    "Section",
    "Seen",
    "TextVersion",
    "Ticket",
    "Topic",
    "Unit",
]
