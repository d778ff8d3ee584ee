from django.urls import path

from conoceles.profiles.review import file_views, views

urlpatterns = [
    path("<slug:slug>/", views.review_queue, name="review_queue"),
    path("<slug:slug>/siguiente/", views.review_next, name="review_next"),
    path("<slug:slug>/juntas/", views.together, name="review_together"),
    path("<slug:slug>/plantillas/", file_views.reply_templates, name="replies"),
    path("<slug:slug>/publicar/", file_views.publish_approved, name="publish_approved"),
    path("<slug:slug>/programar/", file_views.schedule, name="publish_schedule"),
    path("<slug:slug>/metodo/", file_views.rubric_totals, name="rubric"),
    path("<slug:slug>/aviso/<int:pk>/", views.dismiss, name="flag_dismiss"),
    path("<slug:slug>/identidad/", views.identity_queue, name="identity_queue"),
    path("<slug:slug>/identidad/siguiente/", views.identity_next, name="identity_next"),
    path("<slug:slug>/identidad/<slug:key>/", views.identity_review, name="identity_review"),
    path("<slug:slug>/identidad/<slug:key>/expediente/", file_views.identity_file, name="identity_file"),
    path("<slug:slug>/candidatura/<slug:key>/", views.review, name="review"),
    path("<slug:slug>/candidatura/<slug:key>/expediente/", file_views.review_file, name="review_file"),
    path("<slug:slug>/candidatura/<slug:key>/medios/<str:name>", views.media, name="review_media"),
]
