// Keys for the review, facets that fold on a phone, words for what the pointer is on. All works without.
(function () {
  "use strict";
  var narrow = window.matchMedia("(max-width: 46rem)");
  var kept = [];
  function boxes() { return Array.from(document.querySelectorAll(".facetbox")); }
  function set(states) {
    boxes().forEach(function (each, at) { each.open = at < states.length ? states[at] : !narrow.matches; });
  }
  set([]);
  // What was folded stays so when htmx puts in new facets.
  document.addEventListener("htmx:before:swap", function () {
    kept = boxes().map(function (each) { return each.open; });
  });
  document.addEventListener("htmx:after:swap", function () { set(kept); });
  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) { return; }
    var button = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
    if (button) { event.preventDefault(); button.click(); }
  });
  function tell(event) {
    var figure = event.target.closest && event.target.closest(".timeline, .course");
    var said = figure && figure.querySelector(".readout");
    if (!said) { return; }
    var part = event.target.closest("a, rect, g");
    var title = part && part.querySelector("title");
    said.textContent = title ? title.textContent : "";
  }
  document.addEventListener("pointerover", tell);
  document.addEventListener("focusin", tell);
})();
