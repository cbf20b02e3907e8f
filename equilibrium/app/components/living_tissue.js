// The tissue of cells: boxes (organisation) that turn into cells (organism), in a membrane that is open or closed, among customers.

const RAYS = 72; // directions in which the membrane is measured
const EVENT = 4; // weeks that a birth, a death or a new craft is seen
const FLIGHTS = [58, 32]; // dots that fly at most: value to customers, what is learned from them
const BODY = 0.39; // half a cell's width, where 1 is the distance of two
const RIM = 1.2; // how far out the arcs lie, in bodies
const TURN = 2 * Math.PI;
const HUES = { // founding, three families made here, the same three absorbed; told apart by the colour-blind too, and by a letter
  light: ["#A9B0AA", "#12706E", "#E0A43A", "#34509E", "#9CC27A", "#C4573C", "#B07AA8"],
  dark: ["#7F8C88", "#2FA39B", "#F5C85F", "#7C93F2", "#C2E59F", "#EE7D5B", "#E8BFE4"],
};
const INKS = { light: ["#22302F", "#FFFFFF", "#22302F", "#FFFFFF", "#22302F", "#FFFFFF", "#22302F"], dark: Array(7).fill("#0F1A1C") };
const CUSTOMER = { light: "#8A8578", dark: "#B9B3A6" };
const FONT = "Inter, system-ui, sans-serif";

function tissue(s) { // draws the week `s.week`; leaves in `s.spots` where each cell lies
  const f = s.future, c = s.colours, [pen, width, height] = sharp(s.canvas), theme = c.dark ? "dark" : "light";
  const band = Math.max(14, Math.min(width, height) * 0.045), edge = 1.3 * band + 14; // room for the ring of customers and its numbers
  const scale = Math.min((width / 2 - edge) / (f.extent[0] + 0.92), (height / 2 - edge) / (f.extent[1] + 0.92), 150);
  const placing = placed(s, s.week), { seen, organism } = placing, cx = width / 2, cy = height / 2;
  const v = { ...placing, s, f, c, pen, cx, cy, scale, band, theme, week: s.week, hues: HUES[theme], body: BODY * scale,
              X: cell => cx + cell.x * scale, Y: cell => cy + cell.y * scale, corner: corners(organism),
              alive: seen.filter(cell => cell.presence > 0.5), marked: s.hover >= 0 ? s.hover : s.chosen };
  const rays = membrane(v), least = 0.66 * (Math.min(width, height) / 2 - edge);
  v.ring = rays.map(ray => Math.max(ray + band * 0.35, least));
  v.looked = v.alive.find(cell => cell.life.number === v.marked);
  s.spots = [];
  if (seen.length) wall(v, rays);
  else write(pen, fill(s.data.words.gone, { week: placing.now.week }), cx, cy, c.muted, `600 15px ${FONT}`);
  customers(v);
  ties(v);
  flows(v);
  bodies(v);
  rims(v);
  renamings(v);
  rings(v);
}

function write(pen, text, x, y, colour, font) {
  pen.fillStyle = colour; pen.font = font; pen.textAlign = "center"; pen.textBaseline = "middle"; pen.fillText(text, x, y);
}

// ---- where they are -------------------------------------------------------------------------------------------------------

