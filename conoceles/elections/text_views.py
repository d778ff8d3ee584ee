"""What communication writes and shows: the pages of words, the look of the site, whether the links still answer."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.audit.acts import record
from conoceles.elections import appearance, texts
from conoceles.elections.forms import RegisterForm
from conoceles.elections.links import links_of
from conoceles.elections.models import Election, Institute, PageText, TextVersion
from conoceles.elections.works import LOOK, TEXTS
from conoceles.lib.access import FORM, POST
from conoceles.lib.contrast import COLOUR
from conoceles.lib.forms import sent, whole_number
from conoceles.lib.limited import BadFile
from conoceles.lib.prose import prose


class TextForm(RegisterForm):
    class Meta:
        model = PageText
        fields = ["title", "slug", "language", "body", "order"]
        widgets = {"body": forms.Textarea(attrs={"class": "write"})}


class AppearanceForm(forms.Form):
    """Four colours for light and four for dark; a blank one is ours. A pair that cannot be read is refused, saying
    which."""

    logo = forms.FileField(
        label="Logotipo",
        required=False,
        help_text="PNG, JPG, WEBP o GIF, hasta tres veces más ancho que alto; se muestra sobre blanco.",
    )
    logo_alt = forms.CharField(label="Texto alternativo del logotipo", max_length=160, required=False)
    no_logo = forms.BooleanField(label="Quitar el logotipo", required=False)

    def __init__(self, *args: Any, institute: Institute, **kwargs: Any) -> None:
        self.institute = institute
        initial = {
            f"{mode}_{token}": colour for mode, colours in institute.theme.items() for token, colour in colours.items()
        }
        super().__init__(*args, **{**kwargs, "initial": {**initial, "logo_alt": institute.logo_alt}})
        for mode, called in appearance.MODES.items():
            for token, name in appearance.TOKENS.items():
                hint = f"Como {appearance.OWN[mode][token]}, que es el nuestro. En blanco, se usa ese."
                self.fields[f"{mode}_{token}"] = forms.CharField(
                    label=f"{name.capitalize()}, en {called}", max_length=7, required=False, help_text=hint
                )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self.theme: appearance.Theme = {}
        for mode in appearance.MODES:
            for token in appearance.TOKENS:
                name, colour = f"{mode}_{token}", str(values.get(f"{mode}_{token}") or "").lower()
                if colour and not COLOUR.match(colour):
                    self.add_error(name, "Escriba el color con seis cifras hexadecimales, como #0a5a66.")
                elif colour:
                    self.theme.setdefault(mode, {})[token] = colour
        for mode, token, sentence in appearance.problems(self.theme) if not self.errors else ():
            self.add_error(f"{mode}_{token}", sentence)
        return values


def _election(slug: str) -> Election:
    return get_object_or_404(Election.objects.select_related("institute"), slug=slug)


@TEXTS.view()
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The pages that staff wrote, and every outside address that the site names with what came of asking for it."""
    found = _election(slug)
    checked = {link.url: link for link in found.checked_links.all()}
    links = [(url, checked.get(url)) for url in links_of(found)]
    context = {"election": found, "texts": found.texts.all(), "links": links}
    return render(request, "elections/texts.html", context)


@TEXTS.view(*FORM)
def text(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Write a page: preview, keep as a version, publish, take off, or bring an older version back into the form."""
    found = _election(slug)
    row = get_object_or_404(found.texts, pk=pk) if pk else PageText(election=found)
    older = row.versions.filter(pk=whole_number(request.GET.get("version"))).first() if pk else None
    initial = {"title": older.title, "body": older.body} if older else None
    form = TextForm(sent(request), instance=row, initial=initial)
    preview, wrong = None, False
    if request.method == "POST":
        if not form.is_valid():
            wrong = True
        elif request.POST.get("act") == "preview":
            preview = prose(form.cleaned_data["body"])
        elif _done(request, form, row):
            return redirect("text", slug, row.pk)
        else:
            wrong = True
    versions = row.versions.all()[:30] if pk else TextVersion.objects.none()
    context = {
        "election": found,
        "form": form,
        "row": row,
        "title": PageText.objects.get(pk=pk).title if pk else "Texto nuevo",
        "preview": preview,
        "previewed": form.cleaned_data.get("title") if preview is not None else "",
        "versions": versions,
        "older": older,
    }
    return render(request, "elections/text.html", context, status=422 if wrong else 200)


def _done(request: HttpRequest, form: TextForm, row: PageText) -> bool:
    by = request.user.get_username()
    known, public = row.pk, request.POST.get("act") == "publish"
    try:
        with transaction.atomic():
            texts.save(row, by=by)
            if public:
                texts.publish(row, by=by)
    except ValidationError as error:
        # Nothing was kept: the form must not take it for a page that exists.
        row.pk = known
        form.add_error(None, error)
        return False
    said = "Publicado. El sitio lo muestra en unos segundos." if public else "Guardado como versión, sin publicar."
    messages.success(request, said)
    return True


@TEXTS.view(*POST)
def text_off(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    row = get_object_or_404(_election(slug).texts, pk=pk)
    texts.take_off(row, by=request.user.get_username())
    messages.success(request, "Retirado del sitio. Sus versiones siguen aquí.")
    return redirect("text", slug, pk)


@LOOK.view(*FORM)
def look(request: HttpRequest, slug: str) -> HttpResponse:
    """The colours and the logo of the election's institute, on all its elections."""
    found = _election(slug)
    institute = found.institute
    form = AppearanceForm(sent(request), request.FILES or None, institute=institute)
    if request.method == "POST" and form.is_valid() and _looks(request, form, institute):
        messages.success(request, "Guardado. El sitio lo muestra en unos segundos.")
        return redirect("look", slug)
    context = {"election": found, "form": form, "institute": institute, "swatches": _swatches(institute.theme)}
    return render(request, "elections/look.html", context, status=422 if form.is_bound else 200)


def _swatches(theme: appearance.Theme) -> list[dict[str, Any]]:
    """Return the colours that are in use, of the institute or ours: for each mode, {"called", "colours": [(name,
    colour, x)]}."""
    names = appearance.TOKENS
    return [
        {
            "called": called,
            "colours": [
                (names[token], theme.get(mode, {}).get(token) or appearance.OWN[mode][token], 120 * place)
                for place, token in enumerate(names)
            ],
        }
        for mode, called in appearance.MODES.items()
    ]


def _looks(request: HttpRequest, form: AppearanceForm, institute: Institute) -> bool:
    values, by = form.cleaned_data, request.user.get_username()
    institute.theme, institute.logo_alt = form.theme, values["logo_alt"]
    try:
        if values["logo"]:
            institute.logo = appearance.make_picture(values["logo"], "logo")
        elif values["no_logo"]:
            institute.logo = ""
        appearance.save(institute, by=by)
    except BadFile as error:
        form.add_error("logo", str(error))
        return False
    except ValidationError as error:
        form.add_error(None, error.messages[0])
        return False
    record("appearance-changed", by=by, thing=f"institute {institute.key}")
    return True
