/**
 * Next serves pages and calm JSON only; every hot path is answered before it (lib/gateway).
 * @type {import('next').NextConfig}
 */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  compress: true,
  // `/studio/` needs its trailing slash: the editor derives its API base from the page's path.
  skipTrailingSlashRedirect: true,
  serverExternalPackages: ['@node-rs/argon2', 'bullmq', 'ioredis', 'mongodb', 'pino', 'sharp'],
  typescript: { ignoreBuildErrors: false },
};

export default config;
