// Puts a map that moves over the one that the server drew. It is fetched when it comes into view.
const WORDS = ["Open Sans Regular"], BOLD = ["Open Sans Bold"];
const MOST_CORNERS = 800;
const GRID = 10;
const KEYS = "Map of the places below. Arrow keys move it, plus and minus zoom. Enter shows the next place, Shift and Enter the one before.";

function colours(box) {
  const style = getComputedStyle(box);
  const of = (name) => style.getPropertyValue(name).trim();
  return { sea: of("--sea"), land: of("--land"), coast: of("--coast"), ink: of("--ink"), soft: of("--soft"), pin: of("--c2"), area: of("--c1"), paper: of("--paper"), grid: of("--meshes") };
}

const collection = (features) => ({ type: "FeatureCollection", features });

// The middle of an area stands for it where its name is written and where a key leads to.
function middle(ring) {
  const values = (axis) => ring.map((each) => each[axis]);
  return [0, 1].map((axis) => (Math.min(...values(axis)) + Math.max(...values(axis))) / 2);
}

function split(places) {
  const of = (type) => places.features.filter((each) => each.geometry.type === type);
  const named = of("Polygon").map((each) => ({ ...each, geometry: { type: "Point", coordinates: middle(each.geometry.coordinates[0]) } }));
  return { points: collection(of("Point")), areas: collection(of("Polygon")), named: collection(named), all: [...of("Point"), ...named] };
}

function lines() {
  const steps = (from, to) => Array.from({ length: (to - from) / GRID + 1 }, (_, at) => from + at * GRID);
  const all = [...steps(-180, 180).map((x) => [[x, -80], [x, 80]]), ...steps(-80, 80).map((y) => [[-180, y], [180, y]])];
  return { type: "Feature", properties: {}, geometry: { type: "MultiLineString", coordinates: all } };
}

function towns(box) {
  const point = ([name, x, y]) => ({ type: "Feature", properties: { name }, geometry: { type: "Point", coordinates: [x, y] } });
  return collection(JSON.parse(box.dataset.towns).map(point));
}

// What of a ring lies on one side of a line (Sutherland and Hodgman, 1974).
function half(ring, axis, limit, side) {
  const found = [];
  for (let at = 0; at < ring.length; at += 1) {
    const point = ring[at], before = ring[(at || ring.length) - 1];
    const inside = (point[axis] - limit) * side >= 0;
    if (inside !== (before[axis] - limit) * side >= 0) {
      const share = (limit - before[axis]) / (point[axis] - before[axis]);
      const other = before[1 - axis] + share * (point[1 - axis] - before[1 - axis]);
      found.push(axis ? [other, limit] : [limit, other]);
    }
    if (inside) { found.push(point); }
  }
  return found;
}

// A ring in parts that are small enough to be filled without mistakes.
function parts(ring, axis = 0) {
  if (ring.length <= MOST_CORNERS) { return ring.length > 2 ? [ring] : []; }
  const values = ring.map((each) => each[axis]).sort((a, b) => a - b);
  const limit = values[values.length >> 1] + 0.003;
  return [1, -1].flatMap((side) => {
    const part = half(ring, axis, limit, side);
    return part.length < ring.length ? parts(part, 1 - axis) : [part];
  });
}

// A ring less its sides along the antimeridian and at the pole, where it was cut.
function coast(ring) {
  const edge = ([x, y]) => Math.abs(x) === 180 || y === -90;
  const lines = [[]];
  ring.forEach((point, at) => {
    if (at && edge(point) && edge(ring[at - 1])) { lines.push([]); }
    lines[lines.length - 1].push(point);
  });
  return lines.filter((line) => line.length > 1);
}

function grounds(land) {
  const feature = (kind, type, coordinates) => ({ type: "Feature", properties: { kind }, geometry: { type, coordinates } });
  const features = land.features.flatMap((each) => {
    const [ring] = each.geometry.coordinates, kind = each.properties.kind;
    return [feature("coast", "MultiLineString", coast(ring)), ...parts(ring.slice(1)).map((part) => feature(kind, "Polygon", [[...part, part[0]]]))];
  });
  return { type: "FeatureCollection", features };
}

async function read(address) {
  return (await fetch(address)).json();
}

