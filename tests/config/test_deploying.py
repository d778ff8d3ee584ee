"""The files of a server: complete for one host name and for two, with nothing left to fill in but what is said."""

import re

import pytest
from django.core.management import CommandError, call_command

from conoceles.config import deploying
from conoceles.config.environment import VARIABLES

SITE, WORKSHOP = "conoceles.instituto.mx", "taller.instituto.mx"


def files(*names):
    site, workshop = names[0], names[-1]
    return dict(deploying.written(site, workshop, "sis@instituto.mx", "/datos", backup="/otro/disco"))


@pytest.mark.parametrize("names", [(SITE,), (SITE, WORKSHOP)])
def test_every_value_is_written_and_every_variable_exists(names):
    found = files(*names)
    assert [name for name, text in found.items() if re.search(r"@[A-Z_]+@", text)] == []
    env = found["etc/conoceles/conoceles.env"]
    assert set(re.findall(r"^#?(CONOCELES_[A-Z_]+)=", env, re.MULTILINE)) <= set(VARIABLES)
    assert (
        "CONOCELES_BACKUP=/otro/disco" in env and "-/otro/disco" in found["etc/systemd/system/conoceles-backup.service"]
    )
    assert ("etc/conoceles/publico.env" in found) == (len(names) == 2)


def test_the_public_name_leads_every_address_of_the_workshop_to_it_and_no_other():
    text = files(SITE, WORKSHOP)["etc/nginx/sites-available/conoceles.conf"]
    paths = re.search(r"\^/\(([^)]+)\)", text)[1].split("|")
    assert {"ingresar", "registro", "captura", "revision", "cuenta", "taller"} <= set(paths) and "salud" not in paths
    assert text.count("server {") == 2


def test_what_cannot_be_a_server_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="no es un nombre de host"):
        call_command("deploy_files", str(tmp_path), site="con oceles", mail="a@b.mx")
    with pytest.raises(CommandError, match="Dé un correo"):
        call_command("deploy_files", str(tmp_path), site=SITE, mail="nadie")
    call_command("deploy_files", str(tmp_path), site=SITE, mail="a@b.mx")
    assert (tmp_path / "etc/conoceles/conoceles.env").stat().st_mode & 0o777 == 0o600