function placed(s, week) { // every cell to be seen: where, how present, how large
  const f = s.future, organism = figureAt(f.figures.organization_organism, week), whole = Math.min(f.weeks, Math.floor(week)), seen = [];
  let k = f.frames.length - 1;
  while (k > 0 && f.frames[k].week - 1 > week) k--;
  const now = f.frames[k], before = f.frames[k - 1], room = Math.min(EVENT, (f.frames[k + 1]?.week ?? Infinity) - now.week);
  const part = before ? eased((week - now.week + 1) / Math.max(1, room)) : 1;
  const spot = (frame, number) => {
    const [gx, gy] = frame.grid.get(number), [ox, oy] = frame.places.get(number);
    return [gx + (ox - gx) * organism, gy + (oy - gy) * organism];
  };
  const add = (life, from, to, presence, frame) => {
    const energy = energyOf(f, life, week), needs = frame.faces.get(life.number), last = Math.min(whole, life.last);
    const breath = s.calm ? 0 : (0.01 + 0.035 * organism) * Math.sin(TURN * (s.clock / 4.2 + organism * chance(life.number, 3)));
    const size = BODY * Math.sqrt(life.people / f.people) * (0.72 + 0.28 * energy) * (1 + breath);
    const newest = needs.reduce((row, need) => Math.max(row, f.serving[last * f.needs + need]), -1);
    seen.push({ life, x: from[0] + (to[0] - from[0]) * part, y: from[1] + (to[1] - from[1]) * part, energy, presence, needs, size, last,
                kind: newest < 0 ? 0 : f.crafts[newest].kind });
  };
  for (const life of now.here) {
    const to = spot(now, life.number), origin = [life.number, life.mother].find(number => before?.grid.has(number));
    add(life, origin === undefined ? to : spot(before, origin), to, life.born === now.week && life.born > 0 ? part : 1, now);
  }
  for (const life of before?.here ?? []) if (!now.grid.has(life.number) && part < 1) {
    const to = spot(before, life.number);
    add(life, to, to, 1 - part, before);
  }
  apart(seen, 0.98 + 0.5 * organism * (1 - organism));
  return { seen, organism, part, whole, now };
}

function apart(seen, least) { // half-way between box and cell some come too near each other
  for (let pass = seen.length > 80 ? 2 : 5; pass > 0; pass--) {
    for (let a = 0; a < seen.length; a++) for (let b = a + 1; b < seen.length; b++) {
      const one = seen[a], other = seen[b], dx = other.x - one.x, dy = other.y - one.y;
      if (dx > least || dx < -least || dy > least || dy < -least) continue;
      const room = least * Math.min(one.presence, other.presence), gap = Math.hypot(dx, dy);
      if (gap >= room || gap < 1e-6) continue;
      const push = 0.45 * (room - gap) / gap;
      one.x -= push * dx; one.y -= push * dy; other.x += push * dx; other.y += push * dy;
    }
  }
}

// ---- outlines: a box with sharp corners at 0, a circle at 1 ----------------------------------------------------------------

function squareness(organism) { const round = eased(organism); return { half: 0.84 + 0.16 * round, radius: 0.1 + 0.9 * round } }

function corners(organism) { // an outline's distance from the middle, in bodies, by direction; null for a circle
  const { half, radius } = squareness(organism);
  if (radius > 0.995) return null;
  const bend = half * radius, inner = half - bend;
  return turn => {
    const u = Math.abs(Math.cos(turn)), v = Math.abs(Math.sin(turn)), far = half / Math.max(u, v);
    if (far * Math.min(u, v) <= inner) return far;
    const along = inner * (u + v);
    return along + Math.sqrt(along * along - 2 * inner * inner + bend * bend);
  };
}

function outline(v, x, y, size, first = 0, last = TURN) { // adds a piece of a cell's outline to the path
  if (!v.corner) { curve(v.pen, x, y, size, first, last); return }
  const to = turn => [x + size * v.corner(turn) * Math.cos(turn), y + size * v.corner(turn) * Math.sin(turn)], step = TURN / 120; // corners are steps
  v.pen.moveTo(...to(first));
  for (let turn = (Math.floor(first / step + 1e-6) + 1) * step; turn < last - 1e-6; turn += step) v.pen.lineTo(...to(turn));
  v.pen.lineTo(...to(last));
}

function curve(pen, x, y, radius, first = 0, last = TURN) {
  pen.moveTo(x + radius * Math.cos(first), y + radius * Math.sin(first)); pen.arc(x, y, radius, first, last);
}

function membrane({ seen, organism, scale }) { // the enterprise's outline by direction: walls around boxes, a skin around cells
  let rays = new Float64Array(RAYS).fill(0.55);
  for (const cell of seen) {
    const far = Math.hypot(cell.x, cell.y), turn = Math.atan2(cell.y, cell.x), reach = 0.92 * Math.sqrt(cell.presence);
    for (let k = 0; k < RAYS; k++) {
      const off = TURN * k / RAYS - turn, across = far * Math.sin(off), square = reach * reach - across * across;
      if (square > 0) rays[k] = Math.max(rays[k], far * Math.cos(off) + Math.sqrt(square));
    }
  }
  for (let pass = 0; pass < 4; pass++) rays = rays.map((ray, k) => 0.5 * ray + 0.25 * (rays[(k + 1) % RAYS] + rays[(k + RAYS - 1) % RAYS]));
  const half = axis => 0.2 + Math.max(0.3, ...seen.map(cell => (Math.abs(cell[axis]) + 0.5) * Math.sqrt(cell.presence)));
  const wide = half("x"), high = half("y"), boxy = 1 - eased(organism);
  return rays.map((ray, k) => {
    const turn = TURN * k / RAYS, wall = ((Math.abs(Math.cos(turn)) / wide) ** 9 + (Math.abs(Math.sin(turn)) / high) ** 9) ** (-1 / 9);
    return scale * (ray + (wall - ray) * boxy);
  });
}

