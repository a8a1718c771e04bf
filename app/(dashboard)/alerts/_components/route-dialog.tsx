"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { CheckField, TextArea, TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { matchersText, parseMatchers } from "@/lib/domain/alert-label-text.ts";
import { type AlertRoute, ROOT_ROUTE } from "@/lib/domain/alert-routing.ts";
import { TimingFields } from "./timing-fields.tsx";

type Props = {
  /** Null: closed. */
  route: AlertRoute | null;
  names: ReadonlyMap<string, string>;
  onClose: () => void;
  onSave: (route: AlertRoute) => Promise<void>;
};

/** Changes a route, a new one or the one of what is left over. */
export function RouteDialog({ route, ...rest }: Props) {
  const title = !route ? "" : route.id === ROOT_ROUTE || route.name ? route.name : "A new route";
  return (
    <ModalDialog open={route !== null} onClose={rest.onClose} title={title}>
      {route && <RouteForm route={route} {...rest} />}
    </ModalDialog>
  );
}

function RouteForm({ route, names, onClose, onSave }: Props & { route: AlertRoute }) {
  const [draft, setDraft] = useState(route);
  const [matching, setMatching] = useState(matchersText(route.matchers));
  const [groupBy, setGroupBy] = useState(route.groupBy.join(", "));
  const matchers = parseMatchers(matching);
  const isRoot = route.id === ROOT_ROUTE;
  const save = useMutation({ mutationFn: onSave, onSuccess: onClose });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const names = groupBy.split(/[\s,]+/).filter(Boolean);
    if (matchers) save.mutate({ ...draft, matchers, groupBy: names });
  };
  const change = (part: Partial<AlertRoute>) => setDraft({ ...draft, ...part });
  return (
    <form className="space-y-3" onSubmit={submit}>
      {!isRoot && (
        <>
          <TextField
            label="Name"
            required
            maxLength={200}
            value={draft.name}
            onChange={(event) => change({ name: event.target.value })}
          />
          <TextArea
            label="Alerts with these labels; * stands for any text, != for anything else"
            required
            rows={2}
            placeholder="service=checkout, severity=critical"
            value={matching}
            onChange={(event) => setMatching(event.target.value)}
          />
        </>
      )}
      <ChannelChoice
        names={names}
        chosen={draft.channelIds}
        onChoose={(channelIds) => change({ channelIds })}
      />
      <TextField
        label="One message for alerts that agree in (empty: for all)"
        value={groupBy}
        onChange={(event) => setGroupBy(event.target.value)}
      />
      <TimingFields value={draft} onChange={change} />
      {!isRoot && (
        <CheckField
          label="Go on to the next route too"
          checked={draft.continue}
          onCheck={(isOn) => change({ continue: isOn })}
        />
      )}
      {(save.error || matchers === null) && (
        <p role="alert" className="text-12 text-critical">
          {matchers === null ? "Write NAME=VALUE, several with commas." : save.error?.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="main" disabled={save.isPending || matchers === null}>
          Save
        </Button>
      </div>
    </form>
  );
}

type ChoiceProps = {
  names: ReadonlyMap<string, string>;
  chosen: readonly string[];
  onChoose: (channelIds: string[]) => void;
};

function ChannelChoice({ names, chosen, onChoose }: ChoiceProps) {
  return (
    <fieldset>
      <legend className="mb-1 text-12 text-text-2">Tell (none: nobody)</legend>
      {names.size === 0 && <p className="text-12 text-text-3">There is no channel yet.</p>}
      {[...names].map(([id, name]) => (
        <CheckField
          key={id}
          label={name}
          checked={chosen.includes(id)}
          onCheck={(isOn) => onChoose(isOn ? [...chosen, id] : chosen.filter((one) => one !== id))}
        />
      ))}
    </fieldset>
  );
}
