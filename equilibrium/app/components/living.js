// The living enterprise: one future's cells as a tissue that breathes, divides and dies, week by week. A place in time is a picture:
// whoever scrubs back sees the same again. Boxes (organisation) turn into cells (organism) as the enterprise moves on that axis.

const STATES = new WeakMap();
const SPEEDS = [2, 4, 8, 16]; // weeks a second
const RAYS = 72; // directions in which the membrane is measured
const EVENT = 4; // weeks that a birth, a death or a new craft is seen
const FLIGHTS = 90;
const BODY = 0.39; // half a cell's width, where 1 is the distance of two
const MADE = ["conceptual", "method", "accessory"];
const HUES = { // founding, three families made here, the same three absorbed; told apart by the colour-blind too, and by a letter
  light: ["#A9B0AA", "#12706E", "#E0A43A", "#34509E", "#9CC27A", "#C4573C", "#B07AA8"],
  dark: ["#7F8C88", "#2FA39B", "#F5C85F", "#7C93F2", "#C2E59F", "#EE7D5B", "#E8BFE4"],
};
const INKS = { light: ["#22302F", "#FFFFFF", "#22302F", "#FFFFFF", "#22302F", "#FFFFFF", "#22302F"], dark: Array(7).fill("#0F1A1C") };
const clip = value => Math.min(1, Math.max(0, value));
const eased = value => { const x = clip(value); return x * x * (3 - 2 * x) };
const chance = (a, b) => { const x = Math.sin(a * 127.1 + b * 311.7) * 43758.5453; return x - Math.floor(x) };

export default function ({ data, parentElement }) {
  let state = STATES.get(parentElement);
  if (!state) { state = mount(parentElement); STATES.set(parentElement, state) }
  state.update(data);
  return state.stop;
}

// ---- what the server sends, unpacked --------------------------------------------------------------------------------------

function bytes(text) { return Uint8Array.from(atob(text), letter => letter.charCodeAt(0)) }

function summed(text, cells) { // differences from week to week, modulo 256
  const out = bytes(text);
  for (let k = cells; k < out.length; k++) out[k] = out[k] + out[k - cells];
  return out;
}

function unpack(sent) {
  const { weeks, cells, needs } = sent;
  const energy = summed(sent.energy, cells), load = summed(sent.load, cells);
  const serving = new Int16Array(bytes(sent.serving).buffer);
  const crafts = sent.crafts.need.map((need, k) => {
    const origin = sent.crafts.origin[k], family = MADE.indexOf(sent.crafts.family[k]);
    const kind = origin === "founding" ? 0 : 1 + family + (origin === "ally" ? 3 : 0);
    return { need, origin, family, kind, born: sent.crafts.born[k], parent: sent.crafts.parent[k], ripened: sent.crafts.ripened[k],
             found: sent.crafts.found_week[k], spells: [] };
  });
  const lives = sent.lives.cell.map((cell, k) => {
    const died = sent.lives.died[k], life = { number: k, cell, born: sent.lives.born[k], died: died < 0 ? Infinity : died,
      mother: sent.lives.mother[k], people: sent.lives.people[k], faces: [], links: [] };
    life.last = Math.min(weeks, life.died - 1);
    life.lowest = { week: life.born, energy: 255 };
    for (let week = life.born; week <= life.last; week++) {
      const now = energy[week * cells + cell];
      if (now < life.lowest.energy) life.lowest = { week, energy: now };
    }
    return life;
  });
  sent.faces.life.forEach((k, i) => lives[k].faces.push({ need: sent.faces.need[i], first: sent.faces.first[i], last: sent.faces.last[i] }));
  sent.links.life.forEach((k, i) => lives[k].links.push({ other: sent.links.other[i], first: sent.links.first[i], last: sent.links.last[i] }));
  for (let need = 0; need < needs; need++) {
    for (let week = 0, since = 0; week <= weeks; week++) {
      const craft = serving[week * needs + need];
      if (week === weeks || serving[(week + 1) * needs + need] !== craft) {
        if (craft >= 0) crafts[craft].spells.push([since, week]);
        since = week + 1;
      }
    }
  }
  const events = []; // what makes the cells that face a need flash
  for (const craft of crafts) {
    if (craft.origin === "relabel") {
      events.push({ week: craft.born, need: craft.need, kind: -1 });
      if (craft.found >= 0) events.push({ week: craft.found, need: craft.need, kind: -2 });
    } else if (craft.ripened > 0) events.push({ week: craft.ripened, need: craft.need, kind: craft.kind });
  }
  const most = key => Math.max(1e-9, ...sent.figures[key].map(value => value ?? 0));
  return { ...sent, energy, load, serving, crafts, lives, events, most: { revenue: most("revenue"), cards: most("insight_cards") },
           frames: layouts(lives, weeks, needs) };
}

function facing(life, week) { return life.faces.filter(spell => spell.first <= week && week <= spell.last).map(spell => spell.need) }

// ---- where cells are: a layout for each week in which one is born or dies --------------------------------------------------

function layouts(lives, weeks, needs) {
  const when = [...new Set([0, ...lives.map(life => life.born), ...lives.map(life => life.died)])].filter(week => week <= weeks)
    .sort((a, b) => a - b);
  const most = Math.max(1, ...when.map(week => lives.filter(life => life.born <= week && week < life.died).length));
  const steps = Math.max(12, Math.min(140, Math.floor(3e7 / (when.length * most * most))));
  const frames = [];
  let before = new Map();
  for (const week of when) {
    const here = lives.filter(life => life.born <= week && week < life.died);
    const places = organic(here, week, needs, before, frames.length ? steps : Math.max(steps, 60));
    const grid = boxes(here, places);
    frames.push({ week, here, places, grid, faces: new Map(here.map(life => [life.number, facing(life, week)])),
                  extent: Math.max(0.8, ...[...places.values(), ...grid.values()].map(([x, y]) => Math.hypot(x, y) + 0.5)) });
    before = places;
  }
  return frames;
}

function direction(need, needs) { return -Math.PI / 2 + 2 * Math.PI * need / needs }

