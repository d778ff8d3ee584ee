from django.urls import path

from conoceles.lists import (
    candidacy_views,
    doubt_views,
    legal_views,
    party_views,
    place_views,
    questionnaire_views,
    starting_views,
    views,
)

urlpatterns = [
    path("nueva/", starting_views.election_new, name="election_new"),
    path("<slug:slug>/preparar/", starting_views.set_up, name="set_up"),
    path("<slug:slug>/importar/", views.import_list, name="import"),
    path("<slug:slug>/importar/<int:pk>/", views.import_read, name="import_read"),
    path("<slug:slug>/importar/<int:pk>/hoja.xlsx", views.import_sheet, name="import_sheet"),
    path("<slug:slug>/lugares/", place_views.places, name="places"),
    path("<slug:slug>/lugares/<int:pk>/", place_views.place_file, name="place_file"),
    path("<slug:slug>/partidos/", party_views.parties, name="parties"),
    path("<slug:slug>/partidos/tabla.csv", party_views.party_template, name="party_template"),
    path("<slug:slug>/partidos/emblemas/", party_views.emblems, name="emblems"),
    path("<slug:slug>/publicar/", views.publish, name="publish"),
    path("<slug:slug>/plantilla.<slug:form>", views.template, name="template"),
    path("<slug:slug>/dudas/", doubt_views.doubts, name="doubts"),
    path("<slug:slug>/dudas/calidad/", doubt_views.doubt_role, name="doubt_role"),
    path("<slug:slug>/dudas/renglon/<int:pk>/", doubt_views.held_row, name="held_row"),
    path("<slug:slug>/dudas/<int:pk>/", doubt_views.doubt_name, name="doubt_name"),
    path("<slug:slug>/lista/candidaturas/nueva/", candidacy_views.candidacy, name="candidacy_new"),
    path("<slug:slug>/lista/candidaturas/<int:pk>/", candidacy_views.candidacy, name="candidacy"),
    path("<slug:slug>/privacidad/", legal_views.legal, name="legal"),
    path("<slug:slug>/privacidad/<slug:kind>/", legal_views.legal_text, name="legal_text"),
    path("<slug:slug>/cuestionario/<slug:kind>/", questionnaire_views.questionnaire, name="questionnaire"),
    path("<slug:slug>/cuestionario/<slug:kind>/nueva/", questionnaire_views.question, name="question_new"),
    path(
        "<slug:slug>/cuestionario/<slug:kind>/ver/<slug:part>/",
        questionnaire_views.questionnaire_preview,
        name="questionnaire_preview",
    ),
    path("<slug:slug>/cuestionario/<slug:kind>/<slug:key>/", questionnaire_views.question, name="question"),
]
