"""The WSGI application: built files first, Django for the rest."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conoceles.config.settings")
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402

from conoceles.lib.orphans import end_with_parent  # noqa: E402
from conoceles.site.build.serving import BuiltSite  # noqa: E402
from conoceles.site.turns import InTurn  # noqa: E402

if settings.PARENT:
    end_with_parent(settings.PARENT)
application = BuiltSite(InTurn(django_application), settings.BUILD_DIR / "site")