function along(rays, turn) {
  const place = ((turn / TURN) % 1 + 1) % 1 * RAYS, low = Math.floor(place);
  return rays[low % RAYS] + (rays[(low + 1) % RAYS] - rays[low % RAYS]) * (place - low);
}

function wall({ pen, cx, cy, c, f, week }, rays) { // its gaps are the openness
  const open = figureAt(f.figures.indie_weconomy, week);
  const point = k => [cx + rays[k % RAYS] * Math.cos(TURN * k / RAYS), cy + rays[k % RAYS] * Math.sin(TURN * k / RAYS)];
  pen.beginPath();
  for (let k = 0; k <= RAYS; k++) {
    const [x, y] = point(k), [nx, ny] = point(k + 1);
    k ? pen.quadraticCurveTo(x, y, (x + nx) / 2, (y + ny) / 2) : pen.moveTo((x + nx) / 2, (y + ny) / 2);
  }
  pen.closePath();
  pen.fillStyle = faded(c.main, c.dark ? 0.1 : 0.06); pen.fill();
  pen.setLineDash(open < 0.02 ? [] : [15 * (1 - 0.72 * open), 19.5 * open]);
  pen.strokeStyle = c.main; pen.lineWidth = 3; pen.lineCap = "butt"; pen.stroke(); pen.setLineDash([]);
}

// ---- customers and what flows ----------------------------------------------------------------------------------------------

function customers({ pen, cx, cy, ring, band, week, whole, c, f, s, theme, looked }) { // a dot is as many customers in each need: full if with us
  const dots = Math.max(1, Math.round(100 / f.needs)), high = Math.min(f.weeks, whole + 1), then = Math.max(0, whole - EVENT);
  const span = TURN / f.needs, size = Math.min(band * 0.26, span / dots * Math.min(...ring) * 0.42), full = [], hollow = [], lost = [];
  for (let need = 0; need < f.needs; need++) {
    const middle = direction(need, f.needs), share = dots / f.market[need], faced = looked?.needs.includes(need);
    const ours = (f.own[whole][need] + (f.own[high][need] - f.own[whole][need]) * (week - whole)) * share, had = f.own[then][need] * share;
    for (let k = 0; k < dots; k++) {
      const order = k % 2 ? (k + 1) / 2 : -k / 2, turn = middle + order * span * 0.92 / dots, r = along(ring, turn) + band * 0.35;
      const dot = [cx + r * Math.cos(turn), cy + r * Math.sin(turn)], filled = clip(ours - k);
      if (filled > 0.02) full.push([...dot, size * Math.sqrt(filled)]);
      if (filled < 0.98) (k < had && had - ours > 0.2 ? lost : hollow).push([...dot, size]);
    }
    if (f.needs > 24 && !faced) continue;
    const r = Math.max(...[-0.12, 0, 0.12].map(off => along(ring, middle + off))) + band * 1.05 + 4, name = need ? String(need + 1) : fill(s.data.words.need, { n: 1 });
    write(pen, name, cx + r * Math.cos(middle), cy + r * Math.sin(middle), faced ? c.ink : c.muted, `${faced ? 700 : 400} ${faced ? 14 : 11}px ${FONT}`);
  }
  const path = list => { pen.beginPath(); for (const [x, y, r] of list) curve(pen, x, y, r) };
  pen.lineWidth = 1.2; pen.strokeStyle = c.ghost; path(hollow); pen.stroke();
  pen.fillStyle = CUSTOMER[theme]; path(full); pen.fill();
  pen.lineWidth = 1.8; pen.strokeStyle = c.warm; path(lost); pen.stroke();
}

