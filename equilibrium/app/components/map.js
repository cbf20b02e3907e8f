// The balance map: what an objective is worth over two dimensions. The server answers with the finest map it has and works on the
// next; we ask again until there is none finer. A click, or the cursor and Enter, moves the mix.

const PAUSE = 700, LONG_PAUSE = 3000; // milliseconds between two questions
const PAD = 14; // pixels around the map for the marks at its edge
const STEP = 0.05, FINE_STEP = 0.01; // of a range, by arrow keys, and with Shift
const LIGHT = ["#F6F0E3", "#D3E3DB", "#93C5BD", "#53A19C", "#1F7A78"], DARK = ["#14272D", "#1B4A50", "#2D7D7B", "#86B795", "#EAD9A0"];

function mount(root, setStateValue) {
  const host = root.querySelector(".map");
  const who = Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => byte.toString(16).padStart(2, "0")).join("");
  const s = { data: null, mix: [], back: 0, count: 0, picture: null, have: "", round: 0, timer: 0, cursor: null, touched: false };

  // ---- asking -------------------------------------------------------------------------------------------------------------
  const url = (data, more = "") => `${data.base}/balance-api/map?lang=${data.language}&s=${encodeURIComponent(data.token)}`
    + `&m=${s.mix.join(",")}&x=${data.x.key}&y=${data.y.key}&o=${data.objective.key}&who=${who}${more}`;

  async function ask(again) {
    const round = ++s.round;
    clearTimeout(s.timer);
    s.abort?.abort();
    s.abort = new AbortController();
    try {
      const answer = await fetch(url(s.data, `&have=${encodeURIComponent(s.have)}${again ? "&again=1" : ""}`), { signal: s.abort.signal });
      const said = await answer.json();
      if (round !== s.round) return;
      if (!answer.ok) throw new Error(said.trouble || answer.status);
      if (said.picture) s.picture = said.picture;
      s.have = said.picture || said.have === s.have ? said.have : "";
      s.work = said.work; s.busy = said.busy; s.trouble = said.trouble || "";
      draw(); tell();
      if (said.busy) s.timer = setTimeout(() => ask(), LONG_PAUSE);
      else if (said.work && (said.work.going || said.work.done)) s.timer = setTimeout(() => ask(), PAUSE);
    } catch (error) {
      if (error.name === "AbortError" || round !== s.round) return;
      s.trouble = error instanceof TypeError ? s.data.words.lost : error.message;
      tell();
      if (error instanceof TypeError) s.timer = setTimeout(() => ask(), LONG_PAUSE); // the network: it may come back
    }
  }

  function leave(data) {
    ++s.round; clearTimeout(s.timer); s.abort?.abort();
    fetch(url(data, "&stop=1")).catch(() => {});
  }

  // ---- moving -------------------------------------------------------------------------------------------------------------
  const part = (dimension, value) => (value - dimension.low) / (dimension.high - dimension.low);
  const place = (dimension, share) => dimension.low + Math.min(1, Math.max(0, share)) * (dimension.high - dimension.low);
  const here = () => [s.mix[s.data.x.index], s.mix[s.data.y.index]];

  function move() {
    if (!s.cursor) return;
    const mix = s.mix.slice();
    [s.data.x, s.data.y].forEach((dimension, k) => {
      mix[dimension.index] = Number(place(dimension, Math.round(s.cursor[k] * 100) / 100).toFixed(4));
    });
    s.back += 1;
    go(mix, "to");
  }

  function undo() { // where the mix was before: the page knows
    if (!s.data.before || !s.back) return;
    s.back = 0; // until the page has answered
    go(s.data.before.slice(), "back");
  }

  function go(mix, way) {
    s.mix = mix; s.cursor = null; s.touched = false;
    setStateValue("moved", { mix: mix.slice(), way, count: ++s.count, who });
    draw(); tell(); ask();
  }

  function point(event) {
    const box = s.field.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height].map(share => Math.min(1, Math.max(0, share)));
  }

  function keys(event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }, way = ways[event.key];
    if (way) {
      const step = event.shiftKey ? FINE_STEP : STEP;
      const from = s.cursor || [part(s.data.x, here()[0]), part(s.data.y, here()[1])];
      s.cursor = from.map((share, k) => Math.min(1, Math.max(0, Math.round((share + way[k] * step) * 100) / 100)));
    } else if (event.key === "Enter" || event.key === " ") move();
    else if (event.key === "Escape") s.cursor = null;
    else return;
    event.preventDefault();
    draw(); tell(true);
  }

  // ---- words --------------------------------------------------------------------------------------------------------------
  const fill = (text, places) => text.replace(/\{(\w+)\}/g, (_, name) => places[name]);
  const percent = share => `${Math.round(share * 1000) / 10}%`.replace(".", s.data.language === "it" ? "," : ".");

  function spot(dimension, share) {
    const value = place(dimension, share);
    if (dimension.lever) return fill(s.data.words.lever, { name: dimension.name, share: percent(value) });
    const second = value >= 0.5;
    return fill(s.data.words.axis, { pole: dimension.poles[Number(second)], share: percent(second ? value : 1 - value) });
  }

  function amount(value) { // as `words.numbers.readable` writes it
    const o = s.data.objective, w = s.data.words, sign = value > 0 ? "+" : value < 0 ? "−" : "", size = Math.abs(value);
    const write = (number, options) => new Intl.NumberFormat(s.data.language, { useGrouping: "always", ...options }).format(number);
    if (o.percent) return `${sign}${write(Number((100 * size).toPrecision(2)), { maximumSignificantDigits: 2 })} ${o.unit_words}`;
    if (o.unit === "0 to 1") return sign + write(size, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const rounded = Number(size.toPrecision(3));
    const [divisor, names] = rounded >= 1e9 ? [1e9, w.billion] : rounded >= 1e6 ? [1e6, w.million] : [1, null];
    const number = write(rounded / divisor, { maximumSignificantDigits: 3 });
    const text = names ? `${number} ${names[Number(number !== "1")]}` : number;
    return sign + text + (o.unit === "EUR" && names ? w.of : " ") + o.unit_words;
  }

  function read(grid, [across, up]) { // between the places of a grid, straight
    const side = Math.round(Math.sqrt(grid.length)), x = across * (side - 1), y = up * (side - 1);
    const column = Math.min(side - 2, Math.floor(x)), row = Math.min(side - 2, Math.floor(y)), a = x - column, b = y - row;
    const at = (i, j) => grid[(row + i) * side + column + j];
    return (at(0, 0) * (1 - a) + at(0, 1) * a) * (1 - b) + (at(1, 0) * (1 - a) + at(1, 1) * a) * b;
  }

  function reading() { // of the place under the cursor: where, and what it is worth
    const w = s.data.words, p = s.picture;
    if (!s.cursor || !p) return ["", ""];
    const where = `${spot(s.data.x, s.cursor[0])}, ${spot(s.data.y, s.cursor[1])}`, gap = read(p.gap, s.cursor);
    if (!p.half) return [where, fill(w.about, { gap: amount(gap) })];
    const half = read(p.half, s.cursor);
    return [where, fill(w.reads, { gap: amount(gap), low: amount(gap - half), high: amount(gap + half) })];
  }

  function tip(where, worth) { // beside the cursor, never over it nor past the edge
    s.tip.hidden = !where;
    if (!where) return;
    s.tip.replaceChildren(make("b", { textContent: where }), worth);
    const { width, height } = s.field.getBoundingClientRect(), x = s.cursor[0] * width, y = (1 - s.cursor[1]) * height;
    const wide = s.tip.offsetWidth, tall = s.tip.offsetHeight, away = 16;
    const left = x + away + wide < width ? x + away : x - away - wide;
    s.tip.style.left = `${Math.max(4, Math.min(width - wide - 4, left))}px`;
    s.tip.style.top = `${left < 4 ? (y > height / 2 ? y - tall - 2 * away : y + 2 * away) : Math.max(4, Math.min(height - tall - 4, y - tall / 2))}px`;
  }

  function tell(spoken) {
    const w = s.data.words, p = s.picture, work = s.work;
    s.sentence.textContent = s.trouble && !p ? "" : p ? p.says[0] : w.first;
    s.besides.textContent = p ? p.says.slice(1).join(" ") : "";
    const [where, worth] = reading();
    s.reading.textContent = where ? `${where}: ${worth}` : "";
    s.reading.setAttribute("aria-live", spoken ? "polite" : "off");
    tip(where, worth);
    s.move.hidden = !s.cursor || !s.touched;
    s.undo.disabled = !s.back;
    s.trouble_line.textContent = s.trouble;
    const going = !!(work && (work.going || work.done)) && !s.trouble;
    s.bar.style.visibility = going || s.busy ? "visible" : "hidden";
    s.bar.firstChild.style.width = `${100 * (work ? work.share : 0)}%`;
    const step = p ? p.step : 0, next = s.data.steps[step];
    s.state.textContent = s.busy ? w.busy
      : going && work.state === "waiting" ? w.waits
      : going ? fill(step && s.data.steps[step - 1][0] === next[0] ? w.deepens : w.refines, { n: next[0], futures: next[1], share: percent(Math.round(work.share * 100) / 100) })
      : step ? fill(next ? w.coarse : w.done, { places: p.n * p.n, futures: p.replicates }) : "";
    s.halt.hidden = !going; s.on.hidden = going || s.busy || !next || !work;
    host.dataset.step = step; host.dataset.going = going; host.dataset.here = here().join(",");
    s.canvas.setAttribute("aria-label", `${w.map}: ${s.data.objective.label}. ${p ? p.says.join(" ") : ""} ${s.data.marks.map(mark => mark.label).join(", ")}`);
  }

  // ---- drawing ------------------------------------------------------------------------------------------------------------
  function shades(dark) {
    const stops = (dark ? DARK : LIGHT).map(colour => [1, 3, 5].map(k => parseInt(colour.slice(k, k + 2), 16)));
    return share => {
      const at = Math.min(1, Math.max(0, share)) * (stops.length - 1), k = Math.min(stops.length - 2, Math.floor(at));
      return stops[k].map((low, c) => low + (stops[k + 1][c] - low) * (at - k));
    };
  }

  function paint(pen, width, height, c) {
    const p = s.picture, side = Math.round(Math.sqrt(p.value.length)), shade = shades(c.dark);
    const least = Math.min(...p.value), most = Math.max(...p.value), span = most - least || 1;
    const small = document.createElement("canvas");
    small.width = small.height = side;
    const ink = small.getContext("2d"), image = ink.createImageData(side, side);
    p.value.forEach((value, k) => {
      const at = 4 * ((side - 1 - Math.floor(k / side)) * side + k % side);
      image.data.set([...shade((value - least) / span), 255], at);
    });
    ink.putImageData(image, 0, 0);
    pen.imageSmoothingEnabled = true; pen.imageSmoothingQuality = "high";
    pen.drawImage(small, 0.5, 0.5, side - 1, side - 1, 0, 0, width, height); // pixels' middles are the places
  }

  function along(pen, flat, width, height) {
    for (let k = 0; k < flat.length; k += 2) pen[k ? "lineTo" : "moveTo"](flat[k] * width, (1 - flat[k + 1]) * height);
  }

  function region(pen, polygons, width, height) {
    pen.beginPath();
    polygons.forEach(rings => rings.forEach(ring => { along(pen, ring, width, height); pen.closePath() }));
  }

  function contours(pen, width, height, c, taken) {
    const guess = !s.picture.half, labels = [];
    for (const line of s.picture.lines) {
      pen.strokeStyle = faded(c.ink, line.zero ? 0.85 : 0.5); pen.lineWidth = line.zero ? 1.8 : 0.9; pen.setLineDash(guess ? [5, 4] : []);
      pen.beginPath(); line.paths.forEach(path => along(pen, path, width, height)); pen.stroke();
      const longest = line.paths.reduce((best, path) => path.length > best.length ? path : best, []);
      if (longest.length > 16) labels.push([line.text, longest]);
    }
    pen.setLineDash([]);
    pen.font = "600 11px Inter, system-ui, sans-serif"; pen.textAlign = "center"; pen.textBaseline = "middle";
    for (const [text, path] of labels) {
      const wide = pen.measureText(text).width, count = path.length / 2;
      for (const share of [0.5, 0.35, 0.65, 0.2, 0.8]) {
        const k = Math.floor(share * (count - 1)), x = path[2 * k] * width, y = (1 - path[2 * k + 1]) * height;
        const box = { left: x - wide / 2 - 3, right: x + wide / 2 + 3, top: y - 8, bottom: y + 8 };
        if (!free(box, taken, width, height)) continue;
        taken.push(box);
        pen.strokeStyle = faded(c.paper, 0.85); pen.lineWidth = 4; pen.lineJoin = "round"; pen.strokeText(text, x, y);
        pen.fillStyle = c.ink; pen.fillText(text, x, y);
        break;
      }
    }
  }

  const free = (box, taken, width, height) => box.left >= 2 && box.top >= 2 && box.right <= width - 2 && box.bottom <= height - 2
    && taken.every(other => box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom);

  function shape(pen, kind, x, y, size) {
    pen.beginPath();
    if (kind === "star") for (let k = 0; k < 10; k++) {
      const far = k % 2 ? size * 0.42 : size, turn = -Math.PI / 2 + k * Math.PI / 5;
      pen[k ? "lineTo" : "moveTo"](x + far * Math.cos(turn), y + far * Math.sin(turn));
    } else if (kind === "diamond") { pen.moveTo(x, y - size); pen.lineTo(x + size, y); pen.lineTo(x, y + size); pen.lineTo(x - size, y) }
    else if (kind === "square") pen.rect(x - size, y - size, 2 * size, 2 * size);
    else pen.arc(x, y, size, 0, 7);
    pen.closePath();
  }

  const LOOKS = { // shape, size; each mark has a shape of its own, so that colour is never needed to tell them
    here: ["circle", 6, "warm"], pinned: ["square", 5, "ghost"], map: ["star", 8, "ink"], best: ["star", 13, "attention"], robust: ["diamond", 9, "attention"],
  };

  function marks(width, height) {
    const all = s.data.marks.filter(mark => mark.kind !== "here").map(mark => ({ ...mark, at: mark.place }));
    if (s.picture && s.picture.half) all.push({ kind: "map", label: s.data.words.marks.map, at: s.picture.best });
    all.push({ kind: "here", label: s.data.words.marks.here, at: here() });
    return all.map(mark => ({ ...mark, x: part(s.data.x, mark.at[0]) * width, y: (1 - part(s.data.y, mark.at[1])) * height }));
  }

  function mark_all(pen, width, height, c, taken) {
    const all = marks(width, height);
    all.forEach(({ x, y, kind }) => { const r = LOOKS[kind][1] + 3; taken.push({ left: x - r, right: x + r, top: y - r, bottom: y + r }) });
    for (const { x, y, kind, hollow } of all) {
      const [form, size, colour] = LOOKS[kind];
      shape(pen, form, x, y, size);
      pen.lineJoin = "round"; pen.strokeStyle = c.paper; pen.lineWidth = 5; pen.stroke();
      if (hollow) { pen.strokeStyle = c.ink; pen.lineWidth = 2; pen.stroke() }
      else { pen.fillStyle = c[colour]; pen.fill(); pen.strokeStyle = kind === "best" || kind === "robust" ? c.ink : c.paper; pen.lineWidth = 1.4; pen.stroke() }
      if (kind === "here") { shape(pen, "circle", x, y, size + 5); pen.strokeStyle = c.paper; pen.lineWidth = 4; pen.stroke(); pen.strokeStyle = c.warm; pen.lineWidth = 2; pen.stroke() }
    }
    return all;
  }

  function pills(pen, all, width, height, c, taken) {
    pen.font = "600 12px Inter, system-ui, sans-serif"; pen.textAlign = "center"; pen.textBaseline = "middle";
    for (const { x, y, kind, label } of all.reverse()) {
      const wide = pen.measureText(label).width / 2 + 9, tall = 11, away = LOOKS[kind][1] + 8;
      const ways = [[0, -1], [0, 1], [1, 0], [-1, 0], [1, -1], [-1, -1], [1, 1], [-1, 1]];
      const spots = [1, 2.2, 3.4, 4.6].flatMap(far => ways.map(([i, j]) => [x + i * (wide + away * (j ? far / 2 : 1) + (far - 1) * 12) * (i && j ? 0.8 : 1), y + j * (tall + away * far)]));
      const box = ([u, v]) => ({ left: u - wide, right: u + wide, top: v - tall, bottom: v + tall });
      const found = spots.find(at => free(box(at), taken, width, height))
        || spots.map(([u, v]) => [Math.min(width - wide - 2, Math.max(wide + 2, u)), Math.min(height - tall - 2, Math.max(tall + 2, v))])
          .find(at => free(box(at), taken, width, height));
      if (!found) continue; // no room: the mark is in the legend
      const [u, v] = found;
      taken.push(box(found));
      if (Math.hypot(u - x, v - y) > away + 2 * tall) { pen.strokeStyle = c.ink; pen.lineWidth = 1; pen.beginPath(); pen.moveTo(x, y); pen.lineTo(u, v); pen.stroke() }
      pen.beginPath(); pen.roundRect(u - wide, v - tall, 2 * wide, 2 * tall, tall);
      pen.fillStyle = faded(c.dark ? "#0F1A1C" : "#FAF8F3", 0.92); pen.fill();
      pen.fillStyle = c.ink; pen.fillText(label, u, v + 0.5);
    }
  }

  function draw() {
    if (!s.data) return;
    const [pen, wide, tall] = sharp(s.canvas), c = palette(host), taken = [], width = wide - 2 * PAD, height = tall - 2 * PAD;
    if (width <= 0) return;
    pen.translate(PAD, PAD);
    pen.save(); pen.beginPath(); pen.roundRect(0, 0, width, height, 14); pen.clip();
    pen.fillStyle = c.panel; pen.fillRect(0, 0, width, height);
    const p = s.picture;
    if (p) {
      paint(pen, width, height, c);
      if (p.good.length) {
        pen.save(); region(pen, p.good, width, height); pen.clip("evenodd");
        pen.strokeStyle = faded(c.dark ? "#0F1A1C" : "#FAF8F3", 0.75); pen.lineWidth = 1.3; pen.beginPath();
        for (let k = -height; k < width; k += 9) { pen.moveTo(k, height); pen.lineTo(k + height, 0) }
        pen.stroke(); pen.restore();
        region(pen, p.good, width, height);
        pen.strokeStyle = faded(c.dark ? "#0F1A1C" : "#FAF8F3", 0.9); pen.lineWidth = 3; pen.stroke();
        pen.strokeStyle = c.dark ? "#F5EFDC" : c.ink; pen.lineWidth = 1.2; pen.stroke();
      }
      if (p.ridge.length) {
        region(pen, p.ridge, width, height);
        pen.strokeStyle = c.dark ? "#0F1A1C" : "#FAF8F3"; pen.lineWidth = 4; pen.stroke();
        pen.setLineDash([7, 5]); pen.strokeStyle = c.attention; pen.lineWidth = 2.4; pen.stroke(); pen.setLineDash([]);
      }
    }
    pen.restore();
    const all = mark_all(pen, width, height, c, taken);
    const before = taken.length;
    pills(pen, all.slice(), width, height, c, taken);
    if (p) {
      pen.save(); pen.beginPath(); pen.roundRect(0, 0, width, height, 14); pen.clip();
      contours(pen, width, height, c, taken);
      pen.restore();
    }
    if (p) { // lines may not run over marks and pills: both once more, on top
      mark_all(pen, width, height, c, []);
      pills(pen, all.slice(), width, height, c, taken.slice(0, before));
    }
    if (s.cursor) {
      const x = s.cursor[0] * width, y = (1 - s.cursor[1]) * height;
      for (const [colour, wide] of [[c.paper, 4], [c.ink, 1.5]]) {
        pen.strokeStyle = colour; pen.lineWidth = wide; pen.beginPath();
        pen.moveTo(x - 12, y); pen.lineTo(x + 12, y); pen.moveTo(x, y - 12); pen.lineTo(x, y + 12); pen.stroke();
      }
    }
    legend(all, c);
  }

  function legend(all, c) {
    const w = s.data.words, items = [], p = s.picture;
    const item = (kind, text) => {
      const canvas = make("canvas", { className: "key" }), entry = make("span", { className: "entry" }, canvas, text);
      items.push([entry, canvas, kind]);
    };
    all.forEach(mark => item(mark, mark.hollow ? `${mark.label}${w.hollow}` : mark.label));
    if (p && p.lines.length) item("line", fill(w.lines, { of_unit: s.data.objective.unit_words ? `, ${s.data.objective.unit_words}` : "" }));
    if (p && p.good.length) item("hatch", w.hatch);
    if (p && p.ridge.length) item("ridge", w.ridge);
    const text = items.map(([entry, , kind]) => `${entry.textContent}${kind.kind || kind}`).join("|") + c.dark;
    if (text === s.listed) return;
    s.listed = text;
    s.legend.replaceChildren(...items.map(([entry]) => entry));
    for (const [, canvas, kind] of items) {
      const [pen, width, height] = sharp(canvas);
      if (kind === "hatch") {
        pen.fillStyle = c.main; pen.fillRect(1, 3, width - 2, height - 6); pen.strokeStyle = c.paper; pen.lineWidth = 1.3;
        pen.save(); pen.beginPath(); pen.rect(1, 3, width - 2, height - 6); pen.clip(); pen.beginPath();
        for (let k = -20; k < 30; k += 7) { pen.moveTo(k, height); pen.lineTo(k + height, 0) } pen.stroke(); pen.restore();
      } else if (kind === "line") {
        pen.strokeStyle = c.ink; pen.lineWidth = 1.4; pen.beginPath(); pen.moveTo(0, height / 2); pen.lineTo(width, height / 2); pen.stroke();
      } else if (kind === "ridge") {
        pen.strokeStyle = c.attention; pen.lineWidth = 2.4; pen.setLineDash([6, 4]); pen.beginPath(); pen.moveTo(0, height / 2); pen.lineTo(width, height / 2); pen.stroke();
      } else {
        const [form, size, colour] = LOOKS[kind.kind];
        shape(pen, form, width / 2, height / 2, Math.min(size, 7));
        if (kind.hollow) { pen.strokeStyle = c.ink; pen.lineWidth = 1.8; pen.stroke() } else { pen.fillStyle = c[colour]; pen.fill() }
      }
    }
    const colours = c.dark ? DARK : LIGHT;
    s.scale.style.background = `linear-gradient(90deg, ${colours.join(",")})`;
  }

  // ---- building -----------------------------------------------------------------------------------------------------------
  function build() {
    const d = s.data, w = d.words;
    host.replaceChildren();
    s.listed = "";
    s.sentence = make("p", { className: "headline" }); s.sentence.setAttribute("aria-live", "polite");
    s.besides = make("p", { className: "besides" });
    s.tip = make("div", { className: "tip", hidden: true });
    s.canvas = make("canvas", { tabIndex: 0 });
    s.canvas.setAttribute("role", "application"); s.canvas.setAttribute("aria-roledescription", w.map);
    s.canvas.onpointermove = event => { if (event.pointerType !== "touch") { s.cursor = point(event); draw(); tell() } };
    s.canvas.onpointerleave = event => { if (event.pointerType !== "touch" && root.activeElement !== s.canvas) { s.cursor = null; draw(); tell() } };
    s.canvas.onclick = event => { s.cursor = point(event); s.touched = event.pointerType === "touch"; s.touched ? (draw(), tell(true)) : move() };
    s.canvas.onkeydown = keys;
    const pole = (dimension, which, name) => make("b", { className: `pole ${name}`, textContent: dimension.poles[which] });
    s.bar = make("div", { className: "bar" }, make("i", {}));
    s.reading = make("p", { className: "reading" }); s.trouble_line = make("p", { className: "trouble" });
    s.trouble_line.setAttribute("role", "alert");
    s.state = make("span", { className: "state" });
    s.field = make("div", { className: "field" }, s.canvas, s.bar, s.tip);
    s.halt = make("button", { textContent: w.stop, onclick: () => { leave(s.data); s.work = { state: "stopped", going: false, share: 0 }; tell() } });
    s.on = make("button", { textContent: w.go_on, onclick: () => { s.trouble = ""; ask(true) } });
    s.move = make("button", { className: "main", textContent: w.move, onclick: move, hidden: true });
    s.undo = make("button", { textContent: `↶ ${w.undo}`, onclick: undo });
    s.legend = make("div", { className: "legend" });
    s.scale = make("span", { className: "scale" });
    host.append(
      s.sentence, s.besides,
      make("div", { className: "frame" }, pole(d.y, 1, "top"), pole(d.x, 0, "left"), s.field,
        pole(d.x, 1, "right"), pole(d.y, 0, "bottom")),
      s.reading, make("div", { className: "tools" }, s.move, s.undo, make("span", { className: "hint", textContent: w.hint })),
      make("div", { className: "ramp" }, make("span", { textContent: w.less }), s.scale, make("span", { textContent: fill(w.more, { figure: d.objective.label }) })),
      s.legend, make("div", { className: "tools" }, s.state, s.halt, s.on), s.trouble_line,
    );
  }

  const watcher = new ResizeObserver(() => { s.listed = ""; draw(); if (s.data) tell() });
  watcher.observe(host);

  return {
    update(data) {
      const before = s.data, other = before && before.question !== data.question;
      if (other) { leave(before); s.picture = null; s.have = ""; s.work = null; s.cursor = null }
      s.data = data;
      if (!before || before.revision !== data.revision || other) { s.mix = data.mix.slice(); s.back = data.before ? 1 : 0 }
      if (!before || other || before.language !== data.language || before.look !== data.look) build();
      if (before && before.language !== data.language) s.have = "";
      draw(); tell();
      if (!before || other || before.revision !== data.revision || before.language !== data.language || before.marked !== data.marked) {
        ask(!before || other); // who comes anew finds it going, even if somebody else has stopped it
      }
    },
    stop() { watcher.disconnect(); ++s.round; clearTimeout(s.timer); s.abort?.abort(); STATES.delete(root) },
  };
}
