"""Sign in and out."""

from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from conoceles.lib.access import public
from conoceles.lib.forms import sent


@public("GET", "HEAD", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    following = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, request.is_secure()):
        following = "/registro/"
    if request.user.is_authenticated:
        return redirect(following)
    form = AuthenticationForm(request, sent(request))
    form.error_messages["invalid_login"] = "El correo o la contraseña no son correctos. Revíselos e intente de nuevo."
    if request.method == "POST" and form.is_valid():
        login(request, form.get_user())
        return redirect(following)
    status = 422 if form.is_bound else 200
    return render(request, "accounts/sign_in.html", {"form": form, "next": following}, status=status)


@public("POST")
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign_in")
