"""What is asked of the pages answered on request, over HTTP: results, suggestions, comparisons, the API."""

import http.client
import statistics
import time
import urllib.parse
from pathlib import Path
from random import Random

from django.conf import settings
from django.utils import timezone

from bench.scenery import SLUG
from bench.serving import granian, wrk
from bench.words import people
from conoceles.elections.models import Candidacy
from conoceles.ledger.reading import since
from conoceles.lib.text import fold
from conoceles.site.build.builder import Builder
from conoceles.site.search.reading import store

Numbers = dict[str, float]
# Asked one after another by wrk, each client from its own place in the list.
SCRIPT = """
local paths, at = {}, 0
for line in io.lines("%s") do paths[#paths + 1] = line end
function setup(thread) thread:set("first", math.random(#paths)) end
function request()
  at = at + 1
  return wrk.format("GET", paths[(first + at) %% #paths + 1])
end
"""
# What people look for in what was written.
WORDS = ("agua", "salud", "empleo", "seguridad", "campo", "escuelas", "mujeres", "transporte", "parques", "calles")


def index_only(size: int) -> Numbers:
    """Make the search index and its cards without rendering pages; return candidacies indexed per second."""
    builder = Builder()
    builder.assets.collect()
    builder.state.follow(since(0))
    started = time.perf_counter()
    with builder.store.writing():
        builder.cards.update(builder.state, timezone.now(), fresh=True)
    seconds = time.perf_counter() - started
    builder.close()
    return {"indexed_per_second": size / seconds}


def dynamic(count: int, seconds: int) -> Numbers:
    """Ask `count` distinct addresses of each kind for some seconds by sixteen clients, and results by a single one;
    return requests/s of each, and percentiles of the single client in ms."""
    found: Numbers = {}
    with granian("conoceles.config.wsgi:application") as port:
        for name, paths in _asked(count).items():
            file = Path(settings.DATA_DIR) / f"{name}.txt"
            file.write_text("\n".join(paths))
            script = file.with_suffix(".lua")
            script.write_text(SCRIPT % file)
            wrk(f"http://127.0.0.1:{port}/", 1, script)
            found[name] = wrk(f"http://127.0.0.1:{port}/", seconds, script)
        found |= _alone(port, _asked(count)["results"])
    return found


def _asked(count: int) -> dict[str, list[str]]:
    rng, names = Random(11), _queries(count)
    begun = [urllib.parse.quote(fold(people(rng)[0])[: rng.randrange(3, 9)]) for _one in range(count)]
    return {
        "results": [f"/{SLUG}/candidaturas/?{query}" for query in names],
        "suggestions": [f"/{SLUG}/candidaturas/sugerencias/?q={text}" for text in begun],
        "comparison": _comparisons(rng, count),
        "api": _lists(rng, count),
    }


def _lists(rng: Random, count: int) -> list[str]:
    """Return the lists that programs ask of the API: page after page, of a place, a party, an age."""
    shared, found = store().frame(SLUG), set()
    assert shared is not None
    while len(found) < count:
        query: dict[str, object] = {"pagina": rng.randrange(1, 40)}
        if rng.random() < 0.5:
            query = {"municipio": rng.choice(list(shared["labels"]["municipality"])), "pagina": rng.randrange(1, 5)}
        if rng.random() < 0.3:
            query["partido"] = rng.choice(list(shared["labels"]["party"]))
        if rng.random() < 0.3:
            query["edad"] = rng.choice(["18-29", "30-44", "45-59"])
        if rng.random() < 0.3:
            query["orden"] = rng.choice(["boleta", "nombre"])
        found.add(f"/api/v1/{SLUG}/candidaturas?{urllib.parse.urlencode(query)}")
    return sorted(found, key=lambda address: rng.random())


def _comparisons(rng: Random, count: int) -> list[str]:
    keys = [key for (key,) in store().connection.execute("SELECT key FROM said ORDER BY key")]
    several = (rng.sample(keys, 3) for _one in range(count))
    return [f"/{SLUG}/comparar/?{'&'.join(f'c={key}' for key in three)}" for three in several]


def _queries(count: int) -> list[str]:
    """Return what people type: of somebody who stands the name, whole and in part and with a slip, and her town; words
    of what was written; a name that nobody has; each with facets or an order now and then."""
    rng, found = Random(7), set()
    known = list(Candidacy.objects.order_by("pk").values_list("person__name", "ticket__contest__area__name"))
    while len(found) < count:
        name, town = rng.choice(known)
        words = name.split()
        text = rng.choice(
            (
                name,
                words[-1],
                f"{words[0]} {words[-2]}",
                _slip(rng, words[-1]),
                town,
                rng.choice(WORDS),
                " ".join(rng.sample(WORDS, 2)),
                people(rng)[0],
            )
        )
        query = {"q": fold(text)}
        if rng.random() < 0.3:
            query["sexo"] = rng.choice(["female", "male"])
        if rng.random() < 0.2:
            query["edad"] = rng.choice(["18-29", "30-44", "45-59"])
        if rng.random() < 0.2:
            query["orden"] = rng.choice(["boleta", "nombre"])
        found.add(urllib.parse.urlencode(query))
    return sorted(found, key=lambda query: rng.random())


def _slip(rng: Random, word: str) -> str:
    place = rng.randrange(1, len(word))
    return word[:place] + rng.choice("aeionrst") + word[place + 1 :]


def _alone(port: int, paths: list[str]) -> Numbers:
    """Return the latency of one client, whose connection is kept, in ms."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    latencies = []
    for path in paths:
        started = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        latencies.append((time.perf_counter() - started) * 1000)
        assert answer.status == 302 or (answer.status == 200 and b"</html>" in body), (answer.status, path)
    connection.close()
    ranked = statistics.quantiles(latencies, n=100)
    return {"p50_ms": ranked[49], "p99_ms": ranked[98]}
