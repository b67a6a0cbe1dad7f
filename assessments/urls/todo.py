"""URLs of: the to-do list, notices and how one wants them, the calendar."""

from django.urls import path

from assessments.views import agenda, notices, todo

urlpatterns = [
    path("tugas/", todo.todo, name="todo"),
    path("pemberitahuan/", notices.notices, name="notices"),
    path("pemberitahuan/dibaca/", notices.read_all, name="notices_read"),
    path("pemberitahuan/pilihan/", notices.choices, name="notice_choices"),
    path("pemberitahuan/<int:pk>/", notices.opened, name="notice_open"),
    path("kalender/", agenda.agenda, name="calendar"),
    path("kalender/langganan/", agenda.subscribe, name="calendar_subscribe"),
    path("kalender/langganan/cabut/", agenda.unsubscribe, name="calendar_unsubscribe"),
    path("kalender/periode/<int:pk>.ics", agenda.of_period, name="calendar_period"),
    path("kalender/<str:token>.ics", agenda.feed, name="calendar_feed"),
]
