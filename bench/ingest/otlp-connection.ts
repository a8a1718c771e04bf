import { connect, type Socket } from "node:net";

const HEAD_END = "\r\n\r\n";

/** One keep-alive connection that posts bodies over a bare socket: as little work as sending can be. */
export class OtlpConnection {
  private readonly socket: Socket;
  private received = "";
  private waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | null =
    null;

  constructor(private readonly port: number) {
    this.socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.socket.setEncoding("latin1");
    this.socket.on("data", (text: string) => this.receive(text));
    this.socket.on("error", (error) => this.fail(error));
    this.socket.on("close", () => this.fail(new Error("the server closed the connection")));
  }

  /** Posts a gzip body and answers the HTTP status once the whole answer is here. */
  post(body: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.cork();
      this.socket.write(
        `POST /v1/traces HTTP/1.1\r\nhost: 127.0.0.1:${this.port}\r\n` +
          "content-type: application/x-protobuf\r\ncontent-encoding: gzip\r\n" +
          `content-length: ${body.length}${HEAD_END}`,
        "latin1",
      );
      this.socket.write(body);
      this.socket.uncork();
    });
  }

  close(): void {
    this.waiting = null;
    this.socket.destroy();
  }

  private receive(text: string): void {
    this.received += text;
    const head = this.received.indexOf(HEAD_END);
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(this.received)?.[1] ?? 0);
    if (this.received.length < head + HEAD_END.length + length) return;
    const status = Number(this.received.slice(9, 12));
    this.received = "";
    const { waiting } = this;
    this.waiting = null;
    waiting?.resolve(status);
  }

  private fail(error: Error): void {
    this.waiting?.reject(error);
    this.waiting = null;
  }
}
