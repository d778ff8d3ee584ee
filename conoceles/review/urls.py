from django.urls import path

from conoceles.review import (
    case_file_views,
    copies_views,
    group_views,
    identity_views,
    paper_consent_views,
    publication_views,
    queue_views,
    reply_views,
    views,
)

urlpatterns = [
    path("<slug:slug>/", queue_views.review_queue, name="review_queue"),
    path("<slug:slug>/siguiente/", queue_views.review_next, name="review_next"),
    path("<slug:slug>/deshacer/", queue_views.undo, name="review_undo"),
    path("<slug:slug>/hacer/", queue_views.settle, name="review_settle"),
    path("<slug:slug>/identidad/deshacer/", queue_views.identity_undo, name="identity_undo"),
    path("<slug:slug>/identidad/hacer/", queue_views.identity_settle, name="identity_settle"),
    path("<slug:slug>/copias/", copies_views.review_copies, name="review_copies"),
    path("<slug:slug>/juntas/", queue_views.together, name="review_together"),
    path("<slug:slug>/plantillas/", reply_views.reply_templates, name="replies"),
    path("<slug:slug>/publicar/", publication_views.publish_approved, name="publish_approved"),
    path("<slug:slug>/programar/", publication_views.schedule, name="publish_schedule"),
    path("<slug:slug>/aviso/<int:pk>/", views.dismiss, name="flag_dismiss"),
    path("<slug:slug>/identidad/", queue_views.identity_queue, name="identity_queue"),
    path("<slug:slug>/identidad/siguiente/", queue_views.identity_next, name="identity_next"),
    path("<slug:slug>/identidad/<slug:key>/", views.identity_review, name="identity_review"),
    path("<slug:slug>/identidad/<slug:key>/expediente/", case_file_views.identity_file, name="identity_file"),
    path("<slug:slug>/candidatura/<slug:key>/", views.review, name="review"),
    path("<slug:slug>/candidatura/<slug:key>/expediente/", case_file_views.review_file, name="review_file"),
    path("<slug:slug>/candidatura/<slug:key>/medios/<str:name>", views.media, name="review_media"),
]
# Of the register, whose addresses begin with it.
register_urlpatterns = [
    path("<slug:slug>/accion-afirmativa/", group_views.groups_view, name="groups"),
    path("<slug:slug>/accion-afirmativa/cartas.pdf", group_views.group_letters, name="group_letters"),
    path("<slug:slug>/identidad/", identity_views.identity, name="identity"),
    path("<slug:slug>/identidad/<slug:key>/", identity_views.identity_of, name="identity_of"),
    path("<slug:slug>/consentimientos/", paper_consent_views.scans, name="scans"),
    path("<slug:slug>/consentimientos/<str:name>", paper_consent_views.scan, name="scan"),
    path("<slug:slug>/consentimientos/<str:name>/recibido", paper_consent_views.received, name="scan_received"),
]
