/**
 * Next serves pages and calm JSON only; every hot path is answered before it (lib/gateway).
 * Not a `.ts` file: the production server would load a compiler to read it (docs/adr/0001).
 * @type {import('next').NextConfig}
 */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  compress: true,
  // `/studio/` needs its trailing slash: the editor derives its API base from the page's path.
  skipTrailingSlashRedirect: true,
  serverExternalPackages: ['@node-rs/argon2', 'bullmq', 'ioredis', 'mongodb', 'pino', 'sharp'],
  // Types are checked by `npm run check:types`, over everything; a user's first start need not wait for it.
  typescript: { ignoreBuildErrors: true },
};

export default config;
