export const CHANNEL_KINDS = ["webhook", "slack", "teams", "pagerduty", "email"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** The rule of alerts about channels themselves: nobody wrote it, and it cannot be switched off. */
export const CHANNEL_RULE = "headroom:channel-fails";

/** How a connection to a mail server is secured: from its first byte, by STARTTLS, or not at all. */
export const MAIL_SECURITIES = ["tls", "starttls", "none"] as const;
export type MailSecurity = (typeof MAIL_SECURITIES)[number];

/** Where notifications go, with every secret that it takes to send them. Stored sealed. */
export type ChannelTarget =
  /** `secret`: signs each body; null: it is not signed. */
  | { kind: "webhook"; url: string; secret: string | null }
  | { kind: "slack"; url: string }
  | { kind: "teams"; url: string }
  | { kind: "pagerduty"; routingKey: string; url: string }
  | {
      kind: "email";
      host: string;
      port: number;
      security: MailSecurity;
      /** Null: without logging in. */
      login: { user: string; password: string } | null;
      from: string;
      to: string[];
    };