function styleOf(box, places, land) {
  const c = colours(box);
  const size = ["interpolate", ["linear"], ["sqrt", ["get", "claims"]], 1, 4.5, 30, 16];
  const halo = { "text-color": c.ink, "text-halo-color": c.land, "text-halo-width": 1.6 };
  const beside = { "text-field": ["get", "name"], "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 0.65, "text-padding": 1, "text-justify": "auto" };
  const first = { "symbol-sort-key": ["-", ["get", "claims"]] };
  const rim = { "line-color": c.area, "line-width": 1.2 };
  // Of layers with names, the last one is placed first: what is reported before what helps to find it.
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: land },
      grid: { type: "geojson", data: lines() },
      towns: { type: "geojson", data: towns(box) },
      areas: { type: "geojson", data: places.areas },
      named: { type: "geojson", data: places.named },
      places: { type: "geojson", data: places.points }
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": c.sea } },
      { id: "land", type: "fill", source: "land", filter: ["==", ["get", "kind"], "land"], paint: { "fill-color": c.land, "fill-antialias": false } },
      { id: "lakes", type: "fill", source: "land", filter: ["==", ["get", "kind"], "lake"], paint: { "fill-color": c.sea } },
      { id: "coast", type: "line", source: "land", filter: ["==", ["get", "kind"], "coast"], paint: { "line-color": c.coast, "line-width": 0.8 } },
      { id: "grid", type: "line", source: "grid", paint: { "line-color": c.grid, "line-width": 0.7 } },
      { id: "reach", type: "fill", source: "areas", paint: { "fill-color": c.area, "fill-opacity": 0.1 } },
      { id: "districts", type: "line", source: "areas", filter: ["!=", ["get", "precision"], "region"], paint: { ...rim, "line-dasharray": [5, 3] } },
      { id: "regions", type: "line", source: "areas", filter: ["==", ["get", "precision"], "region"], paint: { ...rim, "line-dasharray": [1.5, 3] } },
      { id: "landmarks", type: "circle", source: "towns", paint: { "circle-color": c.soft, "circle-radius": 1.8 } },
      { id: "pins", type: "circle", source: "places", layout: { "circle-sort-key": ["-", ["get", "claims"]] }, paint: { "circle-color": c.pin, "circle-opacity": 0.85, "circle-stroke-color": c.land, "circle-stroke-width": 1, "circle-radius": size } },
      { id: "towns", type: "symbol", source: "towns", layout: { ...beside, "text-radial-offset": 0.4, "text-size": 11, "text-font": WORDS }, paint: { ...halo, "text-color": c.soft } },
      { id: "areas", type: "symbol", source: "named", layout: { ...beside, ...first, "text-size": 12, "text-font": BOLD }, paint: { ...halo, "text-color": c.area } },
      { id: "names", type: "symbol", source: "places", layout: { ...beside, ...first, "text-size": 13, "text-font": BOLD }, paint: halo }
    ]
  };
}

// What is at one point, each with a link to its claims.
function popupFor(features) {
  const list = document.createElement("ul");
  for (const { name, precision, claims, link } of features) {
    const item = document.createElement("li"), anchor = document.createElement("a");
    anchor.href = link;
    anchor.textContent = name;
    item.append(anchor, ` ${precision}, ${claims} ${claims === 1 ? "claim" : "claims"}`);
    list.append(item);
  }
  return list;
}

// Enter leads from place to place, those that most claims name first; Escape back to the map.
function walk(map, places, open) {
  const order = [...places].sort((a, b) => b.properties.claims - a.properties.claims);
  let at = -1;
  return (event) => {
    if (event.key !== "Enter" || !order.length) { return; }
    event.preventDefault();
    at = (at + (event.shiftKey ? order.length - (at < 0 ? 0 : 1) : 1)) % order.length;
    const { geometry, properties } = order[at];
    if (!map.getBounds().contains(geometry.coordinates)) { map.jumpTo({ center: geometry.coordinates }); }
    open(geometry.coordinates, [properties]);
  };
}

async function show(box) {
  const [places, land] = await Promise.all([read(box.dataset.places).then(split), read(box.dataset.land).then(grounds)]);
  const { Map, NavigationControl, Popup, ScaleControl, setWorkerUrl } = await import(box.dataset.library);
  setWorkerUrl(new URL(box.dataset.worker, location).href);
  const [west, south, east, north] = box.dataset.bounds.split(",").map(Number);
  const place = document.createElement("div");
  place.className = "live";
  box.append(place);
  let map;
  try {
    map = new Map({ container: place, style: styleOf(box, places, land), bounds: [[west, south], [east, north]], fitBoundsOptions: { padding: 40, maxZoom: 6.5 }, maxZoom: 10, attributionControl: false, cooperativeGestures: true, dragRotate: false, pitchWithRotate: false, touchPitch: false, renderWorldCopies: true, localIdeographFontFamily: "sans-serif", locale: { "Map.Title": KEYS } });
  } catch {
    place.remove(); // no WebGL here: the drawn map stays
    return;
  }
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.on("error", (event) => console.warn(event.error && event.error.message));
  map.once("idle", () => box.classList.add("moving"));
  box.map = map;
  map.addControl(new ScaleControl({ maxWidth: 140 }), "bottom-right");
  let popup;
  const open = (where, features) => {
    if (popup) { popup.remove(); }
    popup = new Popup({ closeButton: true, maxWidth: "18rem" }).setLngLat(where).setDOMContent(popupFor(features)).addTo(map);
  };
  map.on("click", (event) => {
    const { x, y } = event.point;
    const hits = map.queryRenderedFeatures([[x - 3, y - 3], [x + 3, y + 3]], { layers: ["pins", "reach"] });
    const told = [...new globalThis.Map(hits.map((each) => [each.properties.name, each.properties])).values()];
    if (told.length) { open(event.lngLat, told); }
  });
  map.getCanvas().addEventListener("keydown", walk(map, places.all, open));
  place.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && popup && popup.isOpen()) {
      popup.remove();
      map.getCanvas().focus();
    }
  });
  for (const layer of ["pins", "reach"]) {
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(styleOf(box, places, land)));
}

const seen = new IntersectionObserver((entries) => {
  for (const each of entries) {
    if (each.isIntersecting) {
      seen.unobserve(each.target);
      show(each.target);
    }
  }
}, { rootMargin: "200px" });
document.querySelectorAll(".mapbox").forEach((box) => seen.observe(box));
