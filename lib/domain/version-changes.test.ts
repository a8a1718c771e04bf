import { describe, expect, it } from "vitest";
import { findVersionChanges, type VersionActivity } from "./version-changes.ts";

const FIRST = 1_795_000_200;
const MINUTE = 60;

/** Counts by minute: `"a": [[0, 10, 100]]` is 100 a minute from minute 0 up to minute 10. */
function version(
  name: string,
  firstSeen: number,
  runs: readonly (readonly [from: number, to: number, perMinute: number])[],
): VersionActivity {
  const counts = Array.from({ length: 60 }, (_, minute) =>
    runs.reduce((total, [from, to, each]) => total + (minute >= from && minute < to ? each : 0), 0),
  );
  return { version: name, firstSeen, counts };
}

const find = (...versions: VersionActivity[]) =>
  findVersionChanges({ first: FIRST, stepSeconds: MINUTE, versions });
const at = (minute: number) => FIRST + minute * MINUTE;
const LONG_AGO = FIRST - 1_000_000;

describe("findVersionChanges", () => {
  it("marks the first request of a new version, to the second that is known", () => {
    const found = find(
      version("1", LONG_AGO, [[0, 30, 100]]),
      version("2", at(30) + 20, [[30, 60, 100]]),
    );
    expect(found).toEqual([{ at: at(30) + 20, version: "2", previousVersion: "1", change: "new" }]);
  });

  it("gives one change when instances roll slowly", () => {
    const found = find(
      version("1", LONG_AGO, [
        [0, 20, 100],
        [20, 40, 50],
        [44, 45, 1],
      ]),
      version("2", at(20), [
        [20, 40, 50],
        [40, 60, 100],
      ]),
    );
    expect(found.map(({ version }) => version)).toEqual(["2"]);
  });

  it("marks a version that comes back as a rollback", () => {
    const found = find(
      version("1", LONG_AGO, [
        [0, 10, 100],
        [30, 60, 100],
      ]),
      version("2", at(10), [[10, 30, 100]]),
    );
    expect(found).toEqual([
      { at: at(10), version: "2", previousVersion: "1", change: "new" },
      { at: at(30), version: "1", previousVersion: "2", change: "rollback" },
    ]);
  });

  it("marks a rollback to a version of which these buckets hold nothing before", () => {
    const found = find(
      version("1", LONG_AGO, [[30, 60, 100]]),
      version("2", LONG_AGO + 5_000, [[0, 30, 100]]),
    );
    expect(found).toEqual([{ at: at(30), version: "1", previousVersion: "2", change: "rollback" }]);
  });

  it("takes over from what answered last, however little that was", () => {
    const found = find(
      version("1", LONG_AGO, [[0, 24, 100]]),
      version("2", at(24), [[24, 27, 90]]),
      version("3", at(27), [[27, 30, 100]]),
      version("4", at(50), [[50, 60, 100]]),
    );
    expect(found.map((change) => [change.version, change.previousVersion])).toEqual([
      ["2", "1"],
      ["3", "2"],
      ["4", "3"],
    ]);
  });

  it("says return when the newer one comes back", () => {
    const found = find(
      version("1", LONG_AGO, [[0, 30, 100]]),
      version("2", LONG_AGO + 5_000, [[30, 60, 100]]),
    );
    expect(found.map(({ change }) => change)).toEqual(["return"]);
  });

  it("takes no idle service for a rollback", () => {
    const found = find(
      version("1", LONG_AGO, [
        [0, 10, 100],
        [40, 60, 100],
      ]),
      version("2", LONG_AGO + 1, []),
    );
    expect(found).toEqual([]);
  });

  it("takes no forgotten instance for a rollback", () => {
    const found = find(
      version("1", LONG_AGO, [
        [0, 10, 100],
        [30, 31, 2],
      ]),
      version("2", at(10), [[10, 60, 100]]),
    );
    expect(found.map(({ version }) => version)).toEqual(["2"]);
  });

  it("knows no change for the very first version, nor for requests without one", () => {
    expect(find(version("1", at(3), [[3, 60, 10]]))).toEqual([]);
    expect(find(version("1", LONG_AGO, [[0, 60, 10]]), version("", at(9), [[9, 60, 10]]))).toEqual(
      [],
    );
  });

  it("marks a new version among requests that named none before", () => {
    const found = find(version("", LONG_AGO, [[0, 30, 10]]), version("1", at(30), [[30, 60, 10]]));
    expect(found).toEqual([{ at: at(30), version: "1", previousVersion: null, change: "new" }]);
  });

  it("believes the requests when an earlier one arrived late", () => {
    // The dictionary learnt of the version from a request of minute 12; one of minute 10 came after it.
    const found = find(
      version("1", LONG_AGO, [[0, 30, 100]]),
      version("2", at(12), [[10, 60, 100]]),
    );
    expect(found.map((change) => change.at)).toEqual([at(10)]);
  });
});
