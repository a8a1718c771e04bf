import { encodePng } from "@/lib/platform/png.ts";

/** The course of an alert's value. */
export type AlertCourse = {
  fromMs: number;
  toMs: number;
  /** Value null: nothing was reported. */
  points: readonly { atMs: number; value: number | null }[];
  threshold: number;
  /** Which side of the threshold is bad. */
  isAboveBad: boolean;
};

const WIDTH = 600;
const HEIGHT = 180;
/** Drawn so many times as large and made smaller, which smooths edges. */
const SCALE = 3;
const MARGIN = 8;
const LINES = 4;

type Colour = readonly [red: number, green: number, blue: number];
const PAPER: Colour = [255, 255, 255];
const GRID: Colour = [226, 229, 234];
const BAD: Colour = [253, 232, 230];
const LIMIT: Colour = [196, 48, 43];
const LINE: Colour = [0, 102, 178];

/** A picture of an alert's value over time: its limit dashed, the bad side tinted, gaps where nothing was reported. */
export function drawAlert(course: AlertCourse): Buffer {
  const canvas = new Canvas(WIDTH * SCALE, HEIGHT * SCALE);
  const place = placeOf(course);
  const [left, right] = [MARGIN * SCALE, (WIDTH - MARGIN) * SCALE];
  const limitY = place.y(course.threshold);
  const edge = course.isAboveBad ? MARGIN * SCALE : (HEIGHT - MARGIN) * SCALE;
  canvas.fill({ x: left, y: Math.min(limitY, edge), toX: right, toY: Math.max(limitY, edge) }, BAD);
  for (let line = 0; line <= LINES; line++) {
    const y = (MARGIN + ((HEIGHT - 2 * MARGIN) * line) / LINES) * SCALE;
    canvas.fill({ x: left, y: y - 1, toX: right, toY: y + 1 }, GRID);
  }
  for (let x = left; x < right; x += 12 * SCALE) {
    canvas.fill({ x, y: limitY - 2, toX: Math.min(x + 7 * SCALE, right), toY: limitY + 2 }, LIMIT);
  }
  let before: { x: number; y: number } | null = null;
  for (const { atMs, value } of course.points) {
    const point = value === null ? null : { x: place.x(atMs), y: place.y(value) };
    if (point) canvas.stroke(before ?? point, point, 1.1 * SCALE, LINE);
    before = point;
  }
  return encodePng(canvas.smaller(SCALE));
}

/** From moments and values to the places of the large picture; the value axis begins at zero where it can. */
function placeOf({ fromMs, toMs, points, threshold }: AlertCourse) {
  const values = [threshold, ...points.flatMap(({ value }) => (value === null ? [] : [value]))];
  const low = Math.min(0, ...values);
  const high = Math.max(...values, low + Number.MIN_VALUE) * (Math.max(...values) > 0 ? 1.05 : 1);
  const [width, height] = [(WIDTH - 2 * MARGIN) * SCALE, (HEIGHT - 2 * MARGIN) * SCALE];
  return {
    x: (atMs: number) => MARGIN * SCALE + ((atMs - fromMs) / Math.max(toMs - fromMs, 1)) * width,
    y: (value: number) => MARGIN * SCALE + ((high - value) / (high - low || 1)) * height,
  };
}

type Box = { x: number; y: number; toX: number; toY: number };
type Point = { x: number; y: number };

class Canvas {
  private readonly rgb: Uint8Array;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.rgb = new Uint8Array(width * height * 3).fill(PAPER[0]);
  }

  fill({ x, y, toX, toY }: Box, colour: Colour): void {
    for (
      let row = Math.max(0, Math.round(y));
      row < Math.min(this.height, Math.round(toY));
      row++
    ) {
      for (let at = Math.max(0, Math.round(x)); at < Math.min(this.width, Math.round(toX)); at++) {
        this.rgb.set(colour, (row * this.width + at) * 3);
      }
    }
  }

  /** A line with round ends: every pixel that is no farther from it than `reach`. */
  stroke(from: Point, to: Point, reach: number, colour: Colour): void {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const square = dx * dx + dy * dy;
    const rows = [
      Math.floor(Math.min(from.y, to.y) - reach),
      Math.ceil(Math.max(from.y, to.y) + reach),
    ];
    const columns = [
      Math.floor(Math.min(from.x, to.x) - reach),
      Math.ceil(Math.max(from.x, to.x) + reach),
    ];
    for (let y = Math.max(0, rows[0] ?? 0); y < Math.min(this.height, rows[1] ?? 0); y++) {
      for (let x = Math.max(0, columns[0] ?? 0); x < Math.min(this.width, columns[1] ?? 0); x++) {
        const along = square === 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / square;
        const part = Math.min(1, Math.max(0, along));
        const distance = Math.hypot(x - from.x - part * dx, y - from.y - part * dy);
        if (distance <= reach) this.rgb.set(colour, (y * this.width + x) * 3);
      }
    }
  }

  /** The picture so many times smaller, each pixel the mean of those that it stands for. */
  smaller(times: number) {
    const [width, height] = [this.width / times, this.height / times];
    const rgb = new Uint8Array(width * height * 3);
    for (let at = 0; at < rgb.length; at++) {
      const [y, x, part] = [Math.floor(at / 3 / width), Math.floor(at / 3) % width, at % 3];
      let sum = 0;
      for (let dy = 0; dy < times; dy++) {
        for (let dx = 0; dx < times; dx++) {
          sum += this.rgb[((y * times + dy) * this.width + x * times + dx) * 3 + part] ?? 0;
        }
      }
      rgb[at] = Math.round(sum / (times * times));
    }
    return { width, height, rgb };
  }
}
