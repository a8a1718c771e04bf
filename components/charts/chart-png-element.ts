"use client";

type Point = { x: number; y: number };

/** What a drawing inherits from the page's styles and would lose as a picture of its own. */
const SVG_PROPERTIES = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-opacity",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "opacity",
  "stop-color",
  "stop-opacity",
  "color",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "display",
  "visibility",
  "shape-rendering",
] as const;

/**
 * Draws an element of the page at a point: drawings (SVG, canvas), backgrounds and texts, each where it stands on
 * screen. What is only for screen readers, takes the pointer or follows it (`data-transient`) is left out.
 */
export async function drawElement(
  context: CanvasRenderingContext2D,
  root: HTMLElement,
  origin: Point,
): Promise<void> {
  const base = root.getBoundingClientRect();
  const placed = (rect: DOMRect) =>
    new DOMRect(origin.x + rect.x - base.x, origin.y + rect.y - base.y, rect.width, rect.height);
  await drawChildren(context, root, placed);
}

type Place = (rect: DOMRect) => DOMRect;

async function drawChildren(context: CanvasRenderingContext2D, parent: Element, placed: Place) {
  for (const node of parent.childNodes) {
    if (node instanceof Text) drawText(context, node, placed);
    else if (node instanceof SVGSVGElement) await drawSvg(context, node, placed);
    else if (node instanceof HTMLCanvasElement) drawCanvas(context, node, placed);
    else if (node instanceof HTMLElement && isShown(node)) {
      drawBackground(context, node, placed);
      await drawChildren(context, node, placed);
    }
  }
}

function isShown(element: HTMLElement): boolean {
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden") return false;
  if (element.matches("[role=slider], [data-transient]")) return false;
  return !(
    style.position === "absolute" &&
    element.clientWidth <= 1 &&
    style.overflow !== "visible"
  );
}

function drawBackground(context: CanvasRenderingContext2D, element: HTMLElement, placed: Place) {
  const style = getComputedStyle(element);
  if (style.backgroundColor === "rgba(0, 0, 0, 0)" || style.backgroundColor === "transparent")
    return;
  const rect = placed(element.getBoundingClientRect());
  context.fillStyle = style.backgroundColor;
  context.beginPath();
  context.roundRect(
    rect.x,
    rect.y,
    rect.width,
    rect.height,
    Number.parseFloat(style.borderRadius) || 0,
  );
  context.fill();
}

function drawText(context: CanvasRenderingContext2D, node: Text, placed: Place) {
  const text = node.data.trim();
  const parent = node.parentElement;
  if (text === "" || !parent) return;
  const range = document.createRange();
  range.selectNodeContents(node);
  const rect = placed(range.getBoundingClientRect());
  const style = getComputedStyle(parent);
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.fillStyle = style.color;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(text, rect.x, rect.y + rect.height / 2);
}

function drawCanvas(context: CanvasRenderingContext2D, canvas: HTMLCanvasElement, placed: Place) {
  if (canvas.width === 0 || canvas.height === 0) return;
  const rect = placed(canvas.getBoundingClientRect());
  context.drawImage(canvas, rect.x, rect.y, rect.width, rect.height);
}

async function drawSvg(context: CanvasRenderingContext2D, svg: SVGSVGElement, placed: Place) {
  const rect = placed(svg.getBoundingClientRect());
  if (rect.width === 0 || rect.height === 0) return;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg, rect))}`;
  await image.decode();
  context.drawImage(image, rect.x, rect.y, rect.width, rect.height);
}

/** The drawing as a document of its own, with every colour resolved. */
function standalone(svg: SVGSVGElement, { width, height }: DOMRect): string {
  const clone = svg.cloneNode(true);
  if (!(clone instanceof SVGSVGElement)) return "";
  const originals = [svg, ...svg.querySelectorAll("*")];
  const copies = [clone, ...clone.querySelectorAll("*")];
  originals.forEach((original, index) => {
    const style = getComputedStyle(original);
    const copy = copies[index];
    copy?.removeAttribute("class");
    copy?.setAttribute(
      "style",
      SVG_PROPERTIES.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"),
    );
  });
  clone.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  clone.setAttribute("width", String(width));
  clone.setAttribute("height", String(height));
  return new XMLSerializer().serializeToString(clone);
}
