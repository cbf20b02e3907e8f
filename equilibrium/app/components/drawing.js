// What all living pictures share: one state for each that is mounted, colours of the theme, a canvas as sharp as the screen,
// a line with gaps. Each picture has a function `mount`, which gives `update(data)` and `stop()`.

const STATES = new WeakMap();
const AGAIN = 2500; // milliseconds until a server that is gone is asked again

export default function ({ data, parentElement, setStateValue }) {
  let state = STATES.get(parentElement);
  if (!state) {
    state = mount(parentElement, setStateValue);
    STATES.set(parentElement, state);
  }
  state.update(data);
  return state.stop;
}

async function answerOf(url, signal, lost) { // what the server says; an error that is `lost`, and says so, when nothing comes from it
  let answer, said;
  try {
    answer = await fetch(url, { signal });
    said = await answer.json();
  } catch (error) {
    throw error.name === "AbortError" ? error : Object.assign(new Error(lost), { lost: true });
  }
  if (!answer.ok) throw new Error(said.trouble || answer.status);
  return said;
}

function palette(element) {
  const style = getComputedStyle(element), read = name => style.getPropertyValue(name).trim();
  const paper = read("--st-background-color") || "#FAF8F3";
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = paper; probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  const dark = 0.2126 * r + 0.7152 * g + 0.0722 * b < 128;
  return dark
    ? { dark, paper, panel: "#16252A", line: "#2A3B40", ink: "#E8ECE6", muted: "#8CA09C", main: "#4FBDB5", attention: "#E0A43A",
        warm: "#EE7D5B", ghost: "#6F827F" }
    : { dark, paper, panel: "#F0ECE2", line: "#E4DFD3", ink: "#22302F", muted: "#5F6C68", main: "#1F7A78", attention: "#D08A2E",
        warm: "#C45F45", ghost: "#A5ADA8" };
}

const REGIMES = ["#CFE3DC", "#E9C68A", "#B5746A", "#8C93C4", "#335DB1", "#6E3535", "#45455D", "#7E7E24"];

function sharp(canvas) {
  const ratio = window.devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return [pen, width, height];
}

function trace(pen, xs, ys) {
  pen.beginPath();
  let on = false;
  for (let k = 0; k < xs.length; k++) {
    if (ys[k] === null || !Number.isFinite(ys[k])) { on = false; continue }
    on ? pen.lineTo(xs[k], ys[k]) : pen.moveTo(xs[k], ys[k]);
    on = true;
  }
  pen.stroke();
}

function fillBetween(pen, xs, low, high) {
  let run = [];
  const close = () => {
    if (run.length > 1) {
      pen.beginPath();
      run.forEach((k, i) => i ? pen.lineTo(xs[k], high[k]) : pen.moveTo(xs[k], high[k]));
      run.slice().reverse().forEach(k => pen.lineTo(xs[k], low[k]));
      pen.closePath(); pen.fill();
    }
    run = [];
  };
  for (let k = 0; k < xs.length; k++) (low[k] === null || high[k] === null) ? close() : run.push(k);
  close();
}

function faded(colour, alpha) {
  const value = parseInt(colour.slice(1), 16);
  return `rgba(${value >> 16},${(value >> 8) & 255},${value & 255},${alpha})`;
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}
