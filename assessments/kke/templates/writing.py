"""Writes a filled template, in the isolated process: the file as it came, with the decided cells exchanged."""

from __future__ import annotations

import json

from documents.workbooks.guard import MAX_EXPANDED
from documents.workbooks.isolated import Limits, run_isolated

from .filling import Filling
from .patch import ORDER_HEAD
from .template import Template

PATCH = "assessments.kke.templates.patch:patch"


def write_template(template: Template, filling: Filling, *, limits: Limits | None = None) -> bytes:
    """The filled workbook. FileRefused: the template is damaged where it should be filled, or takes too much."""
    survey = template.survey
    order = {
        "workbook": survey.workbook,
        "styles": survey.styles,
        "parts": list(dict.fromkeys(survey.parts)),
        "part": template.part,
        "cells": [
            [row, column, content.text, content.number, content.quoted]
            for (row, column), content in filling.contents.items()
        ],
    }
    text = json.dumps(order).encode("ascii")
    data = len(text).to_bytes(ORDER_HEAD, "big") + text + template.data
    return run_isolated(PATCH, data, limits or Limits(answer=MAX_EXPANDED))
