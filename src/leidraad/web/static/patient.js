// The page of one patient: keeps focus and open parts when the advice changes, and never loses what is being typed.
(function () {
  "use strict";
  var busy = 0, leaving = false, unsaved = false, moved = new Map(), waiting = null, held = null;

  function byId(id) { return document.getElementById(id); }
  function on(names, act, capture) {
    names.split(" ").forEach(function (name) { document.addEventListener(name, act, Boolean(capture)); });
  }
  function parts(act) { document.querySelectorAll("details[id]").forEach(act); }

  // Typing that was not sent yet: a field sends itself when it is left.
  function typing() {
    var at = document.activeElement;
    if (!at || !at.closest("#fields") || !at.matches("input[type=text]")) return false;
    return at.value !== (at.sent === undefined ? at.defaultValue : at.sent);
  }
  on("change", function (event) { event.target.sent = event.target.value; }, true);

  // What somebody opened or closed stays so; the rest is as the page comes.
  on("click", function (event) {
    var part = event.target.closest("summary") && event.target.closest("details[id]");
    if (part) moved.set(part.id, !part.open);
  });

  // A second click of a double click would answer the next question.
  on("click", function (event) {
    if (event.detail > 1 && event.target.closest("#ask button")) event.preventDefault();
  }, true);

  // Buttons of the page that stand outside the form that they belong to are sent along too.
  on("htmx:configRequest", function (event) {
    var cause = event.detail.triggeringEvent, button = cause && cause.submitter;
    if (button && button.name && !byId("case").contains(button)) event.detail.formData.set(button.name, button.value);
  });

  on("htmx:beforeSwap", function (event) {
    var at = document.activeElement;
    held = at && at.id && at.closest("#fields") ? { id: at.id, top: at.getBoundingClientRect().top } : null;
    if (event.detail.target && event.detail.target.id === "ask" && typing()) event.detail.swapOverride = "none";
  });
  // What did not change stays as it is, so that a button that is being pressed stays under the finger.
  on("htmx:oobBeforeSwap", function (event) {
    var now = event.detail.target, then = event.detail.fragment.firstElementChild;
    if (now && then && now.innerHTML === then.innerHTML) event.detail.shouldSwap = false;
  });
  on("htmx:afterSettle", function () {
    parts(function (part) { if (moved.has(part.id)) part.open = moved.get(part.id); });
    if (document.activeElement === document.body || !document.activeElement) {
      var next = document.querySelector("#ask [aria-invalid], #ask [data-focus]");
      if (next) next.focus();
    }
    // What somebody is busy with stays where it was on the screen, whatever came above it.
    var at = held && byId(held.id);
    if (at) window.scrollBy({ top: at.getBoundingClientRect().top - held.top, behavior: "instant" });
  });

  // Letters, other pages and other questions wait for the answer that is still on its way.
  on("htmx:beforeRequest", function () {
    busy += 1;
    unsaved = true;
    byId("trouble").hidden = true;
  });
  on("htmx:afterRequest", function () {
    busy = Math.max(0, busy - 1);
    if (busy === 0 && waiting) window.setTimeout(resume, 0);
  });
  function resume() {
    var asked = waiting, button = waiting && waiting.button;
    if (button && !button.isConnected) {
      button = Array.from(document.querySelectorAll("button")).find(function (other) {
        return ["name", "value", "formAction"].every(function (what) { return other[what] === waiting.button[what]; });
      });
    }
    waiting = null;
    if (asked && button) asked.form.requestSubmit(button);
  }
  on("submit", function (event) {
    var button = event.submitter;
    if (busy === 0 || !["go", "case"].includes(event.target.id)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (button && !button.closest(".question") && !button.matches(".default")) {
      waiting = { form: event.target, button: button };
    }
  }, true);
  on("htmx:responseError htmx:sendError htmx:timeout", function () { byId("trouble").hidden = false; });

  // The case lives in this page only.
  on("submit", function (event) {
    var button = event.submitter;
    if (event.target.id === "case") return;
    if (button && button.hasAttribute("data-saves")) unsaved = false;
    else leaving = !(button && button.formTarget === "_blank");
  });
  window.addEventListener("beforeunload", function (event) {
    if (unsaved && !leaving) event.preventDefault();
  });

  on("dragover dragenter", function (event) {
    event.preventDefault();
    if (byId("open")) byId("open").classList.add("over");
  });
  on("drop", function (event) {
    var form = byId("open"), file = byId("file");
    event.preventDefault();
    if (form) form.classList.remove("over");
    if (file && event.dataTransfer.files.length) {
      file.files = event.dataTransfer.files;
      form.requestSubmit();
    }
  });
})();
