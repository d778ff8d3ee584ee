from django.urls import path

from conoceles.capture import (
    file_views,
    handing_views,
    help_views,
    mailbox_views,
    practice_views,
    reopening_views,
    reserve_views,
    views,
)
from conoceles.capture.party import finishing_views as finishing
from conoceles.capture.party import views as party

urlpatterns = [
    path("", views.mine, name="capture_mine"),
    path("buzon/", mailbox_views.mailbox, name="mailbox"),
    path("practica/", practice_views.practise, name="capture_practise"),
    path("partido/<slug:key>/", party.party, name="party"),
    path("partido/<slug:key>/hoja.xlsx", party.sheet, name="party_sheet"),
    path("partido/<slug:key>/terminar/<slug:act>/", finishing.finish, name="party_finish"),
    path("partido/<slug:key>/trabajos/<int:pk>/", finishing.job, name="party_job"),
    path("partido/<slug:key>/subir/", party.upload, name="party_upload"),
    path("partido/<slug:key>/subir/<int:pk>/", party.changes, name="party_changes"),
    path("partido/<slug:key>/subir/<int:pk>/<slug:candidacy>.jpg", party.picture, name="party_picture"),
    path("<slug:key>/", views.overview, name="capture"),
    path("<slug:key>/aviso/", views.notice, name="capture_notice"),
    path("<slug:key>/aviso/formato.pdf", help_views.paper, name="capture_consent_form"),
    path("<slug:key>/aviso/firmado/", help_views.scan, name="capture_consent_scan"),
    path("<slug:key>/aviso/firmado/<str:name>", file_views.signed_paper, name="signed_paper"),
    path("<slug:key>/reserva/", reserve_views.reserve, name="capture_reserve"),
    path("<slug:key>/compromisos/", mailbox_views.sign, name="commitments"),
    path("<slug:key>/entregar/", handing_views.submit, name="capture_submit"),
    path("<slug:key>/acuse.pdf", handing_views.proof, name="capture_receipt"),
    path("<slug:key>/validar/", party.validate, name="party_validate"),
    path("<slug:key>/vista-previa/", file_views.preview, name="capture_preview"),
    path("<slug:key>/ayuda/", help_views.invite, name="capture_help"),
    path("<slug:key>/orientacion/<slug:question>/", help_views.guidance, name="capture_guidance"),
    path("<slug:key>/archivo/<slug:question>/", file_views.upload, name="capture_file"),
    path("<slug:key>/medios/<str:name>", file_views.media, name="capture_media"),
    path("<slug:key>/seccion/<slug:part>/", views.section, name="capture_section"),
    path("<slug:key>/seccion/<slug:part>/reabrir/", reopening_views.reopening, name="capture_reopening"),
    path("<slug:key>/seccion/<slug:part>/guardar/", views.autosave, name="capture_save"),
]
# Of the register, whose addresses begin with it.
register_urlpatterns = [path("<slug:slug>/practica/", practice_views.practise_as_staff, name="practise")]
