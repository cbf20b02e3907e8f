// The balance: sliders with their strips on one side, six figures on the other. While a slider is dragged the quick answer moves
// the lines (dashed: approximate); at rest the exact ensemble takes their place, then the strips are run place by place.

const QUIET = 140; // milliseconds without a move until one rests
const DRAWN = ["low", "q1", "middle", "q3", "high"];

function mount(root, setStateValue) {
  const host = root.querySelector(".stage");
  const s = { data: null, mix: [], rows: [], panels: [], timer: 0, busy: false, again: false, round: 0, exact: null,
              origin: null, guess: null, strips: {}, past: [], future: [] };

  const url = (what, more = "") =>
    `${s.data.base}/balance-api/${what}?lang=${s.data.language}&s=${encodeURIComponent(s.data.token)}&m=${s.mix.join(",")}${more}`;
  const ask = (what, more, signal) => answerOf(url(what, more), signal, s.data.words.lost);

  // ---- moving -------------------------------------------------------------------------------------------------------------
  function moved(k, value, settled) {
    const row = s.rows[k], dimension = s.data.dimensions[k];
    value = Math.min(dimension.high, Math.max(dimension.low, value));
    s.moved = performance.now();
    s.mix = s.mix.slice(); s.mix[k] = value;
    show(row, value);
    drawStrip(k);
    if (s.predicting) { lock(); } else { pump(); }
    clearTimeout(s.timer);
    s.timer = setTimeout(rest, settled ? 10 : QUIET);
  }

  async function pump() { // never two questions under way; only the newest place is asked again
    if (s.busy) { s.again = true; return }
    s.busy = true;
    do {
      s.again = false;
      const begun = s.moved, round = s.round;
      try {
        const said = await ask("follow", "");
        effort(said.effort);
        if (said.ready && s.round === round) { s.quick = said.lines; drawPanels(true); painted("follow", begun) }
      } catch (error) { break }
    } while (s.again);
    s.busy = false;
  }

  function painted(what, since) { // milliseconds until the picture is there: read by benchmarks, and by whoever is curious
    requestAnimationFrame(() => setTimeout(() => {
      const told = window.__equilibrium ||= {};
      (told[what] ||= []).push(performance.now() - since);
    }));
  }

  function remember() {
    const last = s.past[s.past.length - 1];
    if (!last || last.join() !== s.mix.join()) { s.past.push(s.mix.slice()); s.past = s.past.slice(-100); s.future = [] }
    steps();
  }

  function rest() {
    if (s.predicting && !s.locked) { s.form.scrollIntoView({ block: "nearest" }); return } // on a phone it is above the sliders
    remember();
    settle();
    setStateValue("mix", s.mix.slice());
  }

  async function settle() {
    const round = ++s.round, begun = performance.now();
    s.abort?.abort();
    s.balance.classList.add("faint");
    const abort = s.abort = new AbortController();
    try {
      for (const n of s.data.counts) {
        if (s.exact && s.shown === round && s.exact.replicates >= n) continue;
        const said = await ask("exact", `&n=${n}`, abort.signal);
        if (round !== s.round) return;
        s.exact = said; s.quick = null; s.shown = round; s.note.textContent = "";
        effort(said.effort);
        reveal();
        drawPanels(false);
        painted(`exact${said.replicates}`, begun);
      }
      s.origin = null;
      const origin = await ask("follow", "", abort.signal);
      if (round !== s.round) return;
      s.origin = origin.ready ? origin.lines : null;
      await Promise.all(s.data.dimensions.map(async (dimension, k) => {
        const found = await ask("guess", `&axis=${dimension.key}`, abort.signal);
        if (round === s.round && found.places && !s.strips[k]?.fresh) { s.strips[k] = found; drawStrip(k) }
      }));
      painted("guesses", begun);
      for (const n of s.data.strip_counts) {
        for (let k = 0; k < s.data.dimensions.length; k++) {
          const found = await ask("strip", `&axis=${s.data.dimensions[k].key}&n=${n}`, abort.signal);
          if (round !== s.round) return;
          s.strips[k] = found; drawStrip(k); say(k, found.says);
        }
        painted(`strips${n}`, begun);
      }
      s.balance.textContent = (await ask("verdict", "", abort.signal)).says;
      s.balance.classList.remove("faint");
    } catch (error) {
      if (error.name === "AbortError" || round !== s.round) return;
      s.note.textContent = error.message;
      if (!error.lost) return;
      for (const told of [s.headline, s.changes]) told.classList.add("faint"); // it may be of another mix
      s.timer = setTimeout(settle, AGAIN);
    }
  }

  const written = number => new Intl.NumberFormat(s.data.language, { maximumFractionDigits: 1 }).format(number);

  function typed(k) { // with a comma or a point; what is no number changes nothing
    const text = s.rows[k].number.value.replace("%", "").trim().replace(",", "."), number = Number(text);
    text === "" || !Number.isFinite(number) ? show(s.rows[k], s.mix[k]) : moved(k, number / 100, true);
  }

  // ---- drawing ------------------------------------------------------------------------------------------------------------
  function show(row, value) {
    const percent = Math.round(value * 1000) / 10;
    row.slider.value = percent; row.number.value = written(percent);
    row.slider.setAttribute("aria-valuetext", `${row.name}: ${percent}`);
  }

  function say(k, text) { s.rows[k].says.textContent = text; }

  function drawStrip(k) {
    const row = s.rows[k], strip = s.strips[k], dimension = s.data.dimensions[k];
    const [pen, width, height] = sharp(row.canvas), c = palette(host);
    const inset = 9, x = place => inset + (place - dimension.low) / (dimension.high - dimension.low) * (width - 2 * inset);
    if (strip) {
      const xs = strip.places.map(x), edges = strip.exact ? [...strip.low, ...strip.high] : strip.middle;
      let least = Math.min(...edges), most = Math.max(...edges);
      if (most - least < 1e-9) most = least + 1;
      const y = value => height - 6 - (value - least) / (most - least) * (height - 14);
      if (strip.exact) {
        pen.fillStyle = faded(c.main, 0.1);
        pen.fillRect(x(strip.corridor[0]), 0, Math.max(3, x(strip.corridor[1]) - x(strip.corridor[0])), height);
        pen.fillStyle = faded(c.main, 0.2);
        fillBetween(pen, xs, strip.low.map(y), strip.high.map(y));
      }
      pen.strokeStyle = c.main; pen.lineWidth = 1.6; pen.setLineDash(strip.exact ? [] : [4, 3]);
      trace(pen, xs, strip.middle.map(y));
      pen.setLineDash([]);
      if (strip.exact) {
        pen.fillStyle = c.main;
        xs.forEach((at, i) => { pen.beginPath(); pen.arc(at, y(strip.middle[i]), 1.7, 0, 7); pen.fill() });
        const best = xs[strip.places.indexOf(strip.best)];
        pen.beginPath(); pen.moveTo(best - 4.5, height); pen.lineTo(best, height - 7); pen.lineTo(best + 4.5, height); pen.fill();
        if (strip.tipping !== null) {
          const at = x(strip.tipping);
          pen.strokeStyle = c.warm; pen.lineWidth = 1.6;
          pen.beginPath(); pen.moveTo(at - 4, 3); pen.lineTo(at + 4, 11); pen.moveTo(at + 4, 3); pen.lineTo(at - 4, 11); pen.stroke();
        }
      }
    }
    const pinned = x(s.data.pinned[k]);
    pen.strokeStyle = c.ghost; pen.lineWidth = 1; pen.setLineDash([2, 2]);
    pen.beginPath(); pen.moveTo(pinned, 0); pen.lineTo(pinned, height); pen.stroke(); pen.setLineDash([]);
    const here = x(s.mix[k]);
    pen.strokeStyle = c.ink; pen.lineWidth = 1.5;
    pen.beginPath(); pen.moveTo(here, 0); pen.lineTo(here, height); pen.stroke();
  }

  function lines(figure, k) { // the band of the exact ensemble; while dragged, moved by what the quick answer sees change
    if (!s.quick || !s.origin) return figure.band;
    return figure.band.map(line => line.map((value, i) => value === null ? null : value + s.quick[k][i] - s.origin[k][i]));
  }

  function drawPanels(quick) {
    if (!s.exact) return;
    host.dataset.digest = s.exact.digest; host.dataset.replicates = s.exact.replicates; host.dataset.quick = quick;
    s.headline.textContent = s.exact.headline;
    s.headline.classList.toggle("faint", quick); s.changes.classList.remove("faint");
    s.approximate.textContent = quick ? s.data.words.approximate
      : s.data.words.futures.replace("{count}", s.exact.replicates) + (s.exact.ruins.length ? ` ${s.data.words.ruin}` : "");
    s.changes.replaceChildren(...(quick ? [] : s.exact.change.map(said =>
      make("span", { className: said.real ? "chip real" : "chip", textContent: said.text,
                     title: said.real ? s.data.words.real : s.data.words.luck }))));
    if (!quick && !s.exact.change.length) s.changes.append(make("span", { className: "chip", textContent: s.data.words.same_mix }));
    s.exact.figures.forEach((figure, k) => drawPanel(s.panels[k], figure, lines(figure, k), quick && s.origin));
    ribbon();
    s.live.textContent = `${s.exact.headline} ${s.exact.change.map(said => said.text).join("; ")}`;
  }

  function drawPanel(panel, figure, band, quick) {
    panel.label.textContent = figure.label; panel.unit.textContent = figure.unit;
    const [pen, width, height] = sharp(panel.canvas), c = palette(host);
    const left = 52, right = 58, top = 6, foot = 20;
    const last = figure.weeks[figure.weeks.length - 1];
    let [low, high] = [figure.low, figure.high];
    for (const line of band) for (const value of line) if (value !== null) { low = Math.min(low, value); high = Math.max(high, value) }
    const x = week => left + (week - 1) / Math.max(1, last - 1) * (width - left - right);
    const y = value => value === null ? null : height - foot - (value - low) / (high - low || 1) * (height - top - foot);
    pen.font = "11px Inter, system-ui, sans-serif"; pen.textBaseline = "middle"; pen.textAlign = "right";
    for (const [value, text] of figure.ticks) {
      pen.strokeStyle = c.line; pen.lineWidth = value === 0 && low < 0 ? 1.5 : 1;
      pen.beginPath(); pen.moveTo(left, y(value)); pen.lineTo(width - right, y(value)); pen.stroke();
      pen.fillStyle = c.muted; pen.fillText(text, left - 6, y(value));
    }
    pen.fillStyle = c.muted; pen.textAlign = "left"; pen.fillText(s.data.words.week.replace("{n}", 1), left, height - 7);
    pen.textAlign = "right"; pen.fillText(s.data.words.week.replace("{n}", last), width - right, height - 7);
    const xs = figure.weeks.map(x), [q05, q25, q50, q75, q95] = band.map(line => line.map(y));
    pen.fillStyle = faded(c.main, quick ? 0.09 : 0.17); fillBetween(pen, xs, q05, q95);
    pen.fillStyle = faded(c.main, quick ? 0.1 : 0.22); fillBetween(pen, xs, q25, q75);
    if (figure.ghost) { pen.strokeStyle = c.ghost; pen.lineWidth = 1.5; pen.setLineDash([5, 3]); trace(pen, xs, figure.ghost.map(y)) }
    pen.strokeStyle = c.main; pen.lineWidth = 2; pen.setLineDash(quick ? [3, 3] : []); trace(pen, xs, q50); pen.setLineDash([]);
    if (!quick) { // where a future ends in ruin, what is drawn after is nought
      pen.strokeStyle = c.warm; pen.lineWidth = 1.5; pen.beginPath();
      for (const week of s.exact.ruins) {
        const at = x(week), below = height - foot - 5;
        pen.moveTo(at - 3, below - 3); pen.lineTo(at + 3, below + 3); pen.moveTo(at - 3, below + 3); pen.lineTo(at + 3, below - 3);
      }
      pen.stroke();
    }
    pen.textAlign = "left"; pen.fillStyle = c.main; pen.font = "600 12px Inter, system-ui, sans-serif";
    const end = q50.filter(value => value !== null).pop();
    if (end !== undefined && !quick) pen.fillText(figure.now, width - right + 6, Math.min(height - foot, Math.max(8, end)));
    panel.canvas.setAttribute("aria-label", `${figure.label}: ${figure.now}`);
  }

  function ribbon() {
    const [pen, width, height] = sharp(s.ribbon), left = 0, span = width;
    let below = new Array(s.exact.regimes[0].share.length).fill(0);
    s.exact.regimes.forEach((regime, k) => {
      pen.fillStyle = REGIMES[k % REGIMES.length];
      const above = below.map((value, i) => value + regime.share[i]), last = above.length - 1;
      pen.beginPath();
      above.forEach((value, i) => pen[i ? "lineTo" : "moveTo"](left + i / last * span, height * value));
      below.slice().reverse().forEach((value, i) => pen.lineTo(left + (last - i) / last * span, height * value));
      pen.closePath(); pen.fill();
      below = above;
    });
    s.regimes.replaceChildren(...s.exact.regimes.filter(regime => Math.max(...regime.share) > 0).map((regime, k) => {
      const key = make("span", { className: "swatch" }); key.style.background = REGIMES[s.exact.regimes.indexOf(regime) % REGIMES.length];
      return make("span", { className: "regime" }, key, regime.name);
    }));
  }

  function effort(parts) { // a part too narrow for its name has it below
    const fits = (name, share, text) => share * (s.effort.clientWidth || 400) > 14 + 6.4 * `${name} ${text}`.length;
    s.effort.replaceChildren(...parts.map(([name, share, text], k) => {
      const bar = make("span", { className: `part part-${k}`, title: `${name} ${text}` });
      bar.style.flexGrow = Math.max(share, 0.001);
      if (fits(name, share, text)) bar.textContent = `${name} ${text}`;
      return bar;
    }));
    s.spent.replaceChildren(...parts.flatMap(([name, share, text], k) => fits(name, share, text) ? [] :
      [make("span", { className: "regime" }, make("span", { className: `swatch part-${k}` }), `${name} ${text}`)]));
    s.effort.setAttribute("aria-label", parts.map(([name, _, text]) => `${name} ${text}`).join(", "));
  }

  // ---- steps, and guessing first ------------------------------------------------------------------------------------------
  function steps() {
    s.undo.disabled = s.past.length < 2; s.redo.disabled = !s.future.length;
    try { localStorage.setItem("equilibrium.steps", JSON.stringify({ where: s.data.world, past: s.past, future: s.future })) } catch { /* private */ }
  }

  function go(mix) {
    if (waits()) unlock();
    s.mix = mix.slice(); s.mix.forEach((value, k) => { show(s.rows[k], value); drawStrip(k) });
    steps(); setStateValue("mix", s.mix.slice()); settle();
  }

  function lock() {
    s.locked = s.form.hidden = s.cover.hidden = false; s.verdict.textContent = "";
  }

  const waits = () => !!s.form && !s.form.hidden; // for a guess

  function unlock() { s.locked = false; s.form.hidden = s.cover.hidden = true }

  function predict(on) { // strips and verdict would tell it beforehand
    s.predicting = on;
    host.classList.toggle("predicting", on);
    s.verdict.textContent = on ? s.data.words.predict_hint : "";
    if (!on && waits()) { unlock(); rest() }
  }

  function reveal() {
    s.cover.hidden = true;
    if (!s.locked) return;
    const profit = s.exact.figures[0];
    const then = s.exact.change.find(said => said.key === "profit");
    s.verdict.textContent = s.data.words.guessed.replace("{guess}", s.guess.options[s.guess.selectedIndex].text)
      .replace("{found}", then ? then.text : s.data.words.same_mix);
    s.locked = false;
  }

  // ---- building -----------------------------------------------------------------------------------------------------------
  function build() {
    const d = s.data, w = d.words;
    host.replaceChildren();
    const left = make("section", { className: "sliders" }), right = make("section", { className: "outcome" });
    left.setAttribute("aria-label", w.sliders); right.setAttribute("aria-label", w.outcome);
    s.undo = make("button", { textContent: `↶ ${w.undo}`, className: "plain", onclick: () => {
      if (s.past.length > 1) { s.future.push(s.past.pop()); go(s.past[s.past.length - 1]) } } });
    s.redo = make("button", { textContent: `↷ ${w.redo}`, className: "plain", onclick: () => {
      if (s.future.length) { s.past.push(s.future.pop()); go(s.past[s.past.length - 1]) } } });
    const first = make("input", { type: "checkbox", checked: !!s.predicting, onchange: event => predict(event.target.checked) });
    left.append(make("div", { className: "tools" }, s.undo, s.redo, make("label", { className: "first" }, first, w.predict)));
    s.rows = d.dimensions.map((dimension, k) => {
      if (dimension.heading) left.append(make("h3", { textContent: dimension.heading }));
      const slider = make("input", { type: "range", min: 100 * dimension.low, max: 100 * dimension.high, step: dimension.step * 100 });
      const number = make("input", { type: "text", inputMode: "decimal", autocomplete: "off" });
      number.title = w.typed.replace("{low}", written(100 * dimension.low)).replace("{high}", written(100 * dimension.high));
      slider.setAttribute("aria-label", dimension.name); number.setAttribute("aria-label", `${dimension.name}, ${number.title}`);
      const canvas = make("canvas", { className: "strip" }), says = make("div", { className: "says" });
      canvas.setAttribute("role", "img"); canvas.setAttribute("aria-label", `${w.strip} ${dimension.name}`);
      slider.oninput = () => moved(k, slider.value / 100, false);
      slider.onchange = () => moved(k, slider.value / 100, true);
      number.onchange = () => typed(k);
      number.onkeydown = event => {
        const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (way) { event.preventDefault(); moved(k, s.mix[k] + way * dimension.step, false) }
      };
      const number_box = make("span", { className: "number" }, number, dimension.unit);
      left.append(make("div", { className: "row" },
        make("div", { className: "poles" }, make("b", { textContent: dimension.poles[0] }), number_box, make("b", { textContent: dimension.poles[1] })),
        slider, canvas, make("div", { className: "gives", textContent: dimension.gives }), says));
      return { slider, number, canvas, says, name: dimension.name };
    });
    s.effort = make("div", { className: "effort" }); s.effort.setAttribute("role", "img");
    s.spent = make("div", { className: "regimes spent" });
    left.append(make("h3", { textContent: w.effort }), s.effort, s.spent);

    s.headline = make("p", { className: "headline" }); s.approximate = make("span", { className: "count" });
    s.changes = make("div", { className: "changes" }); s.note = make("p", { className: "note" }); s.note.setAttribute("role", "status");
    s.verdict = make("p", { className: "guessed" });
    s.guess = make("select", {}, ...w.guesses.map(text => make("option", { textContent: text })));
    s.guess.setAttribute("aria-label", w.guess);
    s.form = make("div", { className: "guess", hidden: true }, make("span", { textContent: w.guess }), s.guess,
      make("button", { textContent: w.lock, onclick: () => { s.locked = true; s.form.hidden = true; rest() } }));
    s.cover = make("div", { className: "cover", hidden: true, textContent: w.covered });
    const grid = make("div", { className: "panels" });
    s.panels = d.figures.map(figure => {
      const label = make("b", { textContent: figure.label }), unit = make("span", { className: "unit" }), canvas = make("canvas", {});
      canvas.setAttribute("role", "img");
      grid.append(make("figure", {}, make("figcaption", {}, label, " ", unit), canvas));
      return { label, unit, canvas };
    });
    s.ribbon = make("canvas", { className: "ribbon" }); s.regimes = make("div", { className: "regimes" });
    s.ribbon.setAttribute("role", "img"); s.ribbon.setAttribute("aria-label", w.ribbon);
    s.live = make("div", { className: "hidden" }); s.live.setAttribute("aria-live", "polite");
    s.balance = make("p", { className: "balance" });
    right.append(s.form, s.verdict, s.note, s.headline, s.changes, s.balance, make("div", { className: "stack" }, grid, s.cover),
      make("div", { className: "caption", textContent: w.ribbon }), s.ribbon, s.regimes, s.approximate, s.live);
    host.append(left, right);
  }

  function redraw() { if (s.data) { s.rows.forEach((_, k) => drawStrip(k)); drawPanels(!!s.quick) } }

  const watcher = new ResizeObserver(redraw);
  watcher.observe(host);
  const keys = event => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.target.matches?.("input[type=text],textarea")) {
      (event.shiftKey ? s.redo : s.undo)?.click(); event.preventDefault();
    }
  };
  host.addEventListener("keydown", keys);

  return {
    update(data) {
      const before = s.data;
      s.data = data;
      const guessing = waits(); // what is not locked is taken back when something else changes
      if (!before || before.language !== data.language || before.look !== data.look) { build(); s.exact = before ? s.exact : null }
      const world = !before || before.world !== data.world, pinned = before && before.pinned.join() !== data.pinned.join();
      if (!before) {
        try {
          const kept = JSON.parse(localStorage.getItem("equilibrium.steps") || "null");
          if (kept && kept.where === data.world) { s.past = kept.past; s.future = kept.future }
        } catch { /* private */ }
      } else if (world) { s.past = []; s.future = [] }
      if (world) { s.strips = {}; s.rows.forEach(row => { row.says.textContent = "" }) }
      const moved = !before || before.revision !== data.revision, other = before && before.language !== data.language;
      if (guessing && (moved || world || other)) { unlock(); s.mix = data.mix.slice() }
      if (moved) { s.mix = data.mix.slice(); remember() }
      s.mix.forEach((value, k) => show(s.rows[k], value));
      redraw(); steps();
      if (moved || world || pinned || before.language !== data.language) settle();
    },
    stop() { watcher.disconnect(); s.abort?.abort(); clearTimeout(s.timer); STATES.delete(root) },
  };
}
