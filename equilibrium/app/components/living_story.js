// What the picture says in words: the week, and the story of the cell one looks at.

const fill = (text, places) => text.replace(/\{(\w+)\}/g, (_, key) => places[key]);
const amount = (s, number) => new Intl.NumberFormat(s.data.language, { useGrouping: "always", maximumSignificantDigits: 3 }).format(number);
const percent = (s, share) => new Intl.NumberFormat(s.data.language, { style: "percent", maximumFractionDigits: 0 }).format(share);

function told(s) { // the week in figures; nothing is touched as long as nothing changes
  const f = s.future, w = s.data.words, week = Math.floor(s.week), key = `${week}.${s.hover}.${s.chosen}`;
  if (s.shown === key) return;
  s.shown = key;
  const regime = f.regime[Math.max(0, week - 1)], name = s.data.regimes[regime];
  const living = f.lives.filter(life => life.born <= week && week < life.died), sum = list => list.reduce((a, b) => a + b, 0);
  const whole = (s, number) => amount(s, Math.round(number)), figure = (key, said = whole) => week && f.figures[key][week - 1] !== null ? said(s, f.figures[key][week - 1]) : "–";
  const energy = week || !living.length ? figure("energy", percent) : percent(s, sum(living.map(life => energyOf(f, life, 0))) / living.length);
  const values = [amount(s, living.length), amount(s, sum(living.map(life => life.people))), energy, amount(s, Math.round(sum(f.own[week]))),
                  figure("won"), figure("lost"), figure("revenue"), figure("insight_cards")];
  values.forEach((text, k) => { s.values[k].textContent = text });
  const year = Math.min(Math.ceil(f.weeks / 52), Math.floor(Math.max(0, week - 1) / 52) + 1);
  s.when.textContent = fill(w.week, { week, weeks: f.weeks, year });
  s.regime.lastChild.textContent = name; s.regime.firstChild.style.background = REGIMES[regime % REGIMES.length];
  s.slider.value = week;
  s.veil.style.transform = `translateX(${s.branches?.x(week) ?? 0}px)`; // over what the tree has not seen yet
  s.slider.setAttribute("aria-valuetext", `${s.when.textContent}, ${name}, ${fill(w.cells, { n: living.length })}`);
  s.summary = fill(w.summary, { when: s.when.textContent, regime: name, cells: values[0], people: values[1], energy, customers: values[3] });
  s.canvas.setAttribute("aria-label", `${s.summary} ${w.keys}`);
  story(s, week);
}

function craftWords(s, row) {
  const craft = s.future.crafts[row], w = s.data.words;
  return fill(w[`craft_${craft.origin}`], { family: w.families[Math.max(0, craft.family)], need: craft.need + 1, week: craft.born });
}

function story(s, week) {
  const f = s.future, w = s.data.words, which = s.hover >= 0 ? s.hover : s.chosen;
  if (which < 0) { s.tale.replaceChildren(make("p", { textContent: w.invite })); return }
  const life = f.lives[which], lines = [], say = (text, ...before) => lines.push(make("p", {}, ...before, text));
  lines.push(make("p", {}, make("b", { textContent: fill(w.cell, { n: which + 1 }) })));
  if (week < life.born) say(fill(w.unborn, { week: life.born }));
  else {
    const seen = Math.min(week, life.last), hues = HUES[s.colours.dark ? "dark" : "light"];
    const children = f.lives.filter(other => other.mother === which && other.born <= week);
    say(life.born ? fill(w.born, { week: life.born, mother: life.mother + 1, people: life.people }) : fill(w.founding, { people: life.people }));
    let lowest = life.born;
    for (let k = life.born; k <= seen; k++) if (f.energy[k * f.cells + life.cell] < f.energy[lowest * f.cells + life.cell]) lowest = k;
    if (week >= life.died) say(fill(w.died, { week: life.died }));
    else say(fill(w.energy, { now: percent(s, energyOf(f, life, week)), low: percent(s, energyOf(f, life, lowest)), week: lowest }));
    lines.push(course(s, life, seen));
    if (week < life.died && week) say(fill(w.load, { load: percent(s, 2 * f.load[week * f.cells + life.cell] / 255) }));
    for (const need of facing(life, seen)) {
      const row = f.serving[seen * f.needs + need], dot = make("span", { className: "swatch" });
      dot.style.background = row >= 0 ? hues[f.crafts[row].kind] : "none";
      lines.push(make("p", { className: "craft" }, dot, make("span", { textContent: row >= 0 ? craftWords(s, row) : fill(w.no_craft, { need: need + 1 }) })));
    }
    const list = children.map(child => fill(w.daughter, { n: child.number + 1, week: child.born })).join(", ");
    if (list) say(fill(w.daughters, { list }));
  }
  s.tale.replaceChildren(...lines);
}

function course(s, life, week) { // the cell's energy over its life: so far in full, the rest faint
  const f = s.future, c = s.colours, ns = "http://www.w3.org/2000/svg", picture = document.createElementNS(ns, "svg");
  picture.setAttribute("viewBox", "0 0 100 24"); picture.setAttribute("preserveAspectRatio", "none"); picture.classList.add("course");
  picture.setAttribute("aria-hidden", "true");
  const line = (first, last, colour, width) => {
    const path = document.createElementNS(ns, "polyline"), points = [];
    for (let k = first; k <= last; k++) points.push(`${(100 * k / f.weeks).toFixed(2)},${(23 - 22 * f.energy[k * f.cells + life.cell] / 255).toFixed(2)}`);
    for (const [key, value] of Object.entries({ points: points.join(" "), fill: "none", stroke: colour, "stroke-width": width, "vector-effect": "non-scaling-stroke" }))
      path.setAttribute(key, value);
    picture.append(path);
  };
  line(week, life.last, c.ghost, 1.2); line(life.born, week, c.main, 2);
  return picture;
}
