"""Sign-in, activation of an account with the code of its letter, the account's own page, the demonstration's doors."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from allauth.core import ratelimit
from allauth.core.ratelimit import respond_429
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from conoceles.accounts import addresses, doors, invitations
from conoceles.accounts.forms import ActivateForm, CodeForm
from conoceles.accounts.models import Invitation, User
from conoceles.audit.acts import record
from conoceles.lib.access import FORM, POST, public, signed_in
from conoceles.lib.forms import sent

SESSION_KEY = "invitation"


class SignInView(LoginView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"people": self._people()}

    def _people(self) -> Any:
        shown = doors.are_open(self.request)
        return User.objects.filter(is_demo=True, is_active=True).order_by("pk") if shown else ()


@public(*FORM)
def activate(request: HttpRequest) -> HttpResponse:
    """The code of the letter; the address never carries it, so no log of a server has it."""
    form = CodeForm(sent(request))
    if request.method == "POST" and form.is_valid():
        # A party's office opens fifty letters from one place: only codes that open nothing are counted.
        if not ratelimit.consume(request, action="activate", dry_run=True):
            refused: HttpResponse = respond_429(request)
            return refused
        try:
            invitation = invitations.standing(form.cleaned_data["code"])
        except invitations.NoInvitation as error:
            ratelimit.consume(request, action="activate")
            form.add_error("code", str(error))
        else:
            request.session.cycle_key()
            request.session[SESSION_KEY] = invitation.pk
            return redirect("activate_account")
    return render(request, "accounts/activate.html", {"form": form}, status=422 if form.is_bound else 200)


@public(*FORM)
def activate_account(request: HttpRequest) -> HttpResponse:
    invitation = (
        Invitation.objects.standing().filter(pk=request.session.get(SESSION_KEY, 0)).select_related("user").first()
    )
    if invitation is None:
        messages.error(request, "Escriba de nuevo el código de su carta.")
        return redirect("activate")
    form = ActivateForm(sent(request), user=invitation.user)
    if request.method == "POST" and form.is_valid():
        try:
            user = invitations.use(invitation.pk, form.cleaned_data["password"], form.cleaned_data["email"])
        except invitations.NoInvitation as error:
            form.add_error(None, str(error))
        else:
            request.session.flush()
            return _enter(request, user)
    context = {"form": form, "account": invitation.user}
    return render(request, "accounts/activate_account.html", context, status=422 if form.is_bound else 200)


@signed_in(*FORM)
@reauthentication_required  # type: ignore[untyped-decorator]
def email_off(request: HttpRequest) -> HttpResponse:
    """Leave an account without any address: asked first, with what that means."""
    user = User.objects.get(pk=request.user.pk or 0)
    if request.method == "POST":
        before = user.email
        addresses.clear(user)
        record("account-changed", by=user.username, thing=f"account {user.username}", change="email_removed")
        addresses.tell(
            before,
            "su cuenta ya no tiene correo",
            "Se quitó este correo de su cuenta. Si no fue usted, avise.",
            whose=user,
        )
        messages.success(request, "Su cuenta ya no tiene correo.")
        return redirect("account")
    return render(request, "accounts/email_off.html", {"address": addresses.of(user)})


@signed_in()
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/account.html")


@public(*POST)
def enter_demo(request: HttpRequest) -> HttpResponse:
    """Enter as one of the invented people of the demonstration, where its doors are open."""
    if not doors.are_open(request):
        raise Http404
    username = request.POST.get("username", "")
    user = get_object_or_404(User, username=username, is_demo=True, is_active=True)
    return _enter(request, user)


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    """Let in whoever proved to be that person in another way than by a password; a second factor is still asked for."""
    response: HttpResponse = perform_login(request, user, email_verification="none")
    return response
