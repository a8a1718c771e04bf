/** What nginx tells of itself. `requests` is a count since its start, the others are connections now. */
export type NginxStatus = {
  requests: number;
  active: number;
  reading: number;
  writing: number;
  waiting: number;
};

const PAGE =
  /^Active connections: (\d+)\s+server accepts handled requests\s+\d+ \d+ (\d+)\s+Reading: (\d+) Writing: (\d+) Waiting: (\d+)/;

/** Reads the page of `stub_status`; undefined: it is none. */
export function parseStubStatus(page: string): NginxStatus | undefined {
  const found = PAGE.exec(page);
  if (!found) return undefined;
  const [active = 0, requests = 0, reading = 0, writing = 0, waiting = 0] = found
    .slice(1)
    .map(Number);
  return { active, requests, reading, writing, waiting };
}