function flows({ pen, alive, week, cx, cy, ring, X, Y, scale, c, f, s }) { // value goes out to customers, what is learned comes in
  if (!alive.length) return;
  const seen = new Map(alive.map(cell => [cell.life.number, cell])), flies = [
    Math.round(FLIGHTS[0] * figureAt(f.figures.revenue, week) / f.most.revenue),
    Math.round(FLIGHTS[1] * Math.min(1, figureAt(f.figures.insight_cards, week) / f.most.cards)),
  ];
  flies.forEach((count, learning) => {
    pen.fillStyle = learning ? c.main : c.attention; pen.beginPath();
    for (let i = 0; i < count; i++) {
      const k = i + learning * FLIGHTS[0], time = s.clock * (learning ? 0.24 : 0.32) + chance(k, 1), cycle = Math.floor(time), way = time - cycle;
      let flight = s.flights[k];
      if (flight?.cycle !== cycle || !seen.has(flight.life)) {
        const { life, needs } = alive[Math.floor(chance(k, cycle + 7) * alive.length)];
        const turn = direction(needs[Math.floor(chance(k, cycle + 19) * needs.length)] ?? 0, f.needs) + (chance(k, cycle + 5) - 0.5) * 5 / f.needs;
        flight = s.flights[k] = { cycle, life: life.number, turn };
      }
      const cell = seen.get(flight.life), x = X(cell), y = Y(cell), r = along(ring, flight.turn) + 2;
      const dx = cx + r * Math.cos(flight.turn) - x, dy = cy + r * Math.sin(flight.turn) - y;
      const near = RIM * cell.size * scale / Math.max(1, Math.hypot(dx, dy)), far = near + (1 - near) * (learning ? 1 - way : way);
      curve(pen, x + dx * far, y + dy * far, 3.4 * Math.sin(Math.PI * clip(0.1 + way * 0.9)));
    }
    pen.fill();
  });
}

// ---- cells -----------------------------------------------------------------------------------------------------------------

function ties({ pen, seen, alive, looked, hues, whole, part, now, scale, X, Y, c }) { // neighbours of the one looked at; daughters and mothers
  pen.lineCap = "round";
  if (looked) {
    pen.strokeStyle = faded(c.ink, 0.55); pen.lineWidth = 1.6; pen.beginPath();
    for (const link of looked.life.links) {
      const other = link.first <= whole && whole <= link.last && alive.find(cell => cell.life.number === link.other);
      if (other) { pen.moveTo(X(looked), Y(looked)); pen.lineTo(X(other), Y(other)) }
    }
    pen.stroke();
  }
  if (part < 1) for (const cell of seen) if (cell.life.born === now.week && cell.life.born > 0) {
    const mother = seen.find(other => other.life.number === cell.life.mother);
    if (!mother) continue;
    pen.strokeStyle = faded(hues[cell.kind], 0.75); pen.lineWidth = Math.max(2, 1.3 * cell.size * scale * (1 - part));
    pen.beginPath(); pen.moveTo(X(mother), Y(mother)); pen.lineTo(X(cell), Y(cell)); pen.stroke();
  }
}

function sprite(v, kind) { // a cell of a kind, drawn once and stamped: glow, body, rim, letter
  const { s, c, theme, organism, body, hues } = v, step = Math.round(organism * 24), ratio = window.devicePixelRatio || 1;
  const key = `${step}.${Math.round(body)}.${theme}.${ratio}.${c.paper}`;
  if (s.sprites[kind]?.key === key) return s.sprites[kind].image;
  const image = document.createElement("canvas"), pen = image.getContext("2d");
  image.width = image.height = Math.ceil(body * 3.4 * ratio);
  pen.translate(image.width / 2, image.height / 2); pen.scale(ratio, ratio);
  const hue = hues[kind], { half, radius } = squareness(step / 24), glow = pen.createRadialGradient(0, 0, body * 0.7, 0, 0, body * 1.7);
  glow.addColorStop(0, faded(hue, 0.34 * step / 24)); glow.addColorStop(1, faded(hue, 0));
  pen.fillStyle = glow; pen.fillRect(-body * 1.7, -body * 1.7, body * 3.4, body * 3.4);
  pen.beginPath(); pen.roundRect(-half * body, -half * body, 2 * half * body, 2 * half * body, half * body * radius);
  pen.fillStyle = hue; pen.fill();
  if (kind && body > 8) write(pen, s.data.words.letters[(kind - 1) % 3], 0, body * 0.05, INKS[theme][kind], `600 ${Math.round(body * 0.72)}px ${FONT}`);
  s.sprites[kind] = { key, image };
  return image;
}