function organic(here, week, needs, before, steps) { // near the customers it faces, near its neighbours, on nobody's feet
  const radius = 0.62 * Math.sqrt(here.length);
  const cells = here.map(life => {
    let x = 0, y = 0;
    const faced = facing(life, week);
    for (const need of faced) { x += Math.cos(direction(need, needs)); y += Math.sin(direction(need, needs)) }
    const anchor = faced.length ? [0.62 * radius * x / faced.length, 0.62 * radius * y / faced.length] : [0, 0];
    const mother = before.get(life.number) ?? before.get(life.mother), turn = 2.4 * life.number;
    const at = before.get(life.number) ?? (mother ? [mother[0] + 0.2 * Math.cos(turn), mother[1] + 0.2 * Math.sin(turn)]
      : [anchor[0] + 0.3 * Math.cos(turn), anchor[1] + 0.3 * Math.sin(turn)]);
    return { life, anchor, x: at[0], y: at[1], near: [] };
  });
  const index = new Map(cells.map((cell, k) => [cell.life.number, k]));
  for (const cell of cells) for (const link of cell.life.links)
    if (link.first <= week && week <= link.last && index.has(link.other)) cell.near.push(index.get(link.other));
  for (let step = 0; step < steps; step++) {
    const cool = 0.5 * (1 - step / steps);
    if (step < steps - 8) for (const cell of cells) {
      cell.x += 0.12 * cool * (cell.anchor[0] - cell.x); cell.y += 0.12 * cool * (cell.anchor[1] - cell.y);
      for (const k of cell.near) { cell.x += 0.012 * cool * (cells[k].x - cell.x); cell.y += 0.012 * cool * (cells[k].y - cell.y) }
    }
    for (let a = 0; a < cells.length; a++) for (let b = a + 1; b < cells.length; b++) {
      let dx = cells[b].x - cells[a].x, dy = cells[b].y - cells[a].y;
      if (dx > 1 || dx < -1 || dy > 1 || dy < -1) continue;
      let gap = Math.hypot(dx, dy);
      if (gap >= 1) continue;
      if (gap < 1e-6) { dx = 1e-3 * (a - b); dy = 1e-3; gap = Math.hypot(dx, dy) }
      const push = 0.48 * (1 - gap) / gap;
      cells[a].x -= push * dx; cells[a].y -= push * dy; cells[b].x += push * dx; cells[b].y += push * dy;
    }
  }
  const middle = axis => cells.reduce((sum, cell) => sum + cell[axis], 0) / (cells.length || 1), cx = middle("x"), cy = middle("y");
  return new Map(cells.map(cell => [cell.life.number, [cell.x - cx, cell.y - cy]]));
}

function boxes(here, places) { // the organisation's order: rows of boxes, each as near as can be to where its cell would live
  const wide = Math.ceil(Math.sqrt(here.length)), rows = Math.ceil(here.length / wide || 1);
  const down = here.map(life => [life.number, ...places.get(life.number)]).sort((a, b) => a[2] - b[2]);
  const out = new Map();
  let taken = 0;
  for (let row = 0; row < rows; row++) {
    const count = Math.round(here.length * (row + 1) / rows) - taken;
    const line = down.slice(taken, taken + count).sort((a, b) => a[1] - b[1]);
    taken += count;
    line.forEach(([number], k) => out.set(number, [1.04 * (k - (count - 1) / 2), 1.04 * (row - (rows - 1) / 2)]));
  }
  return out;
}

// ---- the picture in the page ----------------------------------------------------------------------------------------------

