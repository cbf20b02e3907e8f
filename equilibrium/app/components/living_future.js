// One future of the living enterprise, as the server sends it: unpacked, and where its cells lie week by week.

const MADE = ["conceptual", "method", "accessory"];
const clip = value => Math.min(1, Math.max(0, value));
const eased = value => { const x = clip(value); return x * x * (3 - 2 * x) };
const chance = (a, b) => { const x = Math.sin(a * 127.1 + b * 311.7) * 43758.5453; return x - Math.floor(x) };

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
  const frames = layouts(lives, weeks, needs), spots = frames.flatMap(frame => [...frame.places.values(), ...frame.grid.values()]);
  const extent = [0, 1].map(axis => Math.max(1, ...spots.map(spot => Math.abs(spot[axis])))); // of all weeks: the scale stays
  const most = key => Math.max(1e-9, ...sent.figures[key].map(value => value ?? 0));
  return { ...sent, energy, load, serving, crafts, lives, events, most: { revenue: most("revenue"), cards: most("insight_cards") },
           people: lives.reduce((sum, life) => sum + life.people, 0) / lives.length || 1, frames, extent };
}

function facing(life, week) { return life.faces.filter(spell => spell.first <= week && week <= spell.last).map(spell => spell.need) }

function figureAt(figure, week) { // a figure in mid-week; week 0 is the start, figures begin with week 1
  const k = Math.max(0, week - 1), low = Math.floor(k), high = Math.min(figure.length - 1, low + 1);
  return (figure[low] ?? 0) + ((figure[high] ?? 0) - (figure[low] ?? 0)) * (k - low);
}

function energyOf(future, life, week) {
  const t = Math.min(Math.max(week, life.born), life.last), low = Math.floor(t), high = Math.min(life.last, low + 1);
  const a = future.energy[low * future.cells + life.cell], b = future.energy[high * future.cells + life.cell];
  return (a + (b - a) * (t - low)) / 255;
}

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
    frames.push({ week, here, places, grid, faces: new Map(here.map(life => [life.number, facing(life, week)])) });
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

function boxes(here, places) { // the organisation's order: rows of boxes in columns, each as near as can be to where its cell would live
  const wide = Math.ceil(Math.sqrt(1.3 * here.length)), rows = Math.ceil(here.length / wide || 1);
  const down = here.map(life => [life.number, ...places.get(life.number)]).sort((a, b) => a[2] - b[2]);
  const out = new Map(), columns = Math.ceil(here.length / rows);
  let taken = 0;
  for (let row = 0; row < rows; row++) {
    const count = Math.ceil((here.length - taken) / (rows - row)), first = Math.floor((columns - count) / 2);
    const line = down.slice(taken, taken + count).sort((a, b) => a[1] - b[1]);
    taken += count;
    line.forEach(([number], k) => out.set(number, [1.04 * (first + k - (columns - 1) / 2), 1.04 * (row - (rows - 1) / 2)]));
  }
  return out;
}
