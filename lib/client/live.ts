import { type LiveEvent, liveEvent } from "@/lib/contract/live.ts";

type Listener = { onEvent: (event: LiveEvent) => void; onConnected: (connected: boolean) => void };

/** Follows the server's events until the returned function is called; the browser reconnects by itself. */
export function followLive({ onEvent, onConnected }: Listener): () => void {
  const source = new EventSource("/api/v1/live");
  source.onopen = () => onConnected(true);
  source.onerror = () => onConnected(false);
  // The server names its events, and `onmessage` hears only those without a name.
  source.addEventListener("change", (message: MessageEvent<string>) => {
    const event = liveEvent.safeParse(parseJson(message.data));
    if (event.success) onEvent(event.data);
  });
  return () => source.close();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
