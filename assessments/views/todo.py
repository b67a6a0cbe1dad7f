"""The to-do list of a person, whole."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.todo import todo_of

PAGE_SIZE = 50


@login_required
@require_safe
def todo(request):
    """Everything that waits for the person, most urgent first."""
    page = Paginator(todo_of(request.user, now=timezone.now()), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "assessments/todo/todo.html", {"page": page})
