// Lights up the claim that the address leads to, and gives the review its keys. All works without.
(function () {
  "use strict";
  function light() {
    document.querySelectorAll(".lit").forEach(function (each) { each.classList.remove("lit"); });
    var id = decodeURIComponent(location.hash.slice(1));
    if (!/^d\d+-[cw][\d-]+$/.test(id)) { return; }
    document.querySelectorAll('[data-in~="' + id + '"]').forEach(function (each) {
      each.classList.add("lit");
    });
  }
  window.addEventListener("hashchange", light);
  light();
  var narrow = window.matchMedia("(max-width: 46rem)");
  document.querySelectorAll(".facetbox").forEach(function (each) { each.open = !narrow.matches; });
  document.addEventListener("keydown", function (event) {
    var at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) { return; }
    var button = document.querySelector('[data-key="' + CSS.escape(event.key) + '"]');
    if (button) { event.preventDefault(); button.click(); }
  });
})();
