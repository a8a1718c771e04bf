import { describe, expect, it } from "vitest";
import { mountOf, parseDiskStats, parseNetDev, parseProcessIo } from "./proc-files.ts";

describe("files of /proc", () => {
  it("disks: sectors of 512 bytes, without loops and what did nothing", () => {
    const text = `   7       0 loop0 11 0 28 0 0 0 0 0 0 4 0 0 0 0 0 0 0
 259       0 nvme0n1 4 1 10 9 7 3 20 30 0 250 39 0 0 0 0 0 0
 259       1 nvme0n1p1 1 1 2 9 0 0 0 0 0 5 9 0 0 0 0
   8      16 sdb 0 0 0 0 0 0 0 0 0 0 0
`;
    expect(parseDiskStats(text)).toEqual([
      { device: "nvme0n1", readBytes: 5_120, writeBytes: 10_240, busyMs: 250 },
      { device: "nvme0n1p1", readBytes: 1_024, writeBytes: 0, busyMs: 5 },
    ]);
    expect(parseDiskStats("")).toEqual([]);
  });

  it("interfaces: bytes received and transmitted", () => {
    const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:  100       2    0    0    0     0          0         0      100       2    0    0    0     0       0          0
  eth0:123456     70    0    0    0     0          0         0     7890      60    0    0    0     0       0          0
`;
    expect(parseNetDev(text)).toEqual([
      { device: "lo", receiveBytes: 100, transmitBytes: 100 },
      { device: "eth0", receiveBytes: 123_456, transmitBytes: 7_890 },
    ]);
  });

  it("the process: what reached the disk, not what the page cache gave", () => {
    const text = "rchar: 999\nwchar: 888\nsyscr: 1\nread_bytes: 4096\nwrite_bytes: 8192\n";
    expect(parseProcessIo(text)).toEqual({ readBytes: 4_096, writeBytes: 8_192 });
    expect(parseProcessIo("rchar: 1\n")).toBeNull();
  });

  it("mounts: the longest one that holds the path", () => {
    const text = `/dev/a / ext4 rw 0 0
/dev/b /var/lib ext4 rw 0 0
/dev/c /var/lib/my\\040data ext4 rw 0 0
`;
    expect(mountOf(text, "/var/lib/my data/headroom")).toBe("/var/lib/my data");
    expect(mountOf(text, "/var/library")).toBe("/");
    expect(mountOf(text, "/var/lib")).toBe("/var/lib");
    expect(mountOf("", "/var")).toBeNull();
  });
});
