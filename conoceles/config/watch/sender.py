"""The sender of mails as other mail servers judge it: what DNS says of its domain (SPF, RFC 7208; DKIM, RFC 6376;
DMARC, RFC 7489)."""

from collections.abc import Iterator
from email.utils import parseaddr

import dns.exception
import dns.resolver
from django.conf import settings

from conoceles.config.watch.facts import Fact, State
from conoceles.lib.outbox import leaves

# Seconds that all questions may take together, nearly.
PATIENCE = 3.0
# Names under which keys are often kept; the sender's may be another.
SELECTORS = ("default", "mail", "dkim", "selector1", "selector2", "google", "k1", "s1")


def sender() -> Fact | None:
    """Say whether DNS names who may send in our name, as far as it tells; None where no mail leaves by a server."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    if not leaves() or "." not in domain:
        return None
    try:
        wrong = list(_wrong(domain))
    except (dns.exception.DNSException, OSError):
        return Fact("sender", "Remitente", State.WELL, f"El DNS no contestó por {domain}: no se pudo comprobar.")
    if not wrong:
        return Fact("sender", "Remitente", State.WELL, f"{domain} dice quién puede enviar en su nombre.")
    return Fact(
        "sender",
        "Remitente",
        State.ATTENTION,
        " ".join(wrong) + " Muchos correos pueden acabar como no deseados.",
        f"Pida a quien administra el DNS de {domain} que lo añada, con lo que diga quien da el correo.",
    )


def _wrong(domain: str) -> Iterator[str]:
    """Yield a Spanish sentence for each thing that DNS lacks of a domain."""
    rules = [text for text in _texts(domain) if text.lower().split()[:1] == ["v=spf1"]]
    if not rules:
        yield f"{domain} no tiene SPF: nada dice qué servidores envían en su nombre."
    elif len(rules) > 1:
        yield f"{domain} tiene {len(rules)} reglas SPF, y solo puede tener una: quien recibe no hace caso de ninguna."
    elif {"+all", "all"} & set(rules[0].lower().split()):
        yield f"El SPF de {domain} termina en «all»: deja que cualquiera envíe en su nombre."
    # Keys are under names that only who signs knows; but where there is none at all, nothing is below this one.
    if not _exists(f"_domainkey.{domain}") and not any(_texts(f"{one}._domainkey.{domain}") for one in SELECTORS):
        yield f"{domain} no tiene llave DKIM: sus correos no van firmados."
    if not [text for text in _texts(f"_dmarc.{domain}") if text.lower().startswith("v=dmarc1")]:
        yield f"{domain} no tiene DMARC: nada dice qué hacer con lo que otros envíen en su nombre."


def _texts(name: str) -> list[str]:
    """Return the TXT records of a name; [] for a name that has none."""
    try:
        answer = _resolver().resolve(name, "TXT", lifetime=PATIENCE)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    return [b"".join(one.strings).decode("ascii", "replace") for one in answer]


def _exists(name: str) -> bool:
    """Return whether a name, or any below it, is in DNS."""
    try:
        _resolver().resolve(name, "TXT", lifetime=PATIENCE)
    except dns.resolver.NXDOMAIN:
        return False
    except dns.resolver.NoAnswer:
        return True
    return True


def _resolver() -> dns.resolver.Resolver:
    return dns.resolver.get_default_resolver()
