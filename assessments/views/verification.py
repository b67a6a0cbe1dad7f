"""Public verification of issued documents: that they were issued, when, for whom, and nothing else."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessments.forms.reports import VerifyForm
from assessments.issued import issued
from assessments.queries import issued_document, reopenings_of, visible_assessments
from assessments.rules import may

TEMPLATE = "assessments/reports/verify.html"


@require_safe
def verify_form(request):
    """The form for the code of a document."""
    form = VerifyForm(request.GET or None)
    if request.GET and form.is_valid():
        return redirect("assessments:verify", form.cleaned_data["code"])
    return render(
        request, "assessments/reports/verify_form.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
def verify(request, id):
    """What is known of an id; an unknown one is answered with 404 and a clear sentence."""
    document = issued_document(id)
    context = {"document": document, "id": id, "form": VerifyForm()}
    if document is None:
        return render(request, TEMPLATE, context, status=404)
    asked = document.superseded_at and document.assessment is not None
    changes = list(reopenings_of(document.assessment)) if asked else []
    context["issued"] = issued([document], changes)[0]
    context["explains"] = bool(changes) and _may_read_why(request.user, document)
    return render(request, TEMPLATE, context)


def _may_read_why(user, document) -> bool:
    """Whether the person may read the admin's reason for a reopening."""
    found = visible_assessments(user).filter(pk=document.assessment_id).first()
    return found is not None and may(user, "view_reopening", found)
