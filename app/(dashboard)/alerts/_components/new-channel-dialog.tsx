"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { CheckField, SelectField, TextField } from "@/components/ui/form-field.tsx";
import { ModalDialog } from "@/components/ui/modal-dialog.tsx";
import { alertRoutesQuery, saveAlertRoutes } from "@/lib/client/alert-routes.ts";
import { channelsQuery, createChannel } from "@/lib/client/channels.ts";
import { withRootChannel } from "@/lib/view/alert-routes.ts";

type Props = { open: boolean; onClose: () => void };

/** Names a new channel and where it leads. */
export function NewChannelDialog({ open, onClose }: Props) {
  return (
    <ModalDialog open={open} onClose={onClose} title="A new channel">
      <NewChannelForm onClose={onClose} />
    </ModalDialog>
  );
}

const KINDS = [
  { value: "webhook", label: "Webhook" },
  { value: "slack", label: "Slack" },
  { value: "teams", label: "Microsoft Teams" },
  { value: "pagerduty", label: "PagerDuty" },
  { value: "email", label: "E-mail" },
] as const;
type Kind = (typeof KINDS)[number]["value"];

type Fields = Record<"name" | "url" | "secret" | "host" | "port" | "user" | "from" | "to", string>;
const EMPTY: Fields = {
  ...{ name: "", url: "", secret: "", host: "", port: "587", user: "", from: "", to: "" },
};

function bodyOf(kind: Kind, fields: Fields): Parameters<typeof createChannel>[0] {
  const { name, url, secret, host, user, from } = fields;
  switch (kind) {
    case "webhook":
      return { kind, name, url, ...(secret === "" ? {} : { secret }) };
    case "slack":
    case "teams":
      return { kind, name, url };
    case "pagerduty":
      return { kind, name, routingKey: secret };
    case "email": {
      const port = Number(fields.port);
      const to = fields.to.split(/[\s,;]+/).filter(Boolean);
      const login = user === "" ? {} : { user, password: secret };
      const security = port === 465 ? "tls" : "starttls";
      return { kind, name, host, port, security, from, to, ...login };
    }
  }
}

function NewChannelForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [kind, setKind] = useState<Kind>("webhook");
  const [fields, setFields] = useState(EMPTY);
  const routing = useQuery(alertRoutesQuery()).data;
  const isFirst = routing !== undefined && routing.root.channelIds.length === 0;
  const [choice, setChoice] = useState<boolean | null>(null);
  const takesRest = choice ?? isFirst;
  const create = useMutation({
    mutationFn: async (body: Parameters<typeof createChannel>[0]) => {
      const { id } = await createChannel(body);
      if (takesRest && routing) await saveAlertRoutes(withRootChannel(routing, id));
    },
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: channelsQuery().queryKey }),
        client.invalidateQueries({ queryKey: alertRoutesQuery().queryKey }),
      ]);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(bodyOf(kind, fields));
  };
  const field = (name: keyof Fields) => ({
    value: fields[name],
    onChange: (event: { target: { value: string } }) =>
      setFields({ ...fields, [name]: event.target.value }),
  });
  return (
    <form className="space-y-3" onSubmit={submit}>
      <SelectField
        label="Kind"
        choices={KINDS}
        value={kind}
        onChoose={(value) => setKind(KINDS.find((one) => one.value === value)?.value ?? "webhook")}
      />
      <TextField label="Name" required maxLength={200} {...field("name")} />
      {kind === "email" ? (
        <MailFields field={field} />
      ) : (
        <AddressFields kind={kind} field={field} />
      )}
      <CheckField
        label="Send it every alert that no route and no rule sends elsewhere"
        checked={takesRest}
        onCheck={setChoice}
      />
      {create.error && (
        <p role="alert" className="text-12 text-critical">
          {create.error.message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="main" disabled={create.isPending}>
          Add it
        </Button>
      </div>
    </form>
  );
}

type FieldProps = {
  field: (name: keyof Fields) => {
    value: string;
    onChange: (event: { target: { value: string } }) => void;
  };
};

function AddressFields({ kind, field }: FieldProps & { kind: Exclude<Kind, "email"> }) {
  if (kind === "pagerduty") {
    return (
      <TextField
        label="Routing key of the Events API v2"
        required
        type="password"
        autoComplete="off"
        {...field("secret")}
      />
    );
  }
  return (
    <>
      <TextField label="Address" required type="url" autoComplete="off" {...field("url")} />
      {kind === "webhook" && (
        <TextField
          label="Secret that signs messages (optional)"
          type="password"
          minLength={8}
          autoComplete="off"
          {...field("secret")}
        />
      )}
    </>
  );
}

function MailFields({ field }: FieldProps) {
  return (
    <>
      <TextField label="Mail server" required {...field("host")} />
      <TextField
        label="Port (465: TLS from the start; others: STARTTLS)"
        required
        type="number"
        min={1}
        max={65_535}
        {...field("port")}
      />
      <TextField label="User (optional)" autoComplete="off" {...field("user")} />
      <TextField label="Password" type="password" autoComplete="off" {...field("secret")} />
      <TextField label="From" required type="email" {...field("from")} />
      <TextField label="To, several with commas" required {...field("to")} />
    </>
  );
}
