// Charts of a database or a stage, drawn by uPlot from the REST API, a value a minute. Where there is no value
// the line has a gap. The page works without them: the table beneath has the same figures.
(function () {
  "use strict";

  var EVERY = 15000;
  var MINUTE = 60;
  var place = null; // the charts on the page now
  var minutes = new Map();
  var plots = [];
  var timer = 0;

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function bytes(value) {
    var units = ["B", "KiB", "MiB", "GiB", "TiB"];
    var unit = 0;
    while (Math.abs(value) >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return (value >= 10 || value === Math.round(value) ? Math.round(value) : value.toFixed(1)) + " " + units[unit];
  }

  function number(value) {
    return value < 100 ? value.toFixed(1) : Math.round(value).toString();
  }

  // Of what there was something, never nothing.
  function rate(value) {
    return value === 0 ? "0" : value < 0.1 ? "<0.1" : number(value);
  }

  function time(millis) {
    return millis < 1000 ? Math.max(1, Math.round(millis)) + " ms" : (millis / 1000).toFixed(1) + " s";
  }

  function clock(seconds) {
    var at = new Date(seconds * 1000);
    return String(at.getHours()).padStart(2, "0") + ":" + String(at.getMinutes()).padStart(2, "0");
  }

  // What each chart shows: values of a minute, words for one, the top of its scale.
  var kinds = {
    connections: {
      values: function (m) { return [m.connections]; },
      say: function (m) { return m.connections + " of " + m.maxConnections; },
      top: function (most) { return Math.max(4, most * 1.2); },
      tick: function (v) { return v === Math.round(v) ? String(v) : ""; },
    },
    queries: {
      values: function (m) { return [m.queriesPerSecond]; },
      say: function (m) { return m.queriesPerSecond === undefined ? "not known" : number(m.queriesPerSecond); },
      top: function (most) { return Math.max(1, most * 1.2); },
      tick: function (v) { return v >= 1000 ? v / 1000 + " k" : String(Math.round(v * 100) / 100); },
    },
    cache: {
      values: function (m) { return [m.cacheHitRatio]; },
      say: function (m) { return m.cacheHitRatio === undefined ? "nothing read" : (m.cacheHitRatio * 100).toFixed(1) + " %"; },
      top: function () { return 1; },
      tick: function (v) { return Math.round(v * 100) + " %"; },
    },
    lag: {
      values: function (m) { return [m.lagSeconds]; },
      say: function (m) {
        var behind = m.behindBytes === undefined ? "" : ", " + bytes(m.behindBytes);
        return m.lagSeconds === undefined ? "not known" + behind : number(m.lagSeconds) + " s" + behind;
      },
      top: function (most) { return Math.max(1, most * 1.2); },
      tick: function (v) { return Math.round(v * 100) / 100 + " s"; },
    },
    requests: {
      values: function (m) { return [m.requestsPerSecond]; },
      say: function (m) { return rate(m.requestsPerSecond); },
      top: function (most) { return Math.max(1, most * 1.2); },
      tick: function (v) { return v >= 1000 ? v / 1000 + " k" : String(Math.round(v * 100) / 100); },
    },
    failures: {
      values: function (m) { return [m.errorsPerSecond, m.refusedPerSecond]; },
      say: function (m) { return rate(m.errorsPerSecond) + " errors, " + rate(m.refusedPerSecond) + " refused"; },
      top: function (most, other) { return Math.max(1, most * 1.2, other * 1.2); },
      tick: function (v) { return v >= 1000 ? v / 1000 + " k" : String(Math.round(v * 100) / 100); },
      lines: 2,
      colours: ["--c-bad", "--c-bad-soft", "--c-warn"],
    },
    latency: {
      values: function (m) { return [m.p50Millis, m.p99Millis]; },
      say: function (m) { return m.p50Millis === undefined ? "nothing answered" : "p50 " + time(m.p50Millis) + ", p99 " + time(m.p99Millis); },
      top: function (most, other) { return Math.max(5, most * 1.2, other * 1.2); },
      tick: function (v) { return v >= 1000 ? Math.round(v / 100) / 10 + " s" : Math.round(v * 10) / 10 + " ms"; },
      lines: 2,
      colours: ["--c-accent", "--c-accent-soft", "--c-muted"],
      dash: [],
    },
    storage: {
      lines: 2,
      values: function (m) { return [m.usedBytes, m.storageBytes]; },
      say: function (m) { return bytes(m.usedBytes) + " of " + bytes(m.storageBytes); },
      // Near the limit against the limit; far from it large enough to see it grow.
      top: function (most, limit) { return most > limit / 5 ? limit * 1.08 : Math.max(1048576, most * 1.5); },
      tick: bytes,
    },
  };

  function grid() {
    var end = Math.floor(Date.now() / 1000 / MINUTE) * MINUTE;
    var times = [];
    for (var at = end - Number(place.dataset.seconds); at <= end; at += MINUTE) times.push(at);
    return times;
  }

  function columns(kind, times) {
    var data = [times];
    times.forEach(function (at) {
      var minute = minutes.get(at);
      var values = minute ? kind.values(minute) : [];
      for (var i = 0; i < (kind.lines || 1); i++) {
        (data[i + 1] = data[i + 1] || []).push(values[i] === undefined ? null : values[i]);
      }
    });
    return data;
  }

  function most(values) {
    return values.reduce(function (a, b) { return b !== null && b > a ? b : a; }, 0);
  }

  function latest(times) {
    for (var i = times.length - 1; i >= 0; i--) {
      if (minutes.has(times[i])) return i;
    }
    return -1;
  }

  // A value between two gaps is no line: it is drawn as a point.
  function alone(u, series) {
    var values = u.data[series];
    var found = [];
    for (var i = 0; i < values.length; i++) {
      var before = i > 0 ? values[i - 1] : null;
      var after = i < values.length - 1 ? values[i + 1] : null;
      if (values[i] !== null && before === null && after === null) found.push(i);
    }
    return found;
  }

  function axis(values) {
    return {
      stroke: colour("--c-faint"),
      font: "11px " + getComputedStyle(document.body).fontFamily,
      grid: { stroke: colour("--c-line"), width: 1 },
      ticks: { show: false },
      values: function (u, splits) { return splits.map(values); },
    };
  }

  function draw(figure) {
    var kind = kinds[figure.dataset.chart];
    var holder = figure.querySelector(".chart-plot");
    var value = figure.querySelector(".chart-value");
    var data = columns(kind, grid());
    var plot = null;
    var x = axis(clock);
    x.size = 26;
    x.space = 56;
    var y = axis(kind.tick);
    y.size = 58;
    y.space = 30;
    if (kind === kinds.storage) {
      y.incrs = [];
      for (var step = 1; step < Math.pow(2, 50); step *= 2) y.incrs.push(step);
    }
    var colours = (kind.colours || ["--c-accent", "--c-accent-soft", "--c-bad"]).map(colour);
    var series = [
      {},
      { stroke: colours[0], fill: colours[1], width: 1.75, points: { show: true, size: 5, fill: colours[0], filter: alone } },
    ];
    if (data.length > 2) series.push({ stroke: colours[2], width: 1.5, dash: kind.dash || [5, 4], points: { show: true, size: 5, fill: colours[2], filter: alone } });

    function range() {
      var limit = data.length > 2 ? most(data[2]) : 0;
      return [0, kind.top(most(data[1]), limit)];
    }

    function say(index) {
      var minute = minutes.get(data[0][index]);
      return minute ? kind.say(minute) : "no answer";
    }

    function sayLatest() {
      var index = latest(data[0]);
      value.textContent = index < 0 ? "" : say(index);
    }

    plot = new window.uPlot(
      {
        width: Math.max(200, holder.clientWidth),
        height: 150,
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
        scales: { x: { time: true, range: function () { return [data[0][0], data[0][data[0].length - 1]]; } }, y: { range: range } },
        axes: [x, y],
        series: series,
        hooks: {
          setCursor: [
            function (u) {
              if (u.cursor.idx === null || u.cursor.idx === undefined || u.cursor.left < 0) {
                sayLatest();
              } else {
                value.textContent = clock(data[0][u.cursor.idx]) + " · " + say(u.cursor.idx);
              }
            },
          ],
        },
      },
      data,
      holder);

    function point(index) {
      var at = Math.min(data[0].length - 1, Math.max(0, index));
      plot.setCursor({ left: plot.valToPos(data[0][at], "x"), top: 10 });
    }

    holder.onkeydown = function (event) {
      var end = data[0].length - 1;
      var now = plot.cursor.left >= 0 && plot.cursor.idx !== null ? plot.cursor.idx : end + 1;
      if (event.key === "ArrowLeft") point(now - 1);
      else if (event.key === "ArrowRight") point(now + 1);
      else if (event.key === "Home") point(0);
      else if (event.key === "End") point(end);
      else if (event.key === "Escape") holder.onblur();
      else return;
      event.preventDefault();
    };
    holder.onblur = function () { plot.setCursor({ left: -10, top: -10 }); };
    sayLatest();
    return {
      update: function () {
        data = columns(kind, grid());
        plot.setData(data);
        if (!(plot.cursor.left >= 0)) sayLatest();
      },
      resize: function () {
        var width = Math.max(200, holder.clientWidth);
        if (width !== plot.width) plot.setSize({ width: width, height: 150 });
      },
      destroy: function () { plot.destroy(); },
    };
  }

  function drawAll() {
    plots.forEach(function (plot) { plot.destroy(); });
    plots = [];
    if (place) plots = Array.prototype.map.call(place.querySelectorAll("[data-chart]"), draw);
  }

  function newest() {
    var at = 0;
    minutes.forEach(function (value, key) { if (key > at) at = key; });
    return at;
  }

  function load(here) {
    var since = newest() || Math.floor(Date.now() / 1000) - Number(here.dataset.seconds) - MINUTE;
    return fetch(here.dataset.charts + "?since=" + new Date(since * 1000).toISOString(), { credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok) throw new Error("metrics: " + answer.status);
        return answer.json();
      })
      .then(function (answer) {
        if (here !== place) return;
        answer.minutes.forEach(function (minute) { minutes.set(Math.floor(Date.parse(minute.at) / 1000), minute); });
        var oldest = Date.now() / 1000 - Number(here.dataset.seconds) - 5 * MINUTE;
        minutes.forEach(function (value, key) { if (key < oldest) minutes.delete(key); });
      });
  }

  function follow(here) {
    window.clearTimeout(timer);
    if (here !== place || !document.body.contains(here)) return;
    var again = function () { timer = window.setTimeout(function () { follow(here); }, EVERY); };
    if (document.hidden) {
      again();
      return;
    }
    load(here).then(
      function () {
        if (plots.length === 0) drawAll();
        else plots.forEach(function (plot) { plot.update(); });
        again();
      },
      again);
  }

  function begin() {
    var here = document.querySelector("[data-charts]");
    if (here === place) return;
    place = here;
    plots.forEach(function (plot) { plot.destroy(); });
    plots = [];
    minutes = new Map();
    if (place) {
      sizes.disconnect();
      sizes.observe(place);
      follow(place);
    }
  }

  var sizes = new ResizeObserver(function () { plots.forEach(function (plot) { plot.resize(); }); });
  new MutationObserver(drawAll).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("htmx:afterSettle", begin);
  document.addEventListener("visibilitychange", function () { if (!document.hidden && place) follow(place); });
})();
