# Bare `make` lists the targets. PORT, HOST, DATA (or CONOCELES_DATA), SOURCE and PYTHON can be given.
PORT ?= 8000
HOST ?= 127.0.0.1
DATA ?= $(if $(CONOCELES_DATA),$(CONOCELES_DATA),data)
SOURCE ?= ../shared/data
override CONOCELES_DATA := $(abspath $(DATA))
export CONOCELES_DATA
# Compiled modules are kept, whatever the shell says: tests and servers start hundreds of times.
unexport PYTHONDONTWRITEBYTECODE
PY = .venv/bin/python
# Programs of the Node registry that check pages: the Nu checker in tests, Lighthouse in measurements.
VNU = vnu-jar@26.9.27
# Reads scripts as old browsers do; and a browser from before cascade layers (Chromium 92, July 2021).
OLD = acorn@8.15.0 chrome-aws-lambda@10.1.0
LIGHTHOUSE = lighthouse@12.8.2

.DEFAULT_GOAL := help
.PHONY: help run serve example test check test-install audit wheels release bench bench-minute week fuzz mutants mutants-minute kills kills-minute lock format access workflow messages margins precision pictures clean

help: ## esta lista
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: .environment ## instala, carga la demostración y sirve sitio y taller (PORT=8000 DATA=data)
	@exec $(PY) manage.py serve --demo --port "$(PORT)" --host "$(HOST)"

serve: .environment ## sirve sitio y taller sin demostración (PORT=8000 DATA=data HOST=127.0.0.1)
	@exec $(PY) manage.py serve --port "$(PORT)" --host "$(HOST)"

example: .environment ## de una lista oficial al sitio: Durango 2022 (SOURCE=../shared/data DATA=data)
	@$(PY) manage.py example "$(SOURCE)"

test: .development ## todas las pruebas: SQLite, PostgreSQL y navegador
	@sh scripts/debian.sh "las pruebas" chromium=chromium w3m=w3m java=default-jre-headless ffmpeg=ffmpeg pdftotext=poppler-utils npm=npm nginx=nginx-light redis-server=redis-server '/usr/lib/postgresql/*/bin/initdb=postgresql'
	@sh scripts/node.sh $(VNU) $(OLD)
	@$(PY) scripts/test.py

test-install: .development ## la guía de instalación, bloque por bloque, sobre un Debian vacío (como root)
	@sh scripts/debian.sh "la prueba de instalación" debootstrap=debootstrap ip=iproute2
	@$(PY) -m pytest -q -m install tests/install

wheels: .development ## todo lo que se instala, en un archivo, para un servidor sin internet (dist/)
	@$(PY) scripts/release.py --wheels --unreleased

release: .development ## una versión: archivo, dependencias, contenido (SBOM), sumas; firmada con KEY=llave
	@$(PY) scripts/release.py --wheels $(if $(KEY),--key "$(KEY)")

audit: .development ## agujeros conocidos de lo que se instala (ADVISORIES=all.zip de osv.dev, sin internet)
	@$(PY) scripts/audit.py $(ADVISORIES)

check: .development ## formato, estilo, tipos, orden de los cuartos, plantillas, migraciones
	@$(PY) scripts/check.py

bench: .development ## mediciones completas, en docs/performance.md
	@sh scripts/debian.sh "las mediciones" wrk=wrk nginx=nginx-light chromium=chromium npm=npm '/usr/lib/postgresql/*/bin/initdb=postgresql'
	@sh scripts/node.sh $(LIGHTHOUSE)
	@$(PY) -m bench --write

bench-minute: .development ## las mismas mediciones en pequeño, en un minuto
	@sh scripts/debian.sh "las mediciones" wrk=wrk nginx=nginx-light '/usr/lib/postgresql/*/bin/initdb=postgresql'
	@$(PY) -m bench --minute

topics: .development ## con qué precisión hallan los temas sus palabras, contra 129 perfiles juzgados a mano
	@$(PY) -m bench.topics

week: .development ## una semana de revisión de 450 candidaturas, sobre PostgreSQL (diez minutos)
	@WEEK=450 $(PY) scripts/test.py --postgresql tests/review/test_week.py

fuzz: .development ## tres mil entradas que nadie escribiría, a todas las puertas, en cada base (cinco minutos)
	@FUZZ=760 $(PY) -m pytest -q -n 2 tests/config/test_fuzz.py
	@FUZZ=760 $(PY) scripts/test.py --postgresql tests/config/test_fuzz.py

mutants: .development ## lugares rotos uno por uno: cuántos nota alguna prueba (una hora)
	@$(PY) -m scripts.mutants

mutants-minute: .development ## cuatro de ellos, en un minuto
	@$(PY) -m scripts.mutants --minute

kills: .development ## muertes con -9 antes y después de cada COMMIT, rename y fsync (diez minutos)
	@$(PY) -m scripts.kills

kills-minute: .development ## una de cada acto, en un minuto
	@$(PY) -m scripts.kills --minute

access: .development ## docs/access.md, escrito desde el código
	@$(PY) scripts/access.py

workflow: .development ## docs/workflow.md, dibujado desde la tabla
	@$(PY) -m scripts.workflow

messages: .development ## los textos del sitio en otras lenguas (locale/*.po), al día con el código
	@$(PY) -m scripts.messages

margins: .development ## qué puede averiguarse de la estadística de identidad: un ataque a los datos reales
	@$(PY) -m scripts.margins

precision: .development ## qué tan acertados son los avisos, de la tabla juzgada a mano
	@$(PY) -m scripts.precision

pictures: .development ## las imágenes de los manuales, de las pruebas que los recorren
	@$(PY) scripts/pictures.py

format: .development ## da formato al código
	@$(PY) -m ruff format -q . && $(PY) -m ruff check -q --fix .

lock: .development ## vuelve a fijar las versiones de las dependencias
	@.venv/bin/uv pip compile -q --universal --upgrade --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	@.venv/bin/uv pip compile -q --universal --upgrade --generate-hashes --no-header --no-annotate --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock

clean: ## borra el entorno (nunca los datos)
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache

.PHONY: .environment .development
.environment:
	@sh scripts/environment.sh requirements.lock
.development:
	@sh scripts/environment.sh requirements-dev.lock
