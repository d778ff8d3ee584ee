from django.urls import path

from conoceles.reports import (
    archive_views,
    bounced_views,
    commitment_views,
    helpdesk_views,
    identity_views,
    notice_views,
    progress_views,
    redaction_views,
    rubric_views,
)

urlpatterns = [
    path("<slug:slug>/avance/", progress_views.progress, name="progress"),
    path("<slug:slug>/avisos/", notice_views.notices_view, name="notices"),
    path("<slug:slug>/avisos/<int:pk>/acuse/", notice_views.notice_received, name="notice_received"),
    path("<slug:slug>/expedientes/", archive_views.archive, name="archive"),
    path("<slug:slug>/expedientes/<slug:key>.pdf", archive_views.sheet, name="sheet"),
    path("<slug:slug>/identidad-estadistica/", identity_views.identity_totals, name="identity_totals"),
    path("<slug:slug>/compromisos/", commitment_views.commitments, name="commitment_desk"),
    path("<slug:slug>/correo-devuelto/", bounced_views.bounced, name="bounced"),
    path("<slug:slug>/correo-devuelto/<int:pk>/", bounced_views.bounced_again, name="bounced_again"),
    path("<slug:slug>/ayuda/", helpdesk_views.helpdesk, name="helpdesk"),
    path("<slug:slug>/ayuda/<int:pk>/", helpdesk_views.help_reply, name="help_reply"),
    path("<slug:slug>/ayuda/<slug:key>/entrar/", helpdesk_views.help_enter, name="help_enter"),
    path("<slug:slug>/supresiones/", redaction_views.redactions, name="redactions"),
    path("<slug:slug>/supresiones/<int:number>.txt", redaction_views.purged, name="redaction_purged"),
]
# Beside the review, whose method it sums up.
review_urlpatterns = [path("<slug:slug>/metodo/", rubric_views.rubric_totals, name="rubric")]
