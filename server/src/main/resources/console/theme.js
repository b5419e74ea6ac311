// Loaded before the page paints: light or dark as remembered, else as the system wants it.
(function () {
  "use strict";
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  function remembered() {
    try {
      return window.localStorage.getItem("cairn-theme");
    } catch (refused) {
      return null; // storage switched off: follow the system
    }
  }
  function apply() {
    document.documentElement.dataset.bsTheme = remembered() || (system.matches ? "dark" : "light");
  }
  apply();
  system.addEventListener("change", apply);
  window.cairnTheme = {
    toggle: function () {
      var next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
      document.documentElement.dataset.bsTheme = next;
      try {
        window.localStorage.setItem("cairn-theme", next);
      } catch (refused) {
        return; // holds for this page only
      }
    },
  };
})();
