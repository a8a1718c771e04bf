"use client";

import { TextField } from "@/components/ui/form-field.tsx";
import type { GroupTiming } from "@/lib/domain/alert-routing.ts";

type Props = { value: GroupTiming; onChange: (part: Partial<GroupTiming>) => void };

/** When a route tells of a group: seconds and hours as people think of them. */
export function TimingFields({ value, onChange }: Props) {
  const { groupWaitSeconds, groupIntervalSeconds, repeatIntervalSeconds } = value;
  const number = (text: string) => (text === "" ? 0 : Math.max(0, Number(text)));
  return (
    <div className="grid gap-3 tablet:grid-cols-3">
      <TextField
        label="First wait, seconds"
        type="number"
        min={0}
        value={String(groupWaitSeconds)}
        onChange={(event) => onChange({ groupWaitSeconds: number(event.target.value) })}
      />
      <TextField
        label="Between messages, s"
        type="number"
        min={0}
        value={String(groupIntervalSeconds)}
        onChange={(event) => onChange({ groupIntervalSeconds: number(event.target.value) })}
      />
      <TextField
        label="Again after, minutes"
        type="number"
        min={1}
        placeholder="never"
        value={repeatIntervalSeconds === null ? "" : String(repeatIntervalSeconds / 60)}
        onChange={({ target }) =>
          onChange({
            repeatIntervalSeconds:
              target.value === "" ? null : Math.round(number(target.value) * 60),
          })
        }
      />
    </div>
  );
}
