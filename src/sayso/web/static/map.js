// Puts a map that moves over the one that the server drew. It is fetched when it comes into view.
const WORDS = ["Open Sans"];
const MOST_CORNERS = 800;

function colours(box) {
  const style = getComputedStyle(box);
  const of = (name) => style.getPropertyValue(name).trim();
  return { sea: of("--sea"), land: of("--land"), coast: of("--coast"), ink: of("--ink"), soft: of("--soft"), pin: of("--c2"), area: of("--c1"), paper: of("--paper") };
}

function split(places) {
  const of = (type) => ({ type: "FeatureCollection", features: places.features.filter((each) => each.geometry.type === type) });
  return { points: of("Point"), areas: of("Polygon") };
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
  const size = ["interpolate", ["linear"], ["sqrt", ["get", "claims"]], 1, ["case", ["has", "point_count"], 9, 4.5], 30, 20];
  const halo = { "text-color": c.ink, "text-halo-color": c.land, "text-halo-width": 1.6 };
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: land },
      areas: { type: "geojson", data: places.areas },
      places: { type: "geojson", data: places.points, cluster: true, clusterRadius: 26, clusterMaxZoom: 7, clusterProperties: { claims: ["+", ["get", "claims"]] } }
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": c.sea } },
      { id: "land", type: "fill", source: "land", filter: ["==", ["get", "kind"], "land"], paint: { "fill-color": c.land, "fill-antialias": false } },
      { id: "lakes", type: "fill", source: "land", filter: ["==", ["get", "kind"], "lake"], paint: { "fill-color": c.sea } },
      { id: "coast", type: "line", source: "land", filter: ["==", ["get", "kind"], "coast"], paint: { "line-color": c.coast, "line-width": 0.8 } },
      { id: "reach", type: "fill", source: "areas", paint: { "fill-color": c.area, "fill-opacity": 0.1 } },
      { id: "rim", type: "line", source: "areas", paint: { "line-color": c.area, "line-width": 1.2, "line-dasharray": [3, 2] } },
      { id: "pins", type: "circle", source: "places", paint: { "circle-color": c.pin, "circle-opacity": ["case", ["has", "point_count"], 0.8, 0.9], "circle-stroke-color": c.land, "circle-stroke-width": 1, "circle-radius": size } },
      { id: "areas", type: "symbol", source: "areas", layout: { "text-field": ["get", "name"], "text-size": 12, "text-font": WORDS }, paint: { ...halo, "text-color": c.area } },
      { id: "names", type: "symbol", source: "places", filter: ["!", ["has", "point_count"]], layout: { "text-field": ["get", "name"], "text-size": 12, "text-font": WORDS, "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": 0.9, "text-justify": "auto", "symbol-sort-key": ["-", ["get", "claims"]] }, paint: halo },
      { id: "counts", type: "symbol", source: "places", filter: ["has", "point_count"], layout: { "text-field": ["to-string", ["get", "claims"]], "text-size": 11, "text-font": WORDS, "text-allow-overlap": true }, paint: { "text-color": c.paper } }
    ]
  };
}

function popupFor(properties) {
  const told = document.createElement("div");
  const link = document.createElement("a");
  link.href = properties.link;
  link.textContent = properties.name;
  told.append(link, ` ${properties.precision}, ${properties.claims} ${properties.claims === 1 ? "claim" : "claims"}`);
  return told;
}

async function show(box) {
  const [places, land] = await Promise.all([read(box.dataset.places).then(split), read(box.dataset.land).then(grounds)]);
  const { Map, NavigationControl, Popup, setWorkerUrl } = await import(box.dataset.library);
  setWorkerUrl(new URL(box.dataset.worker, location).href);
  const [west, south, east, north] = box.dataset.bounds.split(",").map(Number);
  const place = document.createElement("div");
  place.className = "live";
  box.append(place);
  let map;
  try {
    map = new Map({ container: place, style: styleOf(box, places, land), bounds: [[west, south], [east, north]], fitBoundsOptions: { padding: 40, maxZoom: 6.5 }, maxZoom: 10, attributionControl: false, cooperativeGestures: true, dragRotate: false, pitchWithRotate: false, touchPitch: false, renderWorldCopies: true, localIdeographFontFamily: "sans-serif" });
  } catch {
    place.remove(); // no WebGL here: the drawn map stays
    return;
  }
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.on("error", (event) => console.warn(event.error && event.error.message));
  map.once("idle", () => box.classList.add("moving"));
  map.on("click", async (event) => {
    const [hit] = map.queryRenderedFeatures(event.point, { layers: ["pins", "reach"] });
    if (!hit) { return; }
    if (hit.properties.cluster_id !== undefined) {
      const zoom = await map.getSource("places").getClusterExpansionZoom(hit.properties.cluster_id);
      map.easeTo({ center: hit.geometry.coordinates, zoom });
      return;
    }
    new Popup({ closeButton: true, maxWidth: "18rem" }).setLngLat(event.lngLat).setDOMContent(popupFor(hit.properties)).addTo(map);
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