function bodies(v) {
  const { pen, seen, body, scale, X, Y, c, s, now } = v;
  pen.fillStyle = c.paper; pen.beginPath(); // a pale cell is not a window: nothing shows through
  for (const cell of seen) outline(v, X(cell), Y(cell), RIM * cell.size * scale * cell.presence);
  pen.fill();
  for (const cell of [...seen].sort((a, b) => a.presence - b.presence)) { // a daughter comes out from behind her mother
    const x = X(cell), y = Y(cell), size = cell.size * scale * Math.sqrt(cell.presence), dying = cell.life.died === now.week && cell.presence < 1;
    pen.globalAlpha = (0.3 + 0.7 * cell.energy) * (dying ? cell.presence : 1);
    pen.drawImage(sprite(v, cell.kind), x - 1.7 * size, y - 1.7 * size, 3.4 * size, 3.4 * size);
    pen.globalAlpha = 1;
    if (!dying) { s.spots.push([cell.life.number, x, y, Math.max(size, 12)]); continue }
    pen.strokeStyle = faded(c.warm, cell.presence); pen.lineWidth = 2; pen.setLineDash([4, 4]); pen.beginPath();
    outline(v, x, y, body * (1.1 + 0.35 * (1 - cell.presence))); pen.stroke(); pen.setLineDash([]);
  }
}

function rims(v) { // an arc for each need a cell faces, in the colour of the craft it practises there; it swells when that craft has matured
  const { f, pen, seen, body, scale, week, hues, X, Y } = v;
  if (body < 14) return; // in a crowd they would be noise; the story tells them
  const wide = Math.max(2, body * 0.12), paths = hues.map(() => []), swells = new Map();
  for (const event of f.events) {
    const age = (week - event.week) / EVENT;
    if (event.kind >= 0 && age >= 0 && age < 1) swells.set(event.need, 1 + 0.9 * Math.sin(Math.PI * Math.sqrt(age)));
  }
  for (const cell of seen) if (cell.presence > 0.9) cell.needs.forEach((need, k) => {
    const craft = f.serving[cell.last * f.needs + need], piece = TURN / cell.needs.length, first = -Math.PI / 2 + piece * k + 0.09;
    if (craft >= 0) paths[f.crafts[craft].kind].push([cell, first, first + piece - 0.18, swells.get(need) ?? 1]);
  });
  pen.lineCap = "butt";
  paths.forEach((arcs, kind) => {
    pen.strokeStyle = hues[kind];
    for (const width of new Set(arcs.map(arc => arc[3]))) {
      pen.lineWidth = wide * width; pen.beginPath();
      for (const [cell, first, last, own] of arcs) if (own === width) outline(v, X(cell), Y(cell), RIM * cell.size * scale, first, last);
      pen.stroke();
    }
  });
}

function renamings(v) { // a dashed line that goes: a craft was only renamed, or that was found out
  const { pen, seen, f, week, body, X, Y, c } = v;
  pen.setLineDash([3, 4]); pen.lineWidth = 2;
  for (const event of f.events) {
    const age = (week - event.week) / EVENT;
    if (event.kind >= 0 || age < 0 || age >= 1) continue;
    pen.strokeStyle = faded(event.kind === -2 ? c.warm : c.muted, 1 - age); pen.beginPath();
    for (const cell of seen) if (cell.needs.includes(event.need) && cell.presence > 0.9) outline(v, X(cell), Y(cell), body * (RIM + 0.2 + 0.2 * age));
    pen.stroke();
  }
  pen.setLineDash([]);
}

function rings(v) { // around the cell that is looked at, or those that practise the craft that is looked at
  const { pen, f, s, looked, alive, whole, body, X, Y, c } = v;
  const ringed = looked ? [looked] : s.craft < 0 ? [] : alive.filter(cell => cell.needs.some(need => f.serving[whole * f.needs + need] === s.craft));
  pen.strokeStyle = c.ink; pen.lineWidth = 2.5; pen.beginPath();
  for (const cell of ringed) outline(v, X(cell), Y(cell), body * 1.36);
  pen.stroke();
}
