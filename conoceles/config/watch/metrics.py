"""The facts as Prometheus reads them."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from conoceles.config.watch.looking import look, ready


class Facts(Collector):
    """Collects every fact anew: how it stands (0 well, 1 attention, 2 wrong) and its measurements."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        facts = look()
        yield GaugeMetricFamily(
            "conoceles_ready", "1 where visitors are answered as they should be", value=ready(facts)
        )
        state = GaugeMetricFamily("conoceles_state", "0 well, 1 attention, 2 wrong", labels=["fact"])
        worst: dict[str, int] = {}
        for fact in facts:
            worst[fact.name] = max(int(fact.state), worst.get(fact.name, 0))
        for name, value in sorted(worst.items()):
            state.add_metric([name], value)
        yield state
        told = set()
        for fact in facts:
            for name, number in fact.numbers.items():
                full = f"conoceles_{fact.name.replace('-', '_')}_{name}"
                # Of several of one kind, the worst comes first.
                if full not in told:
                    told.add(full)
                    yield GaugeMetricFamily(full, fact.title, value=number)


def registry() -> CollectorRegistry:
    """Return what an exporter asks."""
    found = CollectorRegistry()
    found.register(Facts())
    return found


def text() -> str:
    """Return all metrics, in the text format of Prometheus."""
    return generate_latest(registry()).decode()
