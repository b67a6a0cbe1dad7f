// The id of a form is kept in this browser until the answer is acknowledged, so that a reload or a second try after a
// lost connection counts once. Without JavaScript the id that the page brought does the same for the page itself.
(function () {
  "use strict";
  var SENDING = 15000;  // whose connection hangs may send again: the same id counts once
  // Calls `act` when nobody has touched the page for so long; who still reads or writes is not thrown out.
  function whenLeft(act, after) {
    var timer;
    function touched() { clearTimeout(timer); timer = setTimeout(act, after); }
    ["input", "keydown", "pointerdown", "scroll"].forEach(function (name) { window.addEventListener(name, touched); });
    return touched;
  }
  // At a kiosk every form is another person's: an empty one with its own id, after "back" and after a while untouched
  // (seconds), for who walks away leaves nothing on it.
  function startAfresh(form) {
    function again() { location.replace(form.action); }
    var touched = whenLeft(again, form.dataset.kiosk * 1000);
    history.replaceState(null, "", form.action);  // a page that answered a sending is fetched anew, never sent again
    window.addEventListener("pageshow", function (event) { if (event.persisted) again(); });
    if (document.getElementById("masalah")) touched();
  }
  var form = document.querySelector("[data-survey]");
  var sent = document.querySelector("[data-survey-sent]");
  function key(code) { return "survey-" + code; }
  try {
    if (sent) sessionStorage.removeItem(key(sent.dataset.surveySent));
    if (form && !("kiosk" in form.dataset)) {  // at a kiosk the next form is another person's
      var field = form.elements.form_id;
      var kept = sessionStorage.getItem(key(form.dataset.survey));
      if (kept) field.value = kept;
      else {
        if (window.crypto && crypto.randomUUID) field.value = crypto.randomUUID();
        sessionStorage.setItem(key(form.dataset.survey), field.value);
      }
    }
  } catch (error) { /* a browser that keeps nothing: the page's own id holds */ }
  if (form) {
    // the code of a slip stands behind # in its QR code, which no server sees
    var slip = form.elements.slip;
    if (slip && !slip.value && /^#[0-9A-Za-z]{8}$/.test(location.hash)) {
      slip.value = location.hash.slice(1);
      history.replaceState(null, "", location.pathname + location.search);
    }
    form.addEventListener("submit", function (event) {
      if (form.dataset.sending) { event.preventDefault(); return; }
      form.dataset.sending = "1";
      setTimeout(sendable, SENDING);
    });
    function sendable() { delete form.dataset.sending; }
    window.addEventListener("pageshow", sendable);
    if ("kiosk" in form.dataset) startAfresh(form);
  }
  var home = document.querySelector("[data-seconds]");
  if (home) whenLeft(function () { location.replace(home.href); }, home.dataset.seconds * 1000)();
  var problem = document.getElementById("masalah");
  if (problem) problem.scrollIntoView();
})();
