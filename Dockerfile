# Conóceles in a container: small, without root, and nothing of any network once it is built. See deploy/README.md.
FROM debian:bookworm-slim AS build
RUN apt-get update && apt-get install --yes --no-install-recommends python3 python3-venv
WORKDIR /opt/conoceles
COPY . .
RUN sh scripts/environment.sh requirements.lock && find .venv -name __pycache__ -prune -exec rm -rf {} +

FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends python3 postgresql-client ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --home-dir /var/lib/conoceles conoceles \
  && install -d -m 0711 -o conoceles -g conoceles /var/lib/conoceles /var/backups/conoceles
COPY --from=build /opt/conoceles /opt/conoceles
USER 10001
WORKDIR /opt/conoceles
ENV CONOCELES_DATA=/var/lib/conoceles PYTHONUNBUFFERED=1
VOLUME /var/lib/conoceles
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD [".venv/bin/python", "-c", \
  "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/salud/', timeout=4)"]
CMD [".venv/bin/python", "manage.py", "serve", "--host", "0.0.0.0", "--port", "8000"]
