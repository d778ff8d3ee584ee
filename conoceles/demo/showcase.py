"""What few candidacies send, so that the demonstration has it: a video with its words, and identity answers made
public."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import SimpleUploadedFile

from conoceles.elections.models import Candidacy
from conoceles.lib import blobs
from conoceles.lib.rewriting import ffmpeg
from conoceles.profiles.files import receive
from conoceles.profiles.models import Profile
from conoceles.profiles.saving import save
from conoceles.profiles.workflow import Hand
from conoceles.questionnaires.asked import asked_in
from conoceles.questionnaires.questionnaire import IDENTITY, Questionnaire
from conoceles.questionnaires.values import Value

SECONDS = 8
WORDS = """1
00:00:00,000 --> 00:00:04,000
Este video es de una persona inventada: no tiene voz, pero sí subtítulos.

2
00:00:04,000 --> 00:00:08,000
Así se lee en el sitio lo que dice cada candidatura."""


def film(asked: Questionnaire, portrait: Value) -> dict[str, Value]:
    """Return {question: value} of a silent film of a drawn portrait, with its words; {} on a machine without ffmpeg."""
    if not ffmpeg.available():
        return {}
    with TemporaryDirectory() as name:
        path = Path(name) / "film.mp4"
        picture = blobs.where(portrait["original"], blobs.PRIVATE)
        command = [
            "ffmpeg",
            "-nostdin",
            "-v",
            "error",
            "-loop",
            "1",
            "-i",
            str(picture),
            "-f",
            "lavfi",
            "-i",
            "anullsrc",
            "-t",
            str(SECONDS),
            "-vf",
            "scale=-2:360,pad=640:360:(ow-iw)/2:0:#d7e0dd",
            "-r",
            "10",
            "-c:v",
            "libx264",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
            str(path),
        ]
        subprocess.run(command, check=True, timeout=60)
        sent = SimpleUploadedFile("film.mp4", path.read_bytes(), "video/mp4")
        return {"video": receive(asked.questions["video"], sent), "video_text": WORDS}


def answer_identity(profile: Profile, candidacy: Candidacy, group: str, hand: Hand) -> None:
    """Answer «sí» to belonging to a group, «no» to the others, and nothing of income or origin."""
    asked = asked_in(candidacy.election, IDENTITY)
    for key, question in asked.questions.items():
        if not question.required or question.condition:
            continue
        value = {"yes_no": "yes" if key == group else "no"}.get(question.type) or next(
            reversed(question.choices), "Respuesta inventada"
        )
        save(
            profile,
            question,
            value,
            version=0,
            asked=asked,
            candidacy=candidacy,
            hand=hand,
            confidential=True,
        )
