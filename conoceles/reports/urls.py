from django.urls import path

from conoceles.reports import (
    archive_views,
    bounced_views,
    candidacy_views,
    commitment_views,
    helpdesk_views,
    identity_views,
    notice_views,
    progress_views,
    redaction_views,
    rubric_views,
)
from conoceles.reports import everything_views as everything
from conoceles.reports.documents import views as documents
from conoceles.reports.paperwork import deliverable_views as year
from conoceles.reports.paperwork import views as paperwork

urlpatterns = [
    path("<slug:slug>/entregables/", year.deliverables, name="deliverables"),
    path("<slug:slug>/entregables.ics", year.deliverables_ics, name="deliverables_ics"),
    path("<slug:slug>/entregables/calendario/", year.deliverables_make, name="deliverables_make"),
    path("<slug:slug>/entregables/remitir/", year.deliverables_send, name="deliverables_send"),
    path("<slug:slug>/entregables/mes/<int:year>-<int:month>/", year.deliverables_month, name="deliverables_month"),
    path("<slug:slug>/entregables/<int:pk>/", year.deliverable, name="deliverable"),
    path("<slug:slug>/entregables/<int:pk>/archivo/", year.deliverable_file, name="deliverable_file"),
    path("<slug:slug>/documentos/", documents.documents, name="documents"),
    path("<slug:slug>/documentos/plantilla/", documents.document_template, name="document_template"),
    path("<slug:slug>/documentos/plantilla.docx", documents.document_template_file, name="document_template_file"),
    path("<slug:slug>/documentos/<int:pk>.<slug:form>", documents.document_file, name="document_file"),
    path("<slug:slug>/documentos/<slug:kind>/", documents.document, name="document"),
    path("<slug:slug>/papeles/actividades/<int:pk>/confirmar/", paperwork.nod, name="activity_nod"),
    path("<slug:slug>/oficios/", paperwork.letters, name="correspondence"),
    path("<slug:slug>/papeles/<slug:screen>/", paperwork.papers, name="papers"),
    path("<slug:slug>/papeles/<slug:screen>/nueva/", paperwork.paper, name="paper_new"),
    path("<slug:slug>/papeles/<slug:screen>/<int:pk>/", paperwork.paper, name="paper"),
    path("<slug:slug>/papeles/<slug:screen>/<int:pk>/<int:number>/", paperwork.paper_file, name="paper_file"),
    path("<slug:slug>/avance/", progress_views.progress, name="progress"),
    path("<slug:slug>/avance.csv", progress_views.progress_csv, name="progress_csv"),
    path("<slug:slug>/avance/quienes/", progress_views.progress_list, name="progress_list"),
    path("<slug:slug>/buscar/", candidacy_views.find, name="find"),
    path("<slug:slug>/candidaturas/<str:key>/", candidacy_views.candidacy_page, name="candidacy_page"),
    path("<slug:slug>/avisos/", notice_views.notices_view, name="notices"),
    path("<slug:slug>/avisos/avisar/", notice_views.notify, name="notify"),
    path("<slug:slug>/avisos/acuses/", notice_views.notice_receipts, name="notice_receipts"),
    path("<slug:slug>/avisos/<int:pk>/acuse/", notice_views.notice_scan, name="notice_scan"),
    path("<slug:slug>/avisos/<int:pk>/cartas.pdf", notice_views.notice_letters, name="notice_letters"),
    path("<slug:slug>/expedientes/", archive_views.archive, name="archive"),
    path("<slug:slug>/expedientes/<slug:key>.pdf", archive_views.sheet, name="sheet"),
    path("<slug:slug>/identidad-estadistica/", identity_views.identity_totals, name="identity_totals"),
    path("<slug:slug>/compromisos/", commitment_views.commitments, name="commitment_desk"),
    path("<slug:slug>/correo-devuelto/", bounced_views.bounced, name="bounced"),
    path("<slug:slug>/correo-devuelto/todos/", bounced_views.bounced_all, name="bounced_all"),
    path("<slug:slug>/correo-devuelto/<int:pk>/", bounced_views.bounced_again, name="bounced_again"),
    path("<slug:slug>/ayuda/", helpdesk_views.helpdesk, name="helpdesk"),
    path("<slug:slug>/ayuda/<int:pk>/", helpdesk_views.help_reply, name="help_reply"),
    path("<slug:slug>/orientacion/", helpdesk_views.guidance_desk, name="guidance_desk"),
    path("<slug:slug>/orientacion/<int:pk>/", helpdesk_views.guidance_reply, name="guidance_reply"),
    path("<slug:slug>/ayuda/<slug:key>/entrar/", helpdesk_views.help_enter, name="help_enter"),
    path("<slug:slug>/todo/", everything.take_everything, name="take_everything"),
    path("<slug:slug>/todo/identidad/", everything.take_identity, name="take_identity"),
    path("<slug:slug>/supresiones/", redaction_views.redactions, name="redactions"),
    path("<slug:slug>/supresiones/<int:number>.txt", redaction_views.purged, name="redaction_purged"),
]
# Beside the review, whose method it sums up.
review_urlpatterns = [path("<slug:slug>/metodo/", rubric_views.rubric_totals, name="rubric")]
