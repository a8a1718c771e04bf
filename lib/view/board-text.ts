/** What a text that somebody wants to import is. */
type BoardText =
  | { kind: "empty" }
  | { kind: "unreadable"; problem: string }
  | { kind: "board"; format: "headroom" | "grafana"; json: unknown };

/** Recognises an exported board and a Grafana dashboard; what either holds is for the server to judge. */
export function readBoardText(text: string): BoardText {
  if (text.trim() === "") return { kind: "empty" };
  const json = parseJson(text);
  if (!(json instanceof Object)) return { kind: "unreadable", problem: "This is not JSON." };
  if ("headroom" in json) return { kind: "board", format: "headroom", json };
  if ("panels" in json || "rows" in json || "dashboard" in json || "spec" in json) {
    return { kind: "board", format: "grafana", json };
  }
  const problem = "This is neither a board of Headroom nor a Grafana dashboard.";
  return { kind: "unreadable", problem };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
