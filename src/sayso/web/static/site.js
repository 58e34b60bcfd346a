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
    // What is folded away has no keys: nobody sees what they would do.
    if (button && !button.closest("details:not([open])")) { event.preventDefault(); button.click(); }
  });
  function tell(event) {
    var figure = event.target.closest && event.target.closest(".timeline, .course");
    var said = figure && figure.querySelector(".readout");
    if (!said) { return; }
    var part = event.target.closest("a, rect, g");
    var title = part && part.querySelector("title");
    said.textContent = title ? title.textContent : "";
  }
  // Words that are selected in an article get an address, and become a claim: by buttons beside
  // them, or by the key n.
  var article = document.querySelector("[data-link]");
  var beside = null;
  function length(block, selection, toEnd) {
    var range = document.createRange();
    range.setStart(block, 0);
    if (toEnd) { range.setEnd(selection.endContainer, selection.endOffset); }
    else { range.setEnd(selection.startContainer, selection.startOffset); }
    var words = range.cloneContents();
    words.querySelectorAll(".hold, .chip, .adding").forEach(function (each) { each.remove(); });
    return Array.from(words.textContent).length; // code points, as spans count them
  }
  function selected() {
    var selection = document.getSelection();
    if (!article || !selection || selection.isCollapsed || !selection.rangeCount) { return null; }
    var range = selection.getRangeAt(0);
    var node = range.startContainer;
    var block = (node.nodeType === 1 ? node : node.parentElement).closest(".block[data-start]");
    if (!block || !article.contains(block) || !block.contains(range.endContainer)) { return null; }
    var begin = Number(block.dataset.start);
    var start = begin + length(block, range, false), end = begin + length(block, range, true);
    return end > start ? { range: range, start: start, end: end } : null;
  }
  function link(address, words, key) {
    var made = document.createElement("a");
    made.href = address;
    made.textContent = words;
    if (key) {
      made.dataset.key = key;
      made.appendChild(document.createElement("kbd")).textContent = key;
    }
    return made;
  }
  document.addEventListener("selectionchange", function () {
    if (beside) { beside.remove(); beside = null; }
    var chosen = selected();
    if (!chosen) { return; }
    var box = chosen.range.getBoundingClientRect();
    beside = document.createElement("div");
    beside.className = "addhere";
    if (article.dataset.add) {
      beside.appendChild(link(article.dataset.add + "?start=" + chosen.start + "&end=" + chosen.end, "Add a claim", "n"));
    }
    beside.appendChild(link(article.dataset.link + chosen.start + "-" + chosen.end + "#words", "Link", ""));
    document.body.appendChild(beside);
    beside.style.top = box.bottom + window.scrollY + 4 + "px";
    beside.style.left = Math.max(4, Math.min(box.left, document.documentElement.clientWidth - beside.offsetWidth - 4)) + window.scrollX + "px";
  });
  document.addEventListener("pointerover", tell);
  document.addEventListener("focusin", tell);
})();
