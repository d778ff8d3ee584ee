from django.urls import path

from conoceles.elections import (
    accounts_views,
    delivery_views,
    first_visit_views,
    job_views,
    letter_views,
    pictures,
    prepared_views,
    staff_views,
    text_views,
    views,
)

# At the root of the workshop: there is nobody yet who could enter the register.
first_urlpatterns = [path("empezar/", first_visit_views.begin, name="begin")]
urlpatterns = [
    path("", views.elections, name="elections"),
    path("instituto/", views.institute, name="institute_new"),
    path("instituto/<int:pk>/", views.institute, name="institute"),
    path("instituto/reloj/", views.confirm_clock, name="confirm_clock"),
    path("<slug:slug>/", views.election, name="election"),
    path("<slug:slug>/calendario/", views.election_edit, name="election_edit"),
    path("<slug:slug>/cuentas/", accounts_views.accounts, name="accounts"),
    path("<slug:slug>/cuentas/cartas/", letter_views.letters, name="letters"),
    path("<slug:slug>/cuentas/<int:pk>/entrega/", delivery_views.delivery, name="delivery"),
    path("<slug:slug>/cuentas/<int:pk>/acuse/", delivery_views.delivery_scan, name="delivery_scan"),
    path("<slug:slug>/cuentas/acuses/", delivery_views.deliveries, name="deliveries"),
    path("<slug:slug>/cuentas/<int:pk>/cerrar/", accounts_views.close, name="account_close"),
    path("<slug:slug>/trabajos/", job_views.job_list, name="jobs"),
    path("<slug:slug>/trabajos/<int:pk>/", job_views.job, name="job"),
    path("<slug:slug>/trabajos/<int:pk>/<int:place>.pdf", job_views.job_paper, name="job_paper"),
    path("<slug:slug>/personal/", staff_views.people, name="people"),
    path("<slug:slug>/por-liberar/", prepared_views.prepared, name="prepared"),
    path("<slug:slug>/por-liberar/llave/", prepared_views.keys, name="prepared_keys"),
    path("<slug:slug>/por-liberar/regla/", prepared_views.rule, name="prepared_rule"),
    path("<slug:slug>/prorrogas/", staff_views.extensions, name="extensions"),
    path("<slug:slug>/auditoria/", staff_views.audit, name="audit"),
    path("<slug:slug>/textos/", text_views.index, name="texts"),
    path("<slug:slug>/textos/nuevo/", text_views.text, name="text_new"),
    path("<slug:slug>/textos/<int:pk>/", text_views.text, name="text"),
    path("<slug:slug>/textos/<int:pk>/retirar/", text_views.text_off, name="text_off"),
    path("<slug:slug>/imagen/<str:name>", pictures.picture, name="picture"),
    path("<slug:slug>/aspecto/", text_views.look, name="look"),
    path("<slug:slug>/lista/<slug:screen>/", views.rows, name="rows"),
    path("<slug:slug>/lista/<slug:screen>/nueva/", views.row, name="row_new"),
    path("<slug:slug>/lista/<slug:screen>/<int:pk>/", views.row, name="row"),
]
