import { chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  findProgram,
  freePort,
  type GuardedProgram,
  type RunAs,
  startGuarded,
} from "./guarded-program.ts";

/** An upstream of the load balancer. */
export type Upstream = { instance: string; port: number; weight: number };

export type Nginx = Pick<GuardedProgram, "stop"> & {
  url: string;
  /** Where it tells its figures: the page of `stub_status`. */
  statusUrl: string;
};

type Start = { dir: string; runAs: RunAs; upstreams: readonly Upstream[] };

/** The load balancer before the gateways, on free loopback ports; undefined when nginx is not installed. */
export async function startNginx({ dir, runAs, upstreams }: Start): Promise<Nginx | undefined> {
  const program = findProgram("nginx");
  if (program === undefined) return undefined;
  const home = join(dir, "nginx");
  mkdirSync(home, { recursive: true });
  const [port, statusPort] = [await freePort(), await freePort()];
  const file = join(home, "nginx.conf");
  writeFileSync(file, nginxConfiguration({ home, port, statusPort, upstreams }));
  if (runAs) chownSync(home, runAs.uid, runAs.gid);
  const args = ["-e", join(home, "error.log"), "-c", file];
  const { stop } = startGuarded({ program, args, signal: "TERM", runAs });
  return {
    url: `http://127.0.0.1:${port}`,
    statusUrl: `http://127.0.0.1:${statusPort}/status`,
    stop,
  };
}

type Configuration = {
  home: string;
  port: number;
  statusPort: number;
  upstreams: readonly Upstream[];
};

/** Everything that nginx would write elsewhere is kept in `home`; an instance that is away is left alone for 2 s. */
export function nginxConfiguration({ home, port, statusPort, upstreams }: Configuration): string {
  const servers = upstreams.map(
    (each) => `server 127.0.0.1:${each.port} weight=${each.weight} max_fails=1 fail_timeout=2s;`,
  );
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${home}/${kind};`,
  );
  return `daemon off;
worker_processes 1;
pid ${home}/nginx.pid;
error_log ${home}/error.log error;
events { worker_connections 512; }
http {
  access_log off;
  ${temporary.join("\n  ")}
  upstream gateway {
    least_conn;
    ${servers.join("\n    ")}
    keepalive 16;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://gateway;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
    }
  }
  server {
    listen 127.0.0.1:${statusPort};
    location = /status { stub_status; }
  }
}
`;
}
