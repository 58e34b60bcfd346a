// Lights up every part of the claim or note that the address leads to. The page works without it.
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
})();
