from django.urls import path

from conoceles.profiles import views
from conoceles.profiles.desk import archive_views as archives
from conoceles.profiles.desk import movement_views as moves
from conoceles.profiles.desk import questionnaire_views as asked
from conoceles.profiles.desk import views as desk

urlpatterns = [
    path("<slug:slug>/importar/", views.import_list, name="import"),
    path("<slug:slug>/publicar/", views.publish, name="publish"),
    path("<slug:slug>/plantilla.<slug:form>", views.template, name="template"),
    path("<slug:slug>/avance/", desk.progress, name="progress"),
    path("<slug:slug>/avisos/", desk.notices_view, name="notices"),
    path("<slug:slug>/avisos/<int:pk>/acuse/", desk.notice_received, name="notice_received"),
    path("<slug:slug>/movimientos/", moves.movements, name="movements"),
    path("<slug:slug>/movimientos/<int:pk>/informado/", moves.movement_told, name="movement_told"),
    path("<slug:slug>/movimientos/<slug:key>/", moves.move, name="move"),
    path("<slug:slug>/expedientes/", archives.archive, name="archive"),
    path("<slug:slug>/expedientes/<slug:key>.pdf", archives.sheet, name="sheet"),
    path("<slug:slug>/identidad-estadistica/", archives.identity_totals, name="identity_totals"),
    path("<slug:slug>/compromisos/", archives.commitments, name="commitment_desk"),
    path("<slug:slug>/correo-devuelto/", archives.bounced, name="bounced"),
    path("<slug:slug>/correo-devuelto/<int:pk>/", archives.bounced_again, name="bounced_again"),
    path("<slug:slug>/ayuda/", desk.helpdesk, name="helpdesk"),
    path("<slug:slug>/ayuda/<int:pk>/", desk.help_reply, name="help_reply"),
    path("<slug:slug>/ayuda/<slug:key>/entrar/", desk.help_enter, name="help_enter"),
    path("<slug:slug>/identidad/", desk.identity, name="identity"),
    path("<slug:slug>/identidad/<slug:key>/", desk.identity_of, name="identity_of"),
    path("<slug:slug>/consentimientos/", desk.scans, name="scans"),
    path("<slug:slug>/consentimientos/<str:name>", desk.scan, name="scan"),
    path("<slug:slug>/practica/", desk.practise, name="practise"),
    path("<slug:slug>/privacidad/", asked.legal, name="legal"),
    path("<slug:slug>/privacidad/<slug:kind>/", asked.legal_text, name="legal_text"),
    path("<slug:slug>/cuestionario/<slug:kind>/", asked.questionnaire, name="questionnaire"),
    path("<slug:slug>/cuestionario/<slug:kind>/nueva/", asked.question, name="question_new"),
    path(
        "<slug:slug>/cuestionario/<slug:kind>/ver/<slug:part>/",
        asked.questionnaire_preview,
        name="questionnaire_preview",
    ),
    path("<slug:slug>/cuestionario/<slug:kind>/<slug:key>/", asked.question, name="question"),
]
