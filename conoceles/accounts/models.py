"""Who signs in: an e-mail address and a password."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class UserManager(BaseUserManager["User"]):
    def create_staff(self, email: str, name: str, password: str) -> "User":
        """Return a new staff account; the e-mail is kept in lower case."""
        user = self.model(email=email.strip().lower(), name=name.strip(), is_staff=True)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account of an e-mail, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    email = models.EmailField(
        "correo electrónico", unique=True, error_messages={"unique": "Ya hay una cuenta con ese correo."}
    )
    name = models.CharField("nombre", max_length=120)
    is_staff = models.BooleanField("es personal del Instituto", default=False)
    is_active = models.BooleanField("activa", default=True)
    created_at = models.DateTimeField("creada", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "cuenta"
        verbose_name_plural = "cuentas"

    def __str__(self) -> str:
        return self.name
