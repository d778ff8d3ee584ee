"""Reading what was submitted: plain, or sealed where the questionnaire is confidential."""

import json

from conoceles.lib.sealing import unseal
from conoceles.profiles.models import Submission


def read(submission: Submission) -> dict[str, object]:
    """Return {question: value} of what was submitted; opens what is sealed."""
    content = submission.content
    if submission.sealed:
        content = unseal(content, f"submission {submission.section_id}")
    found: dict[str, object] = json.loads(content)
    return found