function mount(root) {
  const host = root.querySelector(".stage");
  const s = { data: null, future: null, week: 0, clock: 0, playing: false, speed: 4, hover: -1, chosen: -1, craft: -1, shown: -1,
              sprites: {}, flights: [], visible: true, drawn: [] };
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const number = (value, digits = 3) => value === null || value === undefined ? "-"
    : new Intl.NumberFormat(s.data.language, { maximumSignificantDigits: digits }).format(value);
  const percent = share => new Intl.NumberFormat(s.data.language, { style: "percent", maximumFractionDigits: 0 }).format(share);
  const fill = (text, places) => text.replace(/\{(\w+)\}/g, (_, key) => places[key]);

  // ---- asking -------------------------------------------------------------------------------------------------------------
  async function load() {
    s.abort?.abort();
    const abort = s.abort = new AbortController(), d = s.data;
    s.note.textContent = s.future ? "" : d.words.loading;
    host.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(`${d.base}/living-api/future?lang=${d.language}&s=${encodeURIComponent(d.token)}&f=${d.future}`,
                                 { signal: abort.signal });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.trouble || answer.status);
      const first = !s.future, another = !first && s.future.key !== said.key;
      s.future = Object.assign(unpack(said), { key: said.key });
      s.people = s.future.lives.reduce((sum, life) => sum + life.people, 0) / s.future.lives.length || 1;
      s.note.textContent = "";
      if (first || another) {
        const kept = remembered();
        s.chosen = -1; s.craft = -1; s.hover = -1; s.flights = [];
        if (first) { s.week = kept ?? (calm.matches ? Math.round(s.future.weeks / 2) : 0); s.playing = kept === null && !calm.matches }
        s.week = Math.min(s.week, s.future.weeks);
      }
      ready();
    } catch (error) {
      if (error.name !== "AbortError") s.note.textContent = error.message;
    }
    host.removeAttribute("aria-busy");
  }

  function remembered() {
    try { const kept = JSON.parse(sessionStorage.getItem("equilibrium.living")); return kept?.key === s.future.key ? kept.week : null } catch { return null }
  }

  function remember() {
    try { sessionStorage.setItem("equilibrium.living", JSON.stringify({ key: s.future.key, week: Math.floor(s.week) })) } catch { /* private */ }
  }

  function ready() {
    const f = s.future, w = s.data.words;
    host.dataset.ready = f.key; host.dataset.replicate = f.replicate;
    s.headline.textContent = f.headline;
    s.which.textContent = fill(w[f.chosen] ?? w.one_future, { n: f.replicate + 1, count: f.count });
    s.slider.max = f.weeks;
    s.extent = Math.max(...f.frames.map(frame => frame.extent));
    s.pick.replaceChildren(make("option", { value: -1, textContent: w.pick }), ...f.lives.map(life =>
      make("option", { value: life.number, textContent: fill(w.cell, { n: life.number + 1 }) })));
    s.pick.value = s.chosen;
    s.shown = -1;
    ribbon(); forest(); draw(); run();
  }

  // ---- time ---------------------------------------------------------------------------------------------------------------
  function run() {
    const on = s.playing && s.visible && !document.hidden && s.future && !calm.matches;
    s.button.textContent = s.playing ? `❚❚ ${s.data.words.pause}` : `▶ ${s.data.words.play}`;
    host.dataset.playing = s.playing;
    if (on && !s.request) { s.last = performance.now(); s.request = requestAnimationFrame(frame) }
    if (!on && s.request) { cancelAnimationFrame(s.request); s.request = 0 }
  }

  function frame(now) {
    s.request = 0;
    const passed = Math.min(0.1, Math.max(0, (now - s.last) / 1000));
    s.last = now; s.clock += passed;
    s.week = Math.min(s.future.weeks, s.week + passed * s.speed);
    if (s.week >= s.future.weeks) { s.playing = false; remember() }
    draw();
    run();
  }

  function go(week) {
    s.week = Math.min(s.future.weeks, Math.max(0, week));
    remember(); draw();
  }

  // ---- drawing ------------------------------------------------------------------------------------------------------------
  const at = (values, week) => { // a figure's value in mid-week; week 0 is the start, figures begin with week 1
    const k = Math.max(0, week - 1), low = Math.floor(k), high = Math.min(values.length - 1, low + 1);
    return (values[low] ?? 0) + ((values[high] ?? 0) - (values[low] ?? 0)) * (k - low);
  };
  const energyOf = (life, week) => {
    const f = s.future, t = Math.min(Math.max(week, life.born), life.last), low = Math.floor(t), high = Math.min(life.last, low + 1);
    const a = f.energy[low * f.cells + life.cell], b = f.energy[high * f.cells + life.cell];
    return (a + (b - a) * (t - low)) / 255;
  };
  const newest = (needs, week) => { // kind of the newest craft that is practised for any of these needs
    let row = -1;
    for (const need of needs) row = Math.max(row, s.future.serving[week * s.future.needs + need]);
    return row < 0 ? 0 : s.future.crafts[row].kind;
  };

  function placed(week) { // every cell to be seen: where, how present, how large
    const f = s.future, organism = at(f.figures.organization_organism, week);
    let k = f.frames.length - 1;
    while (k > 0 && f.frames[k].week - 1 > week) k--;
    const now = f.frames[k], before = f.frames[k - 1], room = Math.min(EVENT, (f.frames[k + 1]?.week ?? Infinity) - now.week);
    const part = before ? eased((week - now.week + 1) / Math.max(1, room)) : 1;
    const spot = (which, number) => {
      const [gx, gy] = which.grid.get(number), [ox, oy] = which.places.get(number);
      return [gx + (ox - gx) * organism, gy + (oy - gy) * organism];
    };
    const whole = Math.min(f.weeks, Math.floor(week)), seen = [];
    const add = (life, from, to, presence, which) => {
      const x = from[0] + (to[0] - from[0]) * part, y = from[1] + (to[1] - from[1]) * part, energy = energyOf(life, week);
      const phase = 2 * Math.PI * (s.clock / 4.2 + organism * chance(life.number, 3));
      const breath = calm.matches ? 0 : (0.02 + 0.025 * organism) * Math.sin(phase);
      const size = BODY * Math.sqrt(life.people / s.people) * (0.72 + 0.28 * energy) * (1 + breath);
      const needs = which.faces.get(life.number);
      seen.push({ life, x, y, energy, presence, needs, size, from, kind: newest(needs, Math.min(whole, life.last)) });
    };
    for (const life of now.here) {
      const to = spot(now, life.number);
      const from = before?.grid.has(life.number) ? spot(before, life.number)
        : before?.grid.has(life.mother) ? spot(before, life.mother) : to;
      add(life, from, to, life.born === now.week && life.born > 0 ? part : 1, now);
    }
    for (const life of before?.here ?? []) if (!now.grid.has(life.number) && part < 1) {
      const to = spot(before, life.number);
      add(life, to, to, 1 - part, before);
    }
    apart(seen);
    return { seen, organism, part, whole, now };
  }

  function apart(seen) { // half-way between box and cell some come too near each other
    for (let pass = seen.length > 80 ? 2 : 5; pass > 0; pass--) {
      for (let a = 0; a < seen.length; a++) for (let b = a + 1; b < seen.length; b++) {
        const one = seen[a], other = seen[b], dx = other.x - one.x, dy = other.y - one.y;
        if (dx > 1 || dx < -1 || dy > 1 || dy < -1) continue;
        const room = 0.98 * Math.min(one.presence, other.presence), gap = Math.hypot(dx, dy);
        if (gap >= room || gap < 1e-6) continue;
        const push = 0.45 * (room - gap) / gap;
        one.x -= push * dx; one.y -= push * dy; other.x += push * dx; other.y += push * dy;
      }
    }
  }

  function membrane(seen, scale) { // the outline's distance from the middle in each direction, smoothed
    let rays = new Float64Array(RAYS).fill(0.55);
    for (const cell of seen) {
      const far = Math.hypot(cell.x, cell.y), turn = Math.atan2(cell.y, cell.x), reach = (0.92) * Math.sqrt(cell.presence);
      for (let k = 0; k < RAYS; k++) {
        const off = 2 * Math.PI * k / RAYS - turn, across = far * Math.sin(off), square = reach * reach - across * across;
        if (square <= 0) continue;
        const out = far * Math.cos(off) + Math.sqrt(square);
        if (out > rays[k]) rays[k] = out;
      }
    }
    for (let pass = 0; pass < 4; pass++) rays = rays.map((ray, k) => 0.5 * ray + 0.25 * (rays[(k + 1) % RAYS] + rays[(k + RAYS - 1) % RAYS]));
    return rays.map(ray => ray * scale);
  }

  function along(rays, turn) {
    const place = ((turn / (2 * Math.PI)) % 1 + 1) % 1 * RAYS, low = Math.floor(place);
    return rays[low % RAYS] + (rays[(low + 1) % RAYS] - rays[low % RAYS]) * (place - low);
  }

  function loop(pen, rays, cx, cy) {
    const point = k => [cx + rays[k % RAYS] * Math.cos(2 * Math.PI * k / RAYS), cy + rays[k % RAYS] * Math.sin(2 * Math.PI * k / RAYS)];
    pen.beginPath();
    for (let k = 0; k <= RAYS; k++) {
      const [x, y] = point(k), [nx, ny] = point(k + 1);
      k ? pen.quadraticCurveTo(x, y, (x + nx) / 2, (y + ny) / 2) : pen.moveTo((x + nx) / 2, (y + ny) / 2);
    }
    pen.closePath();
  }

  function sprite(kind, organism, size, c) { // a cell of a kind, drawn once and stamped: glow, body, rim, letter
    const look = c.dark ? "dark" : "light", step = Math.round(organism * 24), ratio = window.devicePixelRatio || 1;
    const key = `${kind}.${step}.${Math.round(size)}.${look}.${ratio}`;
    if (s.sprites[kind]?.key === key) return s.sprites[kind].image;
    const image = document.createElement("canvas"), side = Math.ceil(size * 3.4 * ratio), pen = image.getContext("2d");
    image.width = image.height = side;
    pen.translate(side / 2, side / 2); pen.scale(ratio, ratio);
    const hue = HUES[look][kind], round = step / 24;
    if (round > 0) {
      const glow = pen.createRadialGradient(0, 0, size * 0.7, 0, 0, size * 1.65);
      glow.addColorStop(0, faded(hue, 0.34 * round)); glow.addColorStop(1, faded(hue, 0));
      pen.fillStyle = glow; pen.fillRect(-size * 1.7, -size * 1.7, size * 3.4, size * 3.4);
    }
    const half = size * (0.84 + 0.16 * round); // a box's corners stay within the arcs around it
    pen.beginPath(); pen.roundRect(-half, -half, 2 * half, 2 * half, half * (0.14 + 0.86 * round));
    pen.fillStyle = hue; pen.fill();
    pen.lineWidth = Math.max(1, size * 0.07); pen.strokeStyle = faded(c.paper.startsWith("#") ? c.paper : "#FFFFFF", 0.9); pen.stroke();
    if (kind && size > 8) {
      pen.fillStyle = INKS[look][kind]; pen.font = `600 ${Math.round(size * 0.72)}px Inter, system-ui, sans-serif`;
      pen.textAlign = "center"; pen.textBaseline = "middle";
      pen.fillText(s.data.words.letters[(kind - 1) % 3], 0, size * 0.05);
    }
    s.sprites[kind] = { key, image };
    return image;
  }

  function draw() {
    if (!s.future) return;
    const begun = performance.now(), f = s.future, c = s.colours, week = s.week;
    const [pen, width, height] = sharp(s.canvas), cx = width / 2, cy = height / 2;
    const { seen, organism, part, whole, now } = placed(week);
    const edge = Math.min(width, height) / 2 - 16, band = Math.max(16, edge * 0.1); // the customers' ring is `band` wide
    const scale = (edge - band) / (s.extent + 0.46), open = at(f.figures.indie_weconomy, week), hues = HUES[c.dark ? "dark" : "light"];
    const rays = membrane(seen, scale), ring = rays.map(ray => Math.max(ray + band * 0.35, (edge - band) * 0.66));
    const marked = s.hover >= 0 ? s.hover : s.chosen, alive = seen.filter(cell => cell.presence > 0.5);
    const X = cell => cx + cell.x * scale, Y = cell => cy + cell.y * scale;
    s.spots = [];

    // the membrane: its gaps are the openness
    if (seen.length) {
      loop(pen, rays, cx, cy);
      pen.fillStyle = faded(c.main, c.dark ? 0.1 : 0.06); pen.fill();
      const dash = 15 * (1 - 0.72 * open), gap = 1.3 * 15 * open;
      pen.setLineDash(open < 0.02 ? [] : [dash, gap]);
      pen.strokeStyle = c.main; pen.lineWidth = 3; pen.lineCap = "butt"; pen.stroke(); pen.setLineDash([]);
    } else {
      pen.fillStyle = c.muted; pen.textAlign = "center"; pen.textBaseline = "middle"; pen.font = "600 15px Inter, system-ui, sans-serif";
      pen.fillText(fill(s.data.words.gone, { week: now.week }), cx, cy);
    }
    customers(pen, cx, cy, ring, band, week, marked, c);

    // boxes, where it is still an organisation
    if (organism < 0.95) {
      pen.strokeStyle = faded(c.dark ? "#8CA09C" : "#5F6C68", 0.55 * (1 - organism)); pen.lineWidth = 1; pen.beginPath();
      const half = 0.5 * scale;
      for (const cell of seen) if (cell.presence > 0.6) pen.roundRect(X(cell) - half, Y(cell) - half, 2 * half, 2 * half, half * (0.1 + 0.9 * organism));
      pen.stroke();
    }
    // who is linked to the one that is looked at
    const looked = alive.find(cell => cell.life.number === marked);
    if (looked) {
      pen.strokeStyle = c.ink; pen.lineWidth = 1.6; pen.globalAlpha = 0.6; pen.beginPath();
      for (const link of looked.life.links) {
        const other = link.first <= whole && whole <= link.last && alive.find(cell => cell.life.number === link.other);
        if (other) { pen.moveTo(X(looked), Y(looked)); pen.lineTo(X(other), Y(other)) }
      }
      pen.stroke(); pen.globalAlpha = 1;
    }
    // a daughter is tied to her mother until she stands by herself
    for (const cell of seen) if (cell.life.born === now.week && cell.life.born > 0 && part < 1) {
      const mother = seen.find(other => other.life.number === cell.life.mother);
      if (!mother) continue;
      pen.strokeStyle = hues[cell.kind]; pen.lineCap = "round"; pen.globalAlpha = 0.75;
      pen.lineWidth = Math.max(2, 1.3 * cell.size * scale * (1 - part));
      pen.beginPath(); pen.moveTo(X(mother), Y(mother)); pen.lineTo(X(cell), Y(cell)); pen.stroke(); pen.globalAlpha = 1;
    }
    flows(pen, alive, week, cx, cy, ring, X, Y, c);
    const body = BODY * scale;
    for (const cell of seen) {
      const size = cell.size * scale * Math.sqrt(cell.presence), dying = cell.life.died === now.week && cell.presence < 1;
      const image = sprite(cell.kind, organism, body, c), side = 3.4 * size;
      pen.globalAlpha = (0.3 + 0.7 * cell.energy) * (dying ? cell.presence : 1);
      pen.drawImage(image, X(cell) - side / 2, Y(cell) - side / 2, side, side);
      pen.globalAlpha = 1;
      if (!dying) s.spots.push([cell.life.number, X(cell), Y(cell), Math.max(size, 12)]);
      else {
        pen.strokeStyle = c.warm; pen.lineWidth = 2; pen.setLineDash([4, 4]); pen.globalAlpha = cell.presence;
        pen.beginPath(); pen.arc(X(cell), Y(cell), body * (1.05 + 0.35 * (1 - cell.presence)), 0, 7); pen.stroke();
        pen.setLineDash([]); pen.globalAlpha = 1;
      }
    }
    rims(pen, seen, whole, body, scale, X, Y, hues);
    flashes(pen, seen, week, body, X, Y, hues, c);
    if (looked || s.craft >= 0) {
      pen.strokeStyle = c.ink; pen.lineWidth = 2.5; pen.beginPath();
      const ringed = cell => { pen.moveTo(X(cell) + body * 1.24, Y(cell)); pen.arc(X(cell), Y(cell), body * 1.24, 0, 2 * Math.PI) };
      if (looked) ringed(looked);
      else for (const cell of alive) if (cell.needs.some(need => f.serving[whole * f.needs + need] === s.craft)) ringed(cell);
      pen.stroke();
    }
    told(whole);
    s.drawn.push(performance.now() - begun);
    if (s.drawn.length > 1200) s.drawn.splice(0, 600);
  }

  function rims(pen, seen, week, body, scale, X, Y, hues) { // an arc for each need a cell faces, in the colour of the craft it practises there
    if (body < 9) return;
    const f = s.future, paths = hues.map(() => []);
    for (const cell of seen) {
      if (cell.presence < 0.9) continue;
      cell.needs.forEach((need, k) => {
        const craft = f.serving[Math.min(week, cell.life.last) * f.needs + need];
        if (craft >= 0) paths[f.crafts[craft].kind].push([cell, k, cell.needs.length]);
      });
    }
    pen.lineCap = "butt"; pen.lineWidth = Math.max(2, body * 0.11);
    paths.forEach((arcs, kind) => {
      if (!arcs.length) return;
      pen.strokeStyle = hues[kind]; pen.beginPath();
      for (const [cell, k, count] of arcs) {
        const radius = cell.size * scale * 1.17, first = -Math.PI / 2 + 2 * Math.PI * k / count + 0.09, last = first + 2 * Math.PI / count - 0.18;
        pen.moveTo(X(cell) + radius * Math.cos(first), Y(cell) + radius * Math.sin(first));
        pen.arc(X(cell), Y(cell), radius, first, last);
      }
      pen.stroke();
    });
  }

  function flashes(pen, seen, week, body, X, Y, hues, c) { // a craft has matured, was only renamed, or the new name was found out
    for (const event of s.future.events) {
      const age = (week - event.week) / EVENT;
      if (age < 0 || age >= 1) continue;
      pen.strokeStyle = event.kind === -2 ? c.warm : event.kind === -1 ? c.muted : hues[event.kind];
      pen.setLineDash(event.kind < 0 ? [3, 4] : []); pen.lineWidth = 2.4 * (1 - age) + 0.4; pen.globalAlpha = 1 - age;
      pen.beginPath();
      for (const cell of seen) if (cell.needs.includes(event.need) && cell.presence > 0.9) {
        const radius = body * (1.2 + 0.5 * eased(age));
        pen.moveTo(X(cell) + radius, Y(cell)); pen.arc(X(cell), Y(cell), radius, 0, 2 * Math.PI);
      }
      pen.stroke();
    }
    pen.setLineDash([]); pen.globalAlpha = 1;
  }

  function customers(pen, cx, cy, ring, band, week, marked, c) { // a dot is as many customers in each need: full those who are with us
    const f = s.future, dots = Math.max(1, Math.round(100 / f.needs)), low = Math.floor(week), high = Math.min(f.weeks, low + 1);
    const then = Math.max(0, low - EVENT), life = marked >= 0 ? f.lives[marked] : null;
    const faced = life && low < life.died && low >= life.born ? facing(life, low) : [];
    const span = 2 * Math.PI / f.needs, size = Math.min(band * 0.26, span / dots * ring[0] * 0.4);
    const full = [], hollow = [], lost = [];
    for (let need = 0; need < f.needs; need++) {
      const middle = direction(need, f.needs), share = dots / f.market[need];
      const ours = (f.own[low][need] + (f.own[high][need] - f.own[low][need]) * (week - low)) * share, had = f.own[then][need] * share;
      if (faced.includes(need)) {
        pen.strokeStyle = c.ink; pen.lineWidth = 2; pen.beginPath();
        const r = along(ring, middle) + band * 0.95;
        pen.arc(cx, cy, r, middle - span * 0.42, middle + span * 0.42); pen.stroke();
      }
      for (let k = 0; k < dots; k++) {
        const order = k % 2 ? (k + 1) / 2 : -k / 2, turn = middle + order * span * 0.92 / dots, r = along(ring, turn) + band * 0.35;
        const dot = [cx + r * Math.cos(turn), cy + r * Math.sin(turn)], filled = clip(ours - k);
        if (filled > 0.02) full.push([...dot, size * Math.sqrt(filled)]);
        if (filled < 0.98) (k < had && had - ours > 0.2 ? lost : hollow).push([...dot, size]);
      }
      if (f.needs <= 24) {
        const r = along(ring, middle) + band * 1.05 + 3;
        pen.fillStyle = faced.includes(need) ? c.ink : c.muted; pen.font = `${faced.includes(need) ? 600 : 400} 11px Inter, system-ui, sans-serif`;
        pen.textAlign = "center"; pen.textBaseline = "middle";
        pen.fillText(String(need + 1), cx + r * Math.cos(middle), cy + r * Math.sin(middle));
      }
    }
    const path = list => { pen.beginPath(); for (const [x, y, r] of list) { pen.moveTo(x + r, y); pen.arc(x, y, r, 0, 2 * Math.PI) } };
    pen.lineWidth = 1.2; pen.strokeStyle = c.ghost; path(hollow); pen.stroke();
    pen.fillStyle = c.dark ? "#B9B3A6" : "#8A8578"; path(full); pen.fill();
    pen.lineWidth = 1.8; pen.strokeStyle = c.warm; path(lost); pen.stroke();
  }

  function flows(pen, alive, week, cx, cy, ring, X, Y, c) { // value goes out to customers, what is learned comes in
    if (!alive.length) return;
    const f = s.future, out = Math.round(58 * at(f.figures.revenue, week) / f.most.revenue);
    const back = Math.round(32 * Math.min(1, at(f.figures.insight_cards, week) / f.most.cards + 0.06));
    const dots = [[], []];
    for (let k = 0; k < FLIGHTS; k++) {
      const learning = k >= 58;
      if (learning ? k - 58 >= back : k >= out) continue;
      const time = s.clock * (learning ? 0.24 : 0.32) + chance(k, 1), cycle = Math.floor(time);
      let flight = s.flights[k];
      if (!flight || flight.cycle !== cycle) {
        const cell = alive[Math.floor(chance(k, cycle + 7) * alive.length)], needs = cell.needs.length ? cell.needs : [0];
        const need = needs[Math.floor(chance(k, cycle + 19) * needs.length)];
        flight = s.flights[k] = { cycle, life: cell.life.number, turn: direction(need, f.needs) + (chance(k, cycle + 5) - 0.5) * 5 / f.needs };
      }
      const cell = alive.find(one => one.life.number === flight.life);
      if (!cell) continue;
      const way = time - cycle, far = learning ? 1 - way : way, r = along(ring, flight.turn) + 2;
      const x = X(cell) + (cx + r * Math.cos(flight.turn) - X(cell)) * far, y = Y(cell) + (cy + r * Math.sin(flight.turn) - Y(cell)) * far;
      dots[+learning].push([x, y, 3.1 * Math.sin(Math.PI * clip(0.06 + way * 0.94))]);
    }
    dots.forEach((list, learning) => {
      pen.fillStyle = learning ? c.main : c.attention; pen.strokeStyle = c.dark ? "#0F1A1C" : "#FFFFFF"; pen.lineWidth = 0.8;
      pen.beginPath();
      for (const [x, y, r] of list) { pen.moveTo(x + r, y); pen.arc(x, y, r, 0, 2 * Math.PI) }
      pen.fill(); pen.stroke();
    });
  }

  // ---- in words -----------------------------------------------------------------------------------------------------------
  function told(week) {
    const f = s.future, w = s.data.words;
    s.veil.style.transform = `translateX(${s.treeX ? s.treeX(s.week) : 0}px)`;
    const key = `${week}.${s.hover}.${s.chosen}.${s.playing}`;
    if (s.shown === key) return;
    s.shown = key;
    const regime = f.regime[Math.max(0, week - 1)], name = s.data.regimes[regime], look = k => f.figures[k][Math.max(0, week - 1)];
    s.slider.value = week;
    s.when.textContent = fill(w.week, { week, weeks: f.weeks, year: Math.min(Math.ceil(f.weeks / 52), Math.floor(Math.max(0, week - 1) / 52) + 1) });
    s.regime.lastChild.textContent = name; s.regime.firstChild.style.background = REGIMES[regime % REGIMES.length];
    const living = f.lives.filter(life => life.born <= week && week < life.died);
    const values = [number(living.length), number(living.reduce((sum, life) => sum + life.people, 0)),
      week && living.length ? percent(look("energy")) : living.length ? percent(living.reduce((sum, life) => sum + energyOf(life, 0), 0) / living.length) : "-",
      number(Math.round(f.own[week].reduce((a, b) => a + b, 0))), week ? number(look("won")) : "-", week ? number(look("lost")) : "-",
      week ? number(look("revenue")) : "-", week ? number(look("insight_cards")) : "-"];
    values.forEach((text, k) => { s.values[k].textContent = text });
    s.slider.setAttribute("aria-valuetext", `${s.when.textContent}, ${name}, ${fill(w.cells, { n: living.length })}`);
    s.canvas.setAttribute("aria-label", fill(w.summary, { when: s.when.textContent, regime: name, cells: values[0], people: values[1],
      energy: values[2], customers: values[3] }));
    story(week);
  }

  function craftWords(row) {
    const craft = s.future.crafts[row], w = s.data.words;
    return fill(w[`craft_${craft.origin}`], { family: w.families[Math.max(0, craft.family)], need: craft.need + 1, week: craft.born });
  }

  function story(week) {
    const f = s.future, w = s.data.words, number_ = s.hover >= 0 ? s.hover : s.chosen;
    if (number_ < 0) { s.tale.replaceChildren(make("p", { textContent: w.invite })); return }
    const life = f.lives[number_], lines = [], say = text => lines.push(make("p", { textContent: text }));
    const children = f.lives.filter(other => other.mother === number_ && other.born <= week);
    lines.push(make("p", {}, make("b", { textContent: fill(w.cell, { n: number_ + 1 }) })));
    if (week < life.born) say(fill(w.unborn, { week: life.born }));
    else {
      say(life.born ? fill(w.born, { week: life.born, mother: life.mother + 1, people: life.people }) : fill(w.founding, { people: life.people }));
      const seen = Math.min(week, life.last);
      let low = { week: life.born, energy: 256 };
      for (let k = life.born; k <= seen; k++) { const now = f.energy[k * f.cells + life.cell]; if (now < low.energy) low = { week: k, energy: now } }
      if (week >= life.died) say(fill(w.died, { week: life.died }));
      else say(fill(w.energy, { now: percent(energyOf(life, week)), low: percent(low.energy / 255), week: low.week }));
      if (week < life.died && week) say(fill(w.load, { load: percent(2 * f.load[week * f.cells + life.cell] / 255) }));
      const hues = HUES[s.colours.dark ? "dark" : "light"];
      for (const need of facing(life, seen)) {
        const row = f.serving[seen * f.needs + need], dot = make("span", { className: "swatch" });
        dot.style.background = row >= 0 ? hues[f.crafts[row].kind] : "none";
        lines.push(make("p", { className: "craft" }, dot, row >= 0 ? craftWords(row) : fill(w.no_craft, { need: need + 1 })));
      }
      if (children.length) say(fill(w.daughters, { list: children.map(child => fill(w.daughter, { n: child.number + 1, week: child.born })).join(", ") }));
    }
    s.tale.replaceChildren(...lines);
  }

  // ---- below: contexts and events, and the crafts' family tree -------------------------------------------------------------
  function ribbon() {
    const f = s.future, [pen, width, height] = sharp(s.ribbon), inset = 8, c = s.colours;
    const x = week => inset + week / f.weeks * (width - 2 * inset), high = 12;
    for (let week = 0, since = 0; week < f.weeks; week++) if (f.regime[week + 1] !== f.regime[week]) {
      pen.fillStyle = REGIMES[f.regime[week] % REGIMES.length];
      pen.fillRect(x(since), 0, x(week + 1) - x(since) + 0.5, high);
      since = week + 1;
    }
    for (const life of f.lives) {
      if (life.born > 0) { pen.fillStyle = c.main; pen.beginPath(); const a = x(life.born); pen.moveTo(a - 4, high + 12); pen.lineTo(a, high + 3); pen.lineTo(a + 4, high + 12); pen.fill() }
      if (life.died <= f.weeks) { pen.strokeStyle = c.warm; pen.lineWidth = 2; pen.beginPath(); const a = x(life.died), y = high + 7.5;
        pen.moveTo(a - 3.5, y - 3.5); pen.lineTo(a + 3.5, y + 3.5); pen.moveTo(a + 3.5, y - 3.5); pen.lineTo(a - 3.5, y + 3.5); pen.stroke() }
    }
  }

  function forest() {
    const f = s.future, c = s.colours, w = s.data.words, hues = HUES[c.dark ? "dark" : "light"];
    const genuine = f.crafts.map((craft, row) => ({ ...craft, row })).filter(craft => craft.origin !== "relabel");
    const lanes = Array.from({ length: f.needs }, (_, need) => genuine.filter(craft => craft.need === need));
    const steps = lanes.reduce((sum, lane) => sum + Math.max(1, lane.length) + 0.7, 0), step = Math.max(5, Math.min(13, 760 / steps));
    s.tree.style.height = `${Math.ceil(steps * step) + 4}px`;
    const [pen, width, height] = sharp(s.tree), left = width < 520 ? 26 : 74, right = 12;
    const x = week => left + week / f.weeks * (width - left - right), heights = new Map();
    s.treeX = x;
    let top = 0;
    lanes.forEach((lane, need) => {
      const tall = (Math.max(1, lane.length) + 0.7) * step;
      if (need % 2 === 0) { pen.fillStyle = faded(c.panel, 0.75); pen.fillRect(left, top, width - left - right, tall) }
      pen.fillStyle = c.ink; pen.font = "12px Inter, system-ui, sans-serif"; pen.textAlign = "right"; pen.textBaseline = "middle";
      pen.fillText(width < 520 ? String(need + 1) : fill(w.need, { n: need + 1 }), left - 7, top + tall / 2);
      lane.forEach((craft, k) => heights.set(craft.row, top + tall - (k + 0.85) * step));
      top += tall;
    });
    s.treeRows = { heights, left };
    const thick = Math.max(2, Math.min(5, step * 0.42));
    for (const craft of genuine) {
      const y = heights.get(craft.row), hue = hues[craft.kind];
      pen.strokeStyle = hue;
      craft.spells.forEach(([first, last], k) => {
        const ripe = craft.ripened < 0 ? Infinity : Math.max(first, craft.ripened), end = Math.min(f.weeks, last + 1);
        const line = (a, b, wide) => { if (b > a) { pen.lineWidth = wide; pen.beginPath(); pen.moveTo(x(a), y); pen.lineTo(x(b), y); pen.stroke() } };
        line(first, Math.min(end, ripe), 1.3); line(ripe, end, thick);
        if (k) { pen.setLineDash([1.5, 3]); line(craft.spells[k - 1][1] + 1, first, 1.2); pen.setLineDash([]);
          pen.fillStyle = hue; pen.beginPath(); pen.moveTo(x(first) - 4, y + 4); pen.lineTo(x(first), y - 5); pen.lineTo(x(first) + 4, y + 4); pen.fill() }
      });
      if (craft.origin === "founding") continue;
      if (heights.has(craft.parent)) {
        pen.strokeStyle = c.muted; pen.lineWidth = 0.8; pen.beginPath(); pen.moveTo(x(craft.born), y); pen.lineTo(x(craft.born), heights.get(craft.parent)); pen.stroke();
      }
      const r = Math.min(4.5, step * 0.42);
      pen.beginPath();
      if (craft.origin === "indie") pen.arc(x(craft.born), y, r, 0, 7);
      else { pen.moveTo(x(craft.born) - r * 1.2, y); pen.lineTo(x(craft.born), y - r * 1.2); pen.lineTo(x(craft.born) + r * 1.2, y); pen.lineTo(x(craft.born), y + r * 1.2); pen.closePath() }
      pen.fillStyle = craft.ripened < 0 ? c.paper : hue; pen.fill(); pen.strokeStyle = hue; pen.lineWidth = 1.5; pen.stroke();
      if (step >= 9) { pen.fillStyle = c.muted; pen.font = "10px Inter, system-ui, sans-serif"; pen.textAlign = "right"; pen.textBaseline = "middle"; pen.fillText(craft.born, x(craft.born) - r - 3, y) }
    }
    for (const craft of f.crafts) if (craft.origin === "relabel") {
      const y = heights.get(craft.parent) ?? heights.get(genuine.findLast(other => other.need === craft.need)?.row);
      if (y === undefined) continue;
      pen.strokeStyle = c.ink; pen.lineWidth = 1.3; pen.beginPath(); pen.moveTo(x(craft.born), y - 5); pen.lineTo(x(craft.born), y + 5); pen.stroke();
      if (craft.found >= 0) { pen.strokeStyle = c.warm; pen.lineWidth = 1.6; pen.beginPath(); const a = x(craft.found);
        pen.moveTo(a - 3, y - 3); pen.lineTo(a + 3, y + 3); pen.moveTo(a + 3, y - 3); pen.lineTo(a - 3, y + 3); pen.stroke() }
    }
    s.tree.setAttribute("aria-label", fill(w.tree_summary, {
      made: genuine.filter(craft => craft.origin === "indie").length, absorbed: genuine.filter(craft => craft.origin === "ally").length,
      renamed: f.crafts.length - genuine.length }));
    craftTold();
  }

  function craftTold() {
    const f = s.future, w = s.data.words;
    if (s.craft < 0) { s.crafted.textContent = w.tree_invite; return }
    const craft = f.crafts[s.craft], text = [craftWords(s.craft)[0].toUpperCase() + craftWords(s.craft).slice(1) + "."];
    if (craft.parent >= 0 && craft.origin !== "founding") text.push(fill(w.after, { craft: craftWords(craft.parent) }));
    if (craft.origin !== "founding") text.push(craft.ripened >= 0 ? fill(w.ripened, { week: craft.ripened }) : w.unripe);
    if (craft.spells.length) text.push(fill(w.served, { list: craft.spells.map(([first, last]) => `${first}–${last}`).join(", ") }));
    const renamings = f.crafts.filter(other => other.origin === "relabel" && other.parent === s.craft).length;
    if (renamings) text.push(fill(w.renamings, { n: renamings }));
    s.crafted.textContent = text.join(" ");
  }

  // ---- building -----------------------------------------------------------------------------------------------------------
  function build() {
    const w = s.data.words;
    s.colours = palette(host); s.sprites = {};
    host.replaceChildren();
    s.headline = make("p", { className: "headline" }); s.which = make("p", { className: "which" }); s.note = make("p", { className: "note" });
    s.note.setAttribute("role", "status");
    s.canvas = make("canvas", { className: "tissue", tabIndex: 0 }); s.canvas.setAttribute("role", "img");
    s.slider = make("input", { type: "range", min: 0, max: 260, step: 1, oninput: () => { s.playing = false; go(+s.slider.value); run() } });
    s.slider.setAttribute("aria-label", w.slider);
    s.button = make("button", { className: "play", type: "button", onclick: () => {
      if (!s.future) return;
      s.playing = !s.playing;
      if (s.playing && s.week >= s.future.weeks) s.week = 0;
      if (!s.playing) remember();
      run(); draw();
    } });
    s.paces = make("select", { onchange: () => { s.speed = +s.paces.value } }, ...SPEEDS.map(speed =>
      make("option", { value: speed, textContent: fill(w.speed, { n: speed }), selected: speed === s.speed })));
    s.paces.setAttribute("aria-label", w.speed_label);
    s.ribbon = make("canvas", { className: "ribbon" }); s.ribbon.setAttribute("role", "img"); s.ribbon.setAttribute("aria-label", w.ribbon);
    s.button.hidden = s.paces.hidden = calm.matches;
    const controls = make("div", { className: "controls" }, s.button, make("div", { className: "slide" }, s.slider), s.paces, s.ribbon);
    s.when = make("span", {}); s.regime = make("span", { className: "regime" }, make("span", { className: "swatch" }), make("span", {}));
    s.values = w.figures.map(() => make("dd", {}));
    const figures = make("dl", { className: "figures" }, ...w.figures.map((label, k) => make("div", {}, make("dt", { textContent: label }), s.values[k])));
    s.pick = make("select", { onchange: () => { s.chosen = +s.pick.value; s.hover = -1; draw() } }); s.pick.setAttribute("aria-label", w.pick);
    s.tale = make("div", {}); s.tale.setAttribute("aria-live", "polite");
    const side = make("div", {}, make("p", { className: "now" }, s.when, s.regime), figures, make("div", { className: "story" }, s.pick, s.tale));
    const hues = HUES[s.colours.dark ? "dark" : "light"];
    const key = (text, hue, shape, letter) => {
      const mark = make("span", { className: `swatch ${shape}` }); mark.style.background = hue; mark.style.borderColor = hue;
      return make("li", {}, mark, ...(letter ? [make("b", { textContent: letter })] : []), text);
    };
    const keys = make("ul", { className: "keys" }, ...w.kinds.map((text, k) => key(text, hues[k], "round", k ? w.letters[(k - 1) % 3] : "")),
      key(w.key_value, s.colours.attention, "round"), key(w.key_learning, s.colours.main, "round"), key(w.key_membrane, s.colours.main, "line hollow"),
      key(w.key_customer, s.colours.dark ? "#B9B3A6" : "#8A8578", "round"), key(w.key_other, s.colours.ghost, "round hollow"),
      key(w.key_lost, s.colours.warm, "round hollow"));
    s.tree = make("canvas", { className: "tree", tabIndex: 0 }); s.tree.setAttribute("role", "img");
    s.veil = make("div", { className: "veil" }); s.crafted = make("p", { className: "told" }); s.crafted.setAttribute("aria-live", "polite");
    host.append(s.headline, s.which, s.note, make("div", { className: "scene" }, make("div", {}, s.canvas, controls), side), keys,
      make("p", { className: "reading", textContent: `${w.reading} ${calm.matches ? w.calm : ""}` }),
      make("h3", { textContent: w.tree }), make("p", { className: "reading", textContent: w.tree_reading }),
      make("div", { className: "forest" }, s.tree, s.veil), s.crafted);
    listen();
  }

  function listen() {
    const under = event => {
      const box = s.canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
      let best = -1, least = Infinity;
      for (const [number_, cx, cy, r] of s.spots ?? []) { const far = Math.hypot(x - cx, y - cy); if (far < r * 1.25 && far < least) { best = number_; least = far } }
      return best;
    };
    s.canvas.onpointermove = event => { if (event.pointerType === "mouse") { const found = under(event); if (found !== s.hover) { s.hover = found; draw() } } };
    s.canvas.onpointerleave = () => { if (s.hover >= 0) { s.hover = -1; draw() } };
    s.canvas.onclick = event => { const found = under(event); s.chosen = found === s.chosen ? -1 : found; s.pick.value = s.chosen; draw() };
    s.canvas.onkeydown = event => {
      const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], living = (s.spots ?? []).map(spot => spot[0]).sort((a, b) => a - b);
      if (event.key === " " && !calm.matches) { s.button.click(); event.preventDefault() }
      if (event.key === "Escape") { s.chosen = -1; s.pick.value = -1; draw() }
      if (!move || !living.length) return;
      const k = living.indexOf(s.chosen);
      s.chosen = living[k < 0 ? (move > 0 ? 0 : living.length - 1) : (k + move + living.length) % living.length]; s.pick.value = s.chosen;
      event.preventDefault(); draw();
    };
    const craftUnder = event => {
      const box = s.tree.getBoundingClientRect(), y = event.clientY - box.top, week = (event.clientX - box.left - s.treeX(0)) / (s.treeX(1) - s.treeX(0));
      let best = -1, least = 9;
      for (const [row, height] of s.treeRows?.heights ?? []) {
        const craft = s.future.crafts[row], far = Math.abs(height - y), last = craft.spells.length ? craft.spells[craft.spells.length - 1][1] : craft.born;
        if (week > craft.born - 6 && week < last + 4 && far < least) { best = row; least = far }
      }
      return best;
    };
    const look = row => { if (row !== s.craft) { s.craft = row; craftTold(); draw() } };
    s.tree.onpointermove = event => { if (event.pointerType === "mouse" && s.future) look(craftUnder(event)) };
    s.tree.onclick = event => { if (s.future) look(craftUnder(event)) };
    s.tree.onkeydown = event => {
      const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], rows = [...s.treeRows?.heights.keys() ?? []].sort((a, b) => a - b);
      if (event.key === "Escape") look(-1);
      if (!move || !rows.length) return;
      const k = rows.indexOf(s.craft);
      look(rows[k < 0 ? (move > 0 ? 0 : rows.length - 1) : (k + move + rows.length) % rows.length]);
      event.preventDefault();
    };
  }

  function redraw() { if (s.future) { ribbon(); forest(); draw() } }

  const watcher = new ResizeObserver(redraw);
  watcher.observe(host);
  const sight = new IntersectionObserver(entries => { s.visible = entries[entries.length - 1].isIntersecting; run() });
  const hidden = () => { if (s.data) run() };
  document.addEventListener("visibilitychange", hidden);
  const quieter = () => { if (s.data) { if (calm.matches) s.playing = false; build(); sight.disconnect(); sight.observe(s.canvas); if (s.future) ready() } };
  calm.addEventListener("change", quieter);
  (window.__equilibrium = window.__equilibrium || { follow: [], exact: [] }).living = s.drawn; // read by benchmarks/living_frames.py

  return {
    update(data) {
      const before = s.data;
      s.data = data;
      if (!before || before.language !== data.language || before.look !== data.look) {
        build(); sight.disconnect(); sight.observe(s.canvas);
        if (s.future) ready();
      }
      if (!before || before.token !== data.token || before.future !== data.future || before.language !== data.language) load();
    },
    stop() {
      if (s.future) remember();
      watcher.disconnect(); sight.disconnect(); s.abort?.abort(); cancelAnimationFrame(s.request);
      document.removeEventListener("visibilitychange", hidden); calm.removeEventListener("change", quieter); STATES.delete(root);
    },
  };
}
