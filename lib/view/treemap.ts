/** A rectangle in px. */
export type Rect = { x: number; y: number; width: number; height: number };

/**
 * Rectangles whose areas are to each other as the weights, given largest first, that fill a box, each as near to a square
 * as can be: rows are filled along the shorter side while that makes their worst side ratio better.
 */
export function treemap(
  weights: readonly number[],
  box: { width: number; height: number },
): Rect[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total <= 0 || box.width <= 0 || box.height <= 0) return weights.map(() => EMPTY);
  const areas = weights.map((weight) => (weight / total) * box.width * box.height);
  const rects: Rect[] = [];
  let rest: Rect = { x: 0, y: 0, ...box };
  let at = 0;
  while (at < areas.length) {
    const side = Math.min(rest.width, rest.height);
    let end = at + 1;
    while (
      end < areas.length &&
      worst(areas.slice(at, end + 1), side) <= worst(areas.slice(at, end), side)
    ) {
      end++;
    }
    const row = areas.slice(at, end);
    rects.push(...laidOut(row, rest));
    rest = without(row, rest);
    at = end;
  }
  return rects;
}

const EMPTY: Rect = { x: 0, y: 0, width: 0, height: 0 };
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

/** The highest ratio of sides in a row along a side. */
function worst(row: readonly number[], side: number): number {
  const depth = sum(row) / side;
  return Math.max(...row.map((area) => Math.max(depth / (area / depth), area / depth / depth)));
}

function laidOut(row: readonly number[], { x, y, width, height }: Rect): Rect[] {
  const isTall = width >= height;
  const depth = sum(row) / (isTall ? height : width);
  let along = 0;
  return row.map((area) => {
    const length = area / depth;
    const rect = isTall
      ? { x, y: y + along, width: depth, height: length }
      : { x: x + along, y, width: length, height: depth };
    along += length;
    return rect;
  });
}

function without(row: readonly number[], { x, y, width, height }: Rect): Rect {
  if (width >= height) {
    const depth = sum(row) / height;
    return { x: x + depth, y, width: width - depth, height };
  }
  const depth = sum(row) / width;
  return { x, y: y + depth, width, height: height - depth };
}
