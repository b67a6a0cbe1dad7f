"""What a page offers: links, forms with their fields as a browser would send them, and what a strict CSP forbids."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser

LINKS = ("href", "src", "hx-get")
POSTS = ("hx-post", "hx-put", "hx-patch", "hx-delete")
BUTTONS = {"submit", "image"}
FIELDS = {"input", "select", "textarea", "button"}


@dataclass
class Field:
    """A field of a form: its name, its value as rendered, its kind, the choices of a select."""

    name: str
    value: str
    kind: str
    sent: bool = True
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form, or an element that htmx sends by itself."""

    method: str
    action: str
    fields: list[Field] = field(default_factory=list)
    identifier: str = ""
    button: str = ""
    by_itself: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields, each once."""
        return tuple(sorted({one.name for one in self.fields} - {"csrfmiddlewaretoken"}))


class Reading(HTMLParser):
    """A page taken apart: `links`, `forms`, `ids`, `anchors`, and in `inline` what no strict policy lets through."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.ids: set[str] = set()
        self.anchors: list[str] = []
        self.inline: list[str] = []
        self._written: list[Form] = []
        self._fieldsets: list[bool] = []
        self._open: Form | None = None
        self._elsewhere: list[tuple[str, Field]] = []
        self._select: Field | None = None
        self._area: Field | None = None
        self._buttons: list[tuple[Form | None, str, Field, str, str]] = []
        self.feed(html)
        self.close()
        self._gather()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note what the element links to, sends or breaks."""
        told = {name: value or "" for name, value in attributes}
        self._forbidden(tag, told)
        self.ids.add(told.get("id", ""))
        for name in LINKS:
            link = told.get(name, "")
            (self.anchors if link.startswith("#") else self.links).append(link)
        if tag == "form":
            self._open_form(told)
        else:
            self._sent_by_htmx(told)
        if tag == "fieldset":
            self._fieldsets.append("disabled" in told)
        elif tag == "option" and self._select is not None:
            self._option(told)
        elif tag in FIELDS and "disabled" not in told and not any(self._fieldsets):
            self._field(tag, told)

    def handle_endtag(self, tag: str) -> None:
        """Leave a form, a select or a text field."""
        if tag == "form":
            self._open = None
        elif tag == "fieldset" and self._fieldsets:
            self._fieldsets.pop()
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        """What stands in a text field is its value."""
        if self._area is not None:
            self._area.value += data

    def _forbidden(self, tag: str, told: dict[str, str]) -> None:
        script = (
            tag == "script"
            and "src" not in told
            and told.get("type", "") not in {"application/json", "text/plain"}
        )
        if tag == "style" or script:
            self.inline.append(f"<{tag}>")
        self.inline += [f"<{tag} {name}>" for name in told if name == "style" or name.startswith("on")]
        self.inline += [
            f"<{tag} {name}={told[name][:40]}>"
            for name in LINKS
            if told.get(name, "").startswith("javascript:")
        ]

    def _open_form(self, told: dict[str, str]) -> None:
        watched = [name for name in POSTS if name in told]
        method = told.get("method", "").lower() or (watched[0].removeprefix("hx-") if watched else "get")
        action = told.get("action", "") or (told[watched[0]] if watched else "")
        self._open = Form(method, action, identifier=told.get("id", ""), by_itself=bool(watched))
        self._written.append(self._open)

    def _sent_by_htmx(self, told: dict[str, str]) -> None:
        for name in POSTS:
            if name in told:
                values = json.loads(told.get("hx-vals") or "{}")
                fields = [Field(key, str(value), "hidden") for key, value in values.items()]
                self.forms.append(Form(name.removeprefix("hx-"), told[name], fields))

    def _field(self, tag: str, told: dict[str, str]) -> None:
        name, kind = told.get("name", ""), told.get("type", "text" if tag == "input" else tag)
        made = Field(name, told.get("value", ""), kind)
        if tag == "button" or kind in BUTTONS:
            if tag == "button" and kind not in {"button", "submit"}:
                return
            if told.get("type", "submit") in BUTTONS:
                target = told.get("form", "")
                self._buttons.append(
                    (
                        None if target else self._open,
                        target,
                        made,
                        told.get("formaction", ""),
                        told.get("formmethod", ""),
                    )
                )
            return
        if kind in {"checkbox", "radio"}:
            made.value, made.sent = told.get("value", "on"), "checked" in told
        if tag == "select":
            self._select = made
        elif tag == "textarea":
            self._area = made
        if name and "form" in told:
            self._elsewhere.append((told["form"], made))
        elif name and self._open is not None:
            self._open.fields.append(made)

    def _option(self, told: dict[str, str]) -> None:
        value = told.get("value", "")
        if not self._select.choices or "selected" in told:
            self._select.value = value
        self._select.choices.append(value)

    def _gather(self) -> None:
        by_id = {form.identifier: form for form in self._written if form.identifier}
        pressed: list[Form] = []
        for target, made in self._elsewhere:
            if target in by_id:
                by_id[target].fields.append(made)
        for form, target, made, action, method in self._buttons:
            form = form or by_id.get(target)
            if form is not None:
                extra = [made] if made.name else []
                word = "" if made.value.isdecimal() else made.value[:20]
                fields = [*form.fields, *extra]
                self.forms.append(
                    Form(method.lower() or form.method, action or form.action, fields, button=word)
                )
                pressed.append(form)
        # a form is sent by one of its buttons, or without any where it asks or htmx watches its fields
        quiet = (form for form in self._written if not any(form is one for one in pressed))
        self.forms += [form for form in quiet if form.method == "get" or form.by_itself]


def as_rendered(form: Form) -> dict[str, list[str]]:
    """What a browser would send for a form that nobody touched; files are left out."""
    data: dict[str, list[str]] = {}
    for one in form.fields:
        if one.sent and one.kind != "file":
            data.setdefault(one.name, []).append(one.value)
    return data
