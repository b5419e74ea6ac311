// What HTML alone cannot do: copy, tick, follow an operation and a log. Every page works without it.
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-theme-toggle]");
    if (button) {
      window.cairnTheme.toggle();
      return;
    }
    button = event.target.closest("[data-copy]");
    if (button) {
      copy(button);
      return;
    }
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  function copy(button) {
    var text = document.getElementById(button.dataset.copy).textContent;
    var label = button.querySelector("[data-copy-label]");
    // Browsers offer a clipboard to pages by TLS and from this machine alone.
    if (!navigator.clipboard) {
      say(label, "Select and copy by hand");
      return;
    }
    navigator.clipboard.writeText(text).then(
      function () { say(label, "Copied"); },
      function () { say(label, "Select and copy by hand"); });
  }

  function say(label, text) {
    var before = label.dataset.before || label.textContent;
    label.dataset.before = before;
    label.textContent = text;
    window.setTimeout(function () { label.textContent = before; }, 1800);
  }

  // A button that removes something wakes up once the name is typed; the server checks again.
  document.addEventListener("input", function (event) {
    var field = event.target.closest("[data-confirm]");
    if (!field) return;
    field.form.querySelector("[data-confirmed]").disabled = field.value.trim() !== field.dataset.confirm;
  });
  function arm() {
    document.querySelectorAll("[data-confirm]").forEach(function (field) {
      field.form.querySelector("[data-confirmed]").disabled = field.value.trim() !== field.dataset.confirm;
    });
  }

  // A form is sent once.
  document.addEventListener("submit", function (event) {
    if (event.target.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (event.target.method === "post" && !event.target.hasAttribute("hx-post")) {
      event.target.dataset.sent = "yes";
    }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  function tick() {
    document.querySelectorAll("[data-since]").forEach(function (clock) {
      var seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 1000));
      clock.textContent = seconds < 60 ? seconds + " s"
        : Math.floor(seconds / 60) + " min " + (seconds % 60) + " s";
    });
  }

  // What is being pressed is not replaced under the finger: the click would go nowhere.
  var pressed = false;
  var waiting = null;
  function unpressed(work) {
    if (pressed) waiting = work;
    else work();
  }
  function release() {
    window.setTimeout(function () {
      pressed = false;
      var work = waiting;
      waiting = null;
      if (work) work();
    }, 0);
  }
  // Other buttons open a menu of the browser's, which keeps their end, and sometimes this one's.
  document.addEventListener("pointerdown", function (event) { pressed = event.button === 0; });
  document.addEventListener("pointermove", function (event) {
    if (pressed && event.buttons === 0) release();
  });
  document.addEventListener("pointerup", release);
  document.addEventListener("pointercancel", release);
  window.addEventListener("blur", release);
  document.addEventListener("htmx:beforeSwap", function (event) {
    var polled = (event.detail.elt.getAttribute("hx-trigger") || "").indexOf("every") === 0;
    if (pressed && polled) event.detail.shouldSwap = false; // it asks again in a second
  });

  // Signed out elsewhere, or too long ago: what is asked leads to sign-in, and so does the page.
  function isSignedOut(answer) {
    if (answer.redirected) window.location.reload();
    return answer.redirected;
  }

  // An operation's page: the server sends the steps whenever they change, and "end" at the end.
  function follow(place) {
    var source = new EventSource(place.dataset.live);
    function leave() { source.close(); }
    window.addEventListener("pagehide", leave);
    // A broken connection is taken up again by the browser, a refusal is not.
    source.addEventListener("error", function () {
      if (source.readyState !== EventSource.CLOSED) return;
      window.removeEventListener("pagehide", leave);
      window.setTimeout(function () {
        fetch(window.location.href, { credentials: "same-origin" }).then(
          function (answer) { if (!isSignedOut(answer)) follow(place); },
          function () { follow(place); });
      }, 3000);
    });
    source.addEventListener("steps", function (event) {
      unpressed(function () {
        var held = place.contains(document.activeElement) ? document.activeElement.id : "";
        place.innerHTML = event.data;
        tick();
        window.htmx.process(place);
        var again = held && document.getElementById(held);
        if (again) again.focus();
      });
    });
    source.addEventListener("end", function () {
      source.close();
    });
  }

  // A log: asks for what came since the last byte seen, while the page is visible.
  function tail(place) {
    var at = place.dataset.from;
    var soon = false;
    function more() {
      if (!document.body.contains(place)) return;
      if (document.hidden) {
        window.setTimeout(more, 2000);
        return;
      }
      fetch(place.dataset.tail + "?from=" + encodeURIComponent(at), { credentials: "same-origin" })
        .then(function (answer) {
          if (isSignedOut(answer)) return new Promise(function () {}); // nothing more to do here
          if (!answer.ok) throw new Error("log: " + answer.status);
          soon = answer.headers.get("X-Log-More") === "true";
          at = answer.headers.get("X-Log-Position") || at;
          if (answer.headers.get("X-Log-Restarted") === "true") place.textContent = "";
          return answer.text();
        })
        .then(function (text) {
          if (text) {
            var atEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 40;
            place.append(text);
            if (atEnd) place.scrollTop = place.scrollHeight;
          }
          window.setTimeout(more, soon ? 0 : 1500);
        })
        .catch(function () { window.setTimeout(more, 5000); });
    }
    place.scrollTop = place.scrollHeight;
    more();
  }

  document.addEventListener("DOMContentLoaded", function () {
    arm();
    tick();
    window.setInterval(tick, 1000);
    document.querySelectorAll("[data-live]").forEach(follow);
    document.querySelectorAll("[data-tail]").forEach(tail);
    var wrong = document.querySelector("[aria-invalid='true']");
    if (wrong) wrong.focus();
  });
  document.addEventListener("htmx:afterSwap", function () { arm(); tick(); });
})();
