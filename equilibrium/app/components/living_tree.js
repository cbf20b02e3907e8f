// Under the tissue: the contexts over the weeks with births and deaths, and the crafts' family tree.

function cross(pen, x, y, r) { pen.moveTo(x - r, y - r); pen.lineTo(x + r, y + r); pen.moveTo(x + r, y - r); pen.lineTo(x - r, y + r) }

function ribbon(s) { // contexts by name where there is room, under the slider; triangles: births, crosses: deaths
  const f = s.future, [pen, width] = sharp(s.ribbon), inset = 8, c = s.colours, high = 19, x = week => inset + week / f.weeks * (width - 2 * inset);
  pen.font = `12px ${FONT}`; pen.textAlign = "left"; pen.textBaseline = "middle";
  for (let week = 0, since = 0; week < f.weeks; week++) if (f.regime[week + 1] !== f.regime[week]) {
    const hue = REGIMES[f.regime[week] % REGIMES.length], name = s.data.regimes[f.regime[week]], room = x(week + 1) - x(since);
    pen.fillStyle = hue; pen.fillRect(x(since), 0, room + 0.5, high);
    if (pen.measureText(name).width < room - 10) { pen.fillStyle = inkOn(hue); pen.fillText(name, x(since) + 6, high / 2 + 1) }
    since = week + 1;
  }
  for (const life of f.lives) {
    const born = x(life.born), died = x(life.died), y = high + 9;
    if (life.born > 0) { pen.fillStyle = c.main; pen.beginPath(); pen.moveTo(born - 4, y + 4.5); pen.lineTo(born, y - 4.5); pen.lineTo(born + 4, y + 4.5); pen.fill() }
    if (life.died <= f.weeks) { pen.strokeStyle = c.warm; pen.lineWidth = 2; pen.beginPath(); cross(pen, died, y, 3.5); pen.stroke() }
  }
}

function inkOn(hue) {
  const value = parseInt(hue.slice(1), 16), light = 0.299 * (value >> 16) + 0.587 * ((value >> 8) & 255) + 0.114 * (value & 255);
  return light > 125 ? "#22302F" : "#FFFFFF";
}

function forest(s) {
  const f = s.future, c = s.colours, w = s.data.words, hues = HUES[c.dark ? "dark" : "light"];
  const genuine = f.crafts.map((craft, row) => ({ ...craft, row })).filter(craft => craft.origin !== "relabel");
  const lanes = Array.from({ length: f.needs }, (_, need) => genuine.filter(craft => craft.need === need));
  const steps = lanes.reduce((sum, lane) => sum + Math.max(1, lane.length) + 0.7, 0), step = Math.max(5, Math.min(13, 760 / steps)), head = 20;
  s.tree.style.height = `${Math.ceil(steps * step) + 4 + head}px`;
  const [pen, width] = sharp(s.tree), narrow = width < 520, left = narrow ? 26 : 74, right = 12;
  const x = week => left + week / f.weeks * (width - left - right), heights = new Map();
  s.branches = { x, heights };
  pen.textBaseline = "middle"; pen.font = `11px ${FONT}`; pen.textAlign = "left"; pen.fillStyle = c.muted;
  for (let year = 0; 52 * year < f.weeks - 20; year++) pen.fillText(fill(w.year, { n: year + 1 }), x(52 * year) + (year ? 5 : 0), head / 2);
  let top = head;
  lanes.forEach((lane, need) => {
    const tall = (Math.max(1, lane.length) + 0.7) * step;
    if (need % 2 === 0) { pen.fillStyle = faded(c.panel, 0.75); pen.fillRect(left, top, width - left - right, tall) }
    pen.fillStyle = c.ink; pen.font = `12px ${FONT}`; pen.textAlign = "right";
    pen.fillText(narrow ? String(need + 1) : fill(w.need, { n: need + 1 }), left - 7, top + tall / 2);
    lane.forEach((craft, k) => heights.set(craft.row, top + tall - (k + 0.85) * step));
    top += tall;
  });
  pen.strokeStyle = c.line; pen.lineWidth = 1; pen.beginPath();
  for (let week = 52; week < f.weeks; week += 52) { pen.moveTo(x(week), 3); pen.lineTo(x(week), top) }
  pen.stroke();
  for (const craft of genuine) branch(pen, craft, f, heights, x, hues[craft.kind], step, c);
  for (const craft of f.crafts) if (craft.origin === "relabel") {
    const y = heights.get(craft.parent) ?? heights.get(genuine.findLast(other => other.need === craft.need)?.row);
    if (y === undefined) continue;
    pen.strokeStyle = c.ink; pen.lineWidth = 1.3; pen.beginPath(); pen.moveTo(x(craft.born), y - 5); pen.lineTo(x(craft.born), y + 5); pen.stroke();
    if (craft.found >= 0) { pen.strokeStyle = c.warm; pen.lineWidth = 1.6; pen.beginPath(); cross(pen, x(craft.found), y, 3); pen.stroke() }
  }
  const count = origin => genuine.filter(craft => craft.origin === origin).length;
  s.tree.setAttribute("aria-label", fill(w.tree_summary, { made: count("indie"), absorbed: count("ally"), renamed: f.crafts.length - genuine.length }));
  craftTold(s);
}

