import { type Inhibition, inhibitor } from "./inhibition.ts";
import { type MaintenanceWindow, occurrenceAt } from "./maintenance.ts";
import { isSilencedBy, matchesLabels, type Silence } from "./silences.ts";

/** Why an alert that fires says nothing: somebody silenced it, maintenance, or another alert. */
export type Mute = { kind: "silence" | "maintenance" | "inhibition"; name: string };

/** All that can keep alerts quiet. */
export type Mutes = {
  silences: readonly (Silence & { comment?: string })[];
  windows: readonly MaintenanceWindow[];
  inhibitions: readonly Inhibition[];
};

type Labels = Readonly<Record<string, string>>;

/** Says of an alert's labels why it is quiet at a time, given the labels of everything that fires; null: it is not. */
export function muter(
  { silences, windows, inhibitions }: Mutes,
  firing: readonly Labels[],
  atMs: number,
): (labels: Labels) => Mute | null {
  const open = windows.filter((window) => occurrenceAt(window, atMs) !== null);
  const hiddenBy = inhibitor(inhibitions, firing);
  return (labels) => {
    const silence = silences.find((one) => isSilencedBy(one, labels, atMs));
    if (silence) return { kind: "silence", name: silence.comment ?? "" };
    const window = open.find(({ matchers }) => matchesLabels(matchers, labels));
    if (window) return { kind: "maintenance", name: window.name };
    const name = hiddenBy(labels);
    return name === null ? null : { kind: "inhibition", name };
  };
}
