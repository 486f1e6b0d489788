// Small charts, each with its numbers as a table beside it.

import { count, el, svg, table } from "./dom.js";

/** On a phone the same text would be too small. */
const WIDTH = window.innerWidth < 640 ? 360 : 960;
const HEIGHT = 180;
const LEFT = 56;
const BOTTOM = 24;
const TOP = 8;

function shown(value, unit) {
  const rounded = value >= 100 || Number.isInteger(value) ? count(Math.round(value)) : String(Number(value.toPrecision(3)));
  return unit ? `${rounded} ${unit}` : rounded;
}

function legend(names) {
  return el(
    "ul",
    { class: "legend" },
    names.map((name, at) => el("li", { class: `series-${at % 6}` }, name)),
  );
}

function figure(title, picture, names, numbers) {
  return el(
    "figure",
    {},
    el("figcaption", {}, title),
    legend(names),
    picture,
    el("details", {}, el("summary", {}, `Numbers of ${title}`), numbers),
  );
}

/**
 * Lines over time.
 * @param times of the points, as Dates
 * @param series each with a name and a value for every time
 */
export function lines(title, times, series, unit = "") {
  const top = Math.max(0, ...series.flatMap((row) => row.values)) || 1;
  const across = (at) => LEFT + ((WIDTH - LEFT - 8) * at) / Math.max(1, times.length - 1);
  const up = (value) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - TOP) * value) / top;
  const last = series.map((row) => `${row.name} ${shown(row.values.at(-1) ?? 0, unit)}`).join(", ");
  const grid = [0, 0.5, 1].map((part) => [
    svg("line", { class: "grid", x1: LEFT, x2: WIDTH - 8, y1: up(top * part), y2: up(top * part) }),
    svg("text", { x: LEFT - 6, y: up(top * part) + 4, "text-anchor": "end" }, part === 0 ? "0" : shown(top * part)),
  ]);
  const clock = (at) => times[at]?.toTimeString().slice(0, 8) ?? "";
  const picture = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title}. Now: ${last}`, class: "chart" },
    grid,
    svg("text", { x: LEFT, y: HEIGHT - 6 }, clock(0)),
    svg("text", { x: WIDTH - 8, y: HEIGHT - 6, "text-anchor": "end" }, clock(times.length - 1)),
    series.map((row, at) =>
      svg("polyline", {
        class: `line series-${at % 6}`,
        points: row.values.map((value, x) => `${across(x).toFixed(1)},${up(value).toFixed(1)}`).join(" "),
      }),
    ),
    series.map((row, at) =>
      svg("circle", {
        class: `dot series-${at % 6}`,
        cx: across(row.values.length - 1),
        cy: up(row.values.at(-1) ?? 0),
        r: 3,
      }),
    ),
  );
  const numbers = table(
    title,
    ["Time", ...series.map((row) => row.name)],
    times.map((_, at) => [clock(at), ...series.map((row) => shown(row.values[at], unit))]).slice(-30),
  );
  return figure(title, picture, series.map((row) => row.name), numbers);
}

/**
 * Bars, each of parts that stand beside each other.
 * @param rows each with a name and a value for every part
 */
export function bars(title, parts, rows, format = count) {
  const high = 26;
  const wide = WIDTH / 3;
  const letters = Math.floor(wide / 7);
  const top = Math.max(0, ...rows.map((row) => row.values.reduce((sum, value) => sum + value, 0))) || 1;
  const picture = svg(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${rows.length * high + 4}`,
      role: "img",
      "aria-label": `${title}: ${rows.map((row) => `${row.name} ${format(row.values.reduce((a, b) => a + b, 0))}`).join(", ")}`,
      class: "chart",
    },
    rows.map((row, at) => {
      let from = wide;
      const pieces = row.values.map((value, piece) => {
        const width = ((WIDTH - wide - 90) * value) / top;
        const made = svg("rect", { class: `bar series-${piece % 6}`, x: from, y: at * high + 4, width, height: high - 8 });
        from += width;
        return made;
      });
      const name = row.name.length > letters ? `${row.name.slice(0, letters - 1)}…` : row.name;
      return [
        svg("text", { x: wide - 8, y: at * high + 18, "text-anchor": "end" }, name),
        pieces,
        svg("text", { x: from + 6, y: at * high + 18 }, format(row.values.reduce((sum, value) => sum + value, 0))),
      ];
    }),
  );
  const numbers = table(title, ["Name", ...parts], rows.map((row) => [row.name, ...row.values.map(format)]));
  return figure(title, picture, parts, numbers);
}