function branch(pen, craft, f, heights, x, hue, step, c) { // thin while it is young, thick when matured, dotted while it sleeps
  const y = heights.get(craft.row), thick = Math.max(2, Math.min(5, step * 0.42)), r = Math.min(4.5, step * 0.42), at = x(craft.born);
  const line = (a, b, wide) => { if (b > a) { pen.lineWidth = wide; pen.beginPath(); pen.moveTo(x(a), y); pen.lineTo(x(b), y); pen.stroke() } };
  pen.strokeStyle = pen.fillStyle = hue;
  craft.spells.forEach(([first, last], k) => {
    const ripe = craft.ripened < 0 ? Infinity : Math.max(first, craft.ripened), end = Math.min(f.weeks, last + 1);
    line(first, Math.min(end, ripe), 1.3); line(ripe, end, thick);
    if (!k) return;
    pen.setLineDash([1.5, 3]); line(craft.spells[k - 1][1] + 1, first, 1.2); pen.setLineDash([]);
    pen.beginPath(); pen.moveTo(x(first) - 4, y + 4); pen.lineTo(x(first), y - 5); pen.lineTo(x(first) + 4, y + 4); pen.fill();
  });
  if (craft.origin === "founding") return;
  if (heights.has(craft.parent)) {
    pen.strokeStyle = c.muted; pen.lineWidth = 0.8; pen.beginPath(); pen.moveTo(at, y); pen.lineTo(at, heights.get(craft.parent)); pen.stroke();
  }
  pen.beginPath();
  if (craft.origin === "indie") pen.arc(at, y, r, 0, 7);
  else [[-1.2, 0], [0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]].forEach(([dx, dy]) => pen.lineTo(at + r * dx, y + r * dy));
  pen.fillStyle = craft.ripened < 0 ? c.paper : hue; pen.fill(); pen.strokeStyle = hue; pen.lineWidth = 1.5; pen.stroke();
  if (step >= 9) { pen.fillStyle = c.muted; pen.font = `10px ${FONT}`; pen.textAlign = "right"; pen.fillText(craft.born, at - r - 3, y) }
}

function craftTold(s) {
  const f = s.future, w = s.data.words;
  if (s.craft < 0) { s.crafted.textContent = w.tree_invite; return }
  const craft = f.crafts[s.craft], said = craftWords(s, s.craft), text = [`${said[0].toUpperCase()}${said.slice(1)}.`];
  if (craft.parent >= 0 && craft.origin !== "founding") text.push(fill(w.after, { craft: craftWords(s, craft.parent) }));
  if (craft.origin !== "founding") text.push(craft.ripened >= 0 ? fill(w.ripened, { week: craft.ripened }) : w.unripe);
  if (craft.spells.length) text.push(fill(w.served, { list: craft.spells.map(([first, last]) => `${first}–${last}`).join(", ") }));
  const renamings = f.crafts.filter(other => other.origin === "relabel" && other.parent === s.craft).length;
  if (renamings) text.push(fill(w.renamings, { n: renamings }));
  s.crafted.textContent = text.join(" ");
}

function craftUnder(s, event) { // row of the craft at the pointer, -1 if none
  const box = s.tree.getBoundingClientRect(), { x, heights } = s.branches, y = event.clientY - box.top;
  const week = (event.clientX - box.left - x(0)) / (x(1) - x(0));
  let best = -1, least = 9;
  for (const [row, height] of heights) {
    const { born, spells } = s.future.crafts[row], far = Math.abs(height - y), last = spells.length ? spells[spells.length - 1][1] : born;
    if (week > born - 6 && week < last + 4 && far < least) { best = row; least = far }
  }
  return best;
}
