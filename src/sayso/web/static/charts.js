// Draws the figures over time with uPlot, from the points of the SVG that the server drew.
(function () {
  "use strict";
  if (!window.uPlot) { return; }
  var HEIGHT = 190;

  function points(figure) {
    return Array.from(figure.querySelectorAll("a[data-at]")).map(function (each) {
      return {
        at: Number(each.dataset.at), low: Number(each.dataset.low), high: Number(each.dataset.high),
        shape: each.dataset.shape, side: each.dataset.side, href: each.getAttribute("href"), told: each.querySelector("title").textContent,
        colour: getComputedStyle(each).getPropertyValue("--c").trim() || "#555"
      };
    });
  }

  function columns(given, times, sides) {
    return sides.map(function (side) {
      var values = times.map(function () { return null; });
      given.forEach(function (each) {
        if (each.side === side) { values[times.indexOf(each.at)] = each.low; }
      });
      return values;
    });
  }

  function days(plot, splits) {
    var short = splits.length > 1 && splits[splits.length - 1] - splits[0] < 3 * 86400, last = "";
    return splits.map(function (each) {
      var when = new Date(each * 1000), day = when.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
      var clock = when.toISOString().slice(11, 16), shown = day;
      if (short) { shown = day === last ? clock : day + " " + clock; }
      last = day;
      return shown;
    });
  }

  // Numbers beside a plot are those that were said; of two too near the lower one is left out.
  function said(given, top) {
    var kept = [];
    given.map(function (each) { return each.low; }).concat(given.map(function (each) { return each.high; }))
      .sort(function (a, b) { return b - a; })
      .forEach(function (each) { if (!kept.length || kept[kept.length - 1] - each > top * 0.1) { kept.push(each); } });
    return kept.reverse();
  }

  function axes(figure, given, top) {
    var style = getComputedStyle(figure);
    var soft = style.getPropertyValue("--soft").trim(), hair = style.getPropertyValue("--hair").trim();
    var one = { stroke: soft, font: "11px sans-serif", grid: { stroke: hair, width: 1 }, ticks: { show: false } };
    return [Object.assign({ space: 90, values: days }, one), Object.assign({ size: 56, splits: function () { return said(given, top); } }, one)];
  }

  function nearest(given, plot) {
    var best = null, least = 400;
    given.forEach(function (each) {
      var x = plot.valToPos(each.at, "x") - plot.cursor.left, y = plot.valToPos(each.low, "y") - plot.cursor.top;
      if (x * x + y * y < least) { least = x * x + y * y; best = each; }
    });
    return best;
  }

  function draw(figure) {
    var given = points(figure), box = figure.querySelector(".plotbox"), readout = figure.querySelector(".readout");
    var times = Array.from(new Set(given.map(function (each) { return each.at; }))).sort(function (a, b) { return a - b; });
    var sides = Array.from(new Set(given.map(function (each) { return each.side; })));
    var top = Math.max.apply(null, given.map(function (each) { return each.high; })) * 1.12 || 1;
    var series = sides.map(function (side) {
      var colour = given.find(function (each) { return each.side === side; }).colour;
      return { label: side, stroke: colour, width: 1.5, spanGaps: true, paths: window.uPlot.paths.stepped({ align: 1 }), points: { show: true, size: 7, fill: colour } };
    });
    function spans(plot) {
      given.forEach(function (each) {
        var x = plot.valToPos(each.at, "x", true), y = plot.valToPos(each.low, "y", true), up = each.shape === "from" ? -1 : 1;
        if (each.shape === "from" || each.shape === "until") {
          plot.ctx.save();
          plot.ctx.strokeStyle = each.colour;
          plot.ctx.lineWidth = 1.5 * devicePixelRatio;
          plot.ctx.beginPath();
          plot.ctx.moveTo(x, y);
          plot.ctx.lineTo(x, y + up * 17 * devicePixelRatio);
          plot.ctx.moveTo(x - 4 * devicePixelRatio, y + up * 11 * devicePixelRatio);
          plot.ctx.lineTo(x, y + up * 17 * devicePixelRatio);
          plot.ctx.lineTo(x + 4 * devicePixelRatio, y + up * 11 * devicePixelRatio);
          plot.ctx.stroke();
          plot.ctx.restore();
          return;
        }
        if (each.high === each.low) { return; }
        plot.ctx.save();
        plot.ctx.globalAlpha = 0.3;
        plot.ctx.strokeStyle = each.colour;
        plot.ctx.lineWidth = 5 * devicePixelRatio;
        plot.ctx.beginPath();
        plot.ctx.moveTo(x, plot.valToPos(each.low, "y", true));
        plot.ctx.lineTo(x, plot.valToPos(each.high, "y", true));
        plot.ctx.stroke();
        plot.ctx.restore();
      });
    }
    var plot = new window.uPlot({
      width: box.clientWidth, height: HEIGHT, series: [{}].concat(series), axes: axes(figure, given, top),
      scales: { x: { range: function (self, low, high) { var pad = (high - low) * 0.04; return [low - pad, high + pad]; } }, y: { range: [0, top] } }, legend: { show: false }, tzDate: function (at) { return window.uPlot.tzDate(new Date(at * 1000), "Etc/UTC"); },
      cursor: { drag: { x: true, y: false } },
      hooks: { draw: [spans], setCursor: [function (self) { var hit = nearest(given, self); readout.textContent = hit ? hit.told : ""; self.over.classList.toggle("hit", Boolean(hit)); }] }
    }, [times].concat(columns(given, times, sides)), box);
    figure.classList.add("drawn");
    plot.over.addEventListener("click", function () {
      var hit = nearest(given, plot);
      if (hit) { location.href = hit.href; }
    });
    new ResizeObserver(function () { plot.setSize({ width: box.clientWidth, height: HEIGHT }); }).observe(box);
  }
  document.querySelectorAll(".course").forEach(draw);
})();
