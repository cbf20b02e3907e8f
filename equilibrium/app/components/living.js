// The living enterprise: one future's cells as a tissue that breathes, divides and dies, week by week. A place in time is a picture:
// whoever scrubs back sees the same again.

const SPEEDS = [2, 4, 8, 16]; // weeks a second

function mount(root, setStateValue) {
  const host = root.querySelector(".stage"), less = matchMedia("(prefers-reduced-motion: reduce)");
  const s = { data: null, future: null, week: 0, clock: 0, playing: false, speed: 4, hover: -1, chosen: -1, craft: -1, shown: "",
              calm: less.matches, sprites: {}, flights: [], visible: true, drawn: [] };

  // ---- asking -------------------------------------------------------------------------------------------------------------
  async function load() {
    s.abort?.abort(); clearTimeout(s.retry);
    const abort = s.abort = new AbortController(), d = s.data;
    s.note.textContent = s.future ? "" : d.words.loading;
    host.setAttribute("aria-busy", "true");
    try {
      const said = await answerOf(`${d.base}/living-api/future?lang=${d.language}&s=${encodeURIComponent(d.token)}&f=${d.future}`,
                                  abort.signal, d.words.lost);
      const first = !s.future;
      if (s.future?.key !== said.key) { s.chosen = s.craft = s.hover = -1; s.flights = [] }
      s.future = unpack(said);
      s.note.textContent = "";
      if (first) { // who comes by a link with a week in it sees that week; who wants it calm sees the middle
        s.week = d.week ?? (s.calm ? Math.round(said.weeks / 2) : 0);
        s.playing = d.week === null && !s.calm;
        const left = window.__equilibrium.left; // who went to another page comes back to where it played on
        if (left?.key === said.key) { s.week = left.week; s.playing = left.playing && !s.calm; kept() }
      }
      s.week = Math.min(s.week, said.weeks);
      ready();
    } catch (error) {
      if (error.name !== "AbortError") {
        s.note.textContent = error.message;
        if (error.lost) s.retry = setTimeout(load, AGAIN);
      }
    }
    if (s.abort === abort) host.removeAttribute("aria-busy");
  }

  function ready() {
    const f = s.future, w = s.data.words;
    host.dataset.ready = f.key; host.dataset.replicate = f.replicate;
    s.headline.textContent = f.headline;
    s.which.textContent = fill(w[f.chosen] ?? w.one_future, { n: f.replicate + 1, count: f.count });
    s.slider.max = f.weeks;
    s.pick.replaceChildren(make("option", { value: -1, textContent: w.pick }), ...f.lives.map(life =>
      make("option", { value: life.number, textContent: fill(w.cell, { n: life.number + 1 }) })));
    s.pick.value = s.chosen;
    redraw(); run();
  }

  // ---- time ---------------------------------------------------------------------------------------------------------------
  function run() {
    const on = s.playing && s.visible && !document.hidden && s.future && !s.calm;
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
    if (s.week >= s.future.weeks) { s.playing = false; kept() }
    draw(); run();
  }

  function play() {
    if (!s.future || s.calm) return;
    s.playing = !s.playing;
    if (s.playing && s.week >= s.future.weeks) s.week = 0;
    if (!s.playing) kept();
    run(); draw();
  }

  function go(week) { // by hand: it stops playing
    if (!s.future) return;
    s.playing = false;
    s.week = Math.min(s.future.weeks, Math.max(0, Math.round(week)));
    run(); draw(); kept();
  }

  function kept() { // the page writes the week into its address, once it rests; and it is said aloud
    clearTimeout(s.rests);
    s.rests = setTimeout(() => {
      if (s.playing) return;
      s.spoken.textContent = host.getRootNode().activeElement === s.slider ? "" : s.summary; // a slider speaks for itself
      setStateValue("week", Math.floor(s.week));
    }, 400);
  }

  function draw() {
    if (!s.future) return;
    const begun = performance.now();
    tissue(s); told(s);
    s.drawn.push(performance.now() - begun);
    if (s.drawn.length > 1200) s.drawn.splice(0, 600);
  }

  function redraw() { if (s.future) { s.shown = ""; ribbon(s); forest(s); draw() } }

  // ---- building -----------------------------------------------------------------------------------------------------------
  function build() {
    const w = s.data.words, labelled = (element, label, role) => { element.setAttribute("aria-label", label); if (role) element.setAttribute("role", role); return element };
    s.colours = palette(host); s.sprites = {};
    s.headline = make("p", { className: "headline" }); s.which = make("p", { className: "which" });
    s.note = make("p", { className: "note" }); s.note.setAttribute("role", "status");
    s.canvas = labelled(make("canvas", { className: "tissue", tabIndex: 0 }), w.loading, "img");
    s.slider = labelled(make("input", { type: "range", min: 0, max: 260, step: 1, oninput: () => go(+s.slider.value) }), w.slider);
    s.button = make("button", { className: "play", type: "button", onclick: play, hidden: s.calm });
    s.paces = labelled(make("select", { onchange: () => { s.speed = +s.paces.value }, hidden: s.calm }, ...SPEEDS.map(speed =>
      make("option", { value: speed, textContent: fill(w.speed, { n: speed }), selected: speed === s.speed }))), w.speed_label);
    s.ribbon = labelled(make("canvas", { className: "ribbon" }), w.ribbon, "img");
    const controls = make("div", { className: `controls ${s.calm ? "calm" : ""}` }, s.button, make("div", { className: "slide" }, s.slider), s.paces, s.ribbon);
    s.when = make("span", {}); s.regime = make("span", { className: "regime" }, make("span", { className: "swatch" }), make("span", {}));
    s.values = w.figures.map(() => make("dd", {}));
    const figures = make("dl", { className: "figures" }, ...w.figures.map((label, k) => make("div", {}, make("dt", { textContent: label }), s.values[k])));
    s.pick = labelled(make("select", { onchange: () => choose(+s.pick.value) }), w.pick);
    s.tale = make("div", {}); s.tale.setAttribute("aria-live", "polite");
    const side = make("div", { className: "side" }, make("p", { className: "now" }, s.when, s.regime), figures,
                      make("div", { className: "story" }, s.pick, s.tale), keys(w));
    s.tree = labelled(make("canvas", { className: "tree", tabIndex: 0 }), w.tree, "img");
    s.veil = make("div", { className: "veil" });
    s.crafted = make("p", { className: "told" }); s.crafted.setAttribute("aria-live", "polite");
    s.spoken = make("p", { className: "hidden" }); s.spoken.setAttribute("aria-live", "polite");
    host.replaceChildren(s.headline, s.which, s.note, make("div", { className: "scene" }, make("div", {}, s.canvas, controls), side), s.spoken,
      make("p", { className: "reading", textContent: `${w.reading} ${s.calm ? w.calm : ""}` }),
      make("h3", { textContent: w.tree }), make("p", { className: "reading", textContent: w.tree_reading }),
      make("div", { className: "forest" }, s.tree, s.veil), s.crafted);
    listen();
    sight.disconnect(); sight.observe(s.canvas);
    if (s.future) ready();
  }

  function keys(w) { // small cells and dots as in the picture, and what they mean
    const c = s.colours, theme = c.dark ? "dark" : "light";
    const mark = (hue, shape = "", letter = "", ink = "") => {
      const dot = make("span", { className: `swatch round ${shape}`, textContent: letter });
      dot.style.background = dot.style.borderColor = hue; dot.style.color = ink;
      return dot;
    };
    const small = kind => mark(HUES[theme][kind], "small", kind ? w.letters[(kind - 1) % 3] : "", INKS[theme][kind]);
    const lines = [[[1, 2, 3].map(small), w.key_made], [[4, 5, 6].map(small), w.key_absorbed], [[small(0)], w.key_founding],
      [[mark(c.attention)], w.key_value], [[mark(c.main)], w.key_learning],
      [[mark(CUSTOMER[theme])], w.key_ours], [[mark(c.ghost, "hollow")], w.key_other], [[mark(c.warm, "hollow")], w.key_lost]];
    return make("ul", { className: "keys" }, ...lines.map(([marks, text]) => make("li", {}, ...marks, text)));
  }

  // ---- pointer and keys ---------------------------------------------------------------------------------------------------
  function choose(number) { s.chosen = number; s.hover = -1; s.pick.value = number; draw() }

  function next(list, now, move) { // the one after or before in a list that closes to a ring
    const k = list.indexOf(now);
    return list[k < 0 ? (move > 0 ? 0 : list.length - 1) : (k + move + list.length) % list.length];
  }

  function cellUnder(event) {
    const box = s.canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    let best = -1, least = Infinity;
    for (const [number, cx, cy, r] of s.spots ?? []) { const far = Math.hypot(x - cx, y - cy); if (far < r * 1.25 && far < least) { best = number; least = far } }
    return best;
  }

  function listen() {
    const weeks = event => { // on the picture as on its slider
      const to = { ArrowRight: s.week + 1, ArrowLeft: Math.ceil(s.week) - 1, PageDown: s.week - 13, PageUp: s.week + 13, Home: 0, End: s.future.weeks }[event.key];
      if (event.key === " ") play(); else if (to !== undefined) go(to); else return false;
      return true;
    };
    s.slider.onkeydown = event => { if (event.key === " " && s.future) { play(); event.preventDefault() } };
    s.canvas.onpointermove = event => { if (event.pointerType === "mouse") { const found = cellUnder(event); if (found !== s.hover) { s.hover = found; draw() } } };
    s.canvas.onpointerleave = () => { if (s.hover >= 0) { s.hover = -1; draw() } };
    s.canvas.onclick = event => { const found = cellUnder(event); choose(found === s.chosen ? -1 : found) };
    s.canvas.onkeydown = event => {
      if (!s.future) return;
      const move = { ArrowDown: 1, ArrowUp: -1 }[event.key], living = (s.spots ?? []).map(spot => spot[0]).sort((a, b) => a - b);
      if (move && living.length) choose(next(living, s.chosen, move));
      else if (event.key === "Escape") choose(-1);
      else if (!weeks(event)) return;
      event.preventDefault();
    };
    const look = row => { if (row !== s.craft) { s.craft = row; craftTold(s); draw() } };
    s.tree.onpointermove = event => { if (event.pointerType === "mouse" && s.future) look(craftUnder(s, event)) };
    s.tree.onclick = event => { if (s.future) look(craftUnder(s, event)) };
    s.tree.onkeydown = event => {
      const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], rows = [...s.branches?.heights.keys() ?? []].sort((a, b) => a - b);
      if (event.key === "Escape") look(-1);
      if (!move || !rows.length) return;
      look(next(rows, s.craft, move));
      event.preventDefault();
    };
  }

  const watcher = new ResizeObserver(redraw);
  watcher.observe(host);
  const sight = new IntersectionObserver(entries => { s.visible = entries[entries.length - 1].isIntersecting; run() });
  const hidden = () => { if (s.data) run() };
  const quieter = () => { s.calm = less.matches; if (s.calm) s.playing = false; if (s.data) build() };
  document.addEventListener("visibilitychange", hidden);
  less.addEventListener("change", quieter);
  (window.__equilibrium = window.__equilibrium || { follow: [], exact: [] }).living = s.drawn; // read by benchmarks/living_frames.py

  return {
    update(data) {
      const before = s.data;
      s.data = data;
      if (!before || before.language !== data.language || before.look !== data.look) build();
      if (!before || ["token", "future", "language"].some(key => before[key] !== data[key])) load();
    },
    stop() {
      if (s.future) window.__equilibrium.left = { key: s.future.key, week: s.week, playing: s.playing };
      watcher.disconnect(); sight.disconnect(); s.abort?.abort(); cancelAnimationFrame(s.request); clearTimeout(s.rests); clearTimeout(s.retry);
      document.removeEventListener("visibilitychange", hidden); less.removeEventListener("change", quieter); STATES.delete(root);
    },
  };
}
