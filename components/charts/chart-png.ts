"use client";

import { drawElement } from "./chart-png-element.ts";

/** What is written above the picture. */
export type PngHeading = {
  title: string;
  /** The time range, with its zone. */
  range: string;
  legend: readonly { label: string; colour: string; dotted?: boolean | undefined }[];
};

const SCALE = 2;
const INSET = 16;
const LINE = 20;
const LEGEND_GAP = 16;
const MARK = 14;

type Style = { font: string; background: string; text: string; quiet: string };

/** Resolves a colour made of tokens, such as `var(--q95)`, in the theme at hand. */
function resolveColour(within: HTMLElement, colour: string): string {
  const probe = document.createElement("span");
  probe.style.color = colour;
  within.append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

function styleOf(root: HTMLElement): Style {
  return {
    font: getComputedStyle(root).fontFamily,
    background: resolveColour(root, "var(--surface)"),
    text: resolveColour(root, "var(--text)"),
    quiet: resolveColour(root, "var(--text-3)"),
  };
}

/**
 * A chart as a PNG of twice its size on screen, in the theme at hand: its own drawing (`data-plot` within `root`), the
 * time axis that it shares (`data-time-axis`), and a heading with title, range and legend. Rejects when `root` has no
 * plot or the browser cannot encode.
 */
export async function chartPng(root: HTMLElement, heading: PngHeading): Promise<Blob> {
  const plot = root.querySelector<HTMLElement>("[data-plot]");
  if (!plot) throw new Error("this chart has nothing drawn");
  const axis = root.closest("[data-tracks]")?.querySelector<HTMLElement>("[data-time-axis]");
  const style = styleOf(root);
  const legend = heading.legend.map((entry) => ({
    ...entry,
    colour: resolveColour(root, entry.colour),
  }));
  const width = plot.clientWidth + 2 * INSET;
  const canvas = document.createElement("canvas");
  const context = contextOf(canvas);
  const rows = placeLegend(context, { legend, width, style });
  const top = INSET + LINE * (1 + rows) + 12;
  canvas.width = width * SCALE;
  canvas.height = (top + plot.clientHeight + (axis?.clientHeight ?? 0) + INSET) * SCALE;
  context.scale(SCALE, SCALE);
  context.fillStyle = style.background;
  context.fillRect(0, 0, width, canvas.height);
  drawHeading(context, { heading, width, style });
  placeLegend(context, { legend, width, style, draws: true });
  await drawElement(context, plot, { x: INSET, y: top });
  if (axis) await drawElement(context, axis, { x: INSET, y: top + plot.clientHeight });
  return encode(canvas);
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser cannot draw");
  return context;
}

const encode = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("this browser cannot encode the picture"));
    }, "image/png");
  });

function drawHeading(
  context: CanvasRenderingContext2D,
  { heading, width, style }: { heading: PngHeading; width: number; style: Style },
): void {
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.font = `400 12px ${style.font}`;
  context.fillStyle = style.quiet;
  context.fillText(heading.range, width - INSET, INSET + LINE / 2);
  const room = width - 2 * INSET - context.measureText(heading.range).width - LEGEND_GAP;
  context.textAlign = "left";
  context.font = `600 13px ${style.font}`;
  context.fillStyle = style.text;
  context.fillText(heading.title, INSET, INSET + LINE / 2, Math.max(40, room));
}

type Legend = { legend: PngHeading["legend"]; width: number; style: Style; draws?: boolean };

/** Writes the legend below the title, wrapped; answers how many lines it takes. */
function placeLegend(
  context: CanvasRenderingContext2D,
  { legend, width, style, draws = false }: Legend,
): number {
  if (legend.length === 0) return 0;
  context.font = `400 12px ${style.font}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  let x = INSET;
  let row = 0;
  for (const { label, colour, dotted } of legend) {
    const room = MARK + 6 + context.measureText(label).width;
    if (x > INSET && x + room > width - INSET) {
      x = INSET;
      row += 1;
    }
    if (draws) {
      const y = INSET + LINE * (row + 1) + LINE / 2;
      context.strokeStyle = colour;
      context.lineWidth = 2;
      context.setLineDash(dotted ? [2, 2] : []);
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + MARK, y);
      context.stroke();
      context.fillStyle = style.quiet;
      context.fillText(label, x + MARK + 6, y);
    }
    x += room + LEGEND_GAP;
  }
  context.setLineDash([]);
  return row + 1;
}
