/** Makes the web process's services from its configuration and registers their closers. */
import { createAuthenticator } from '@/lib/features/accounts/authenticate';
import { createPresence } from '@/lib/features/accounts/presence';
import { createSignInThrottle } from '@/lib/features/accounts/sign-in-throttle';
import { parseSigningKeys } from '@/lib/features/accounts/signing-keys';
import { createLiveSettings } from '@/lib/features/settings/live-settings';
import { createShareThrottle } from '@/lib/features/shares/share-throttle';
import { createStorageMeter } from '@/lib/features/storage/storage-meter';
import { configuredSettings } from '@/lib/features/settings/configured-settings';
import type { WebEnv } from '@/lib/kernel/env';
import type { Logger } from '@/lib/kernel/log';
import { parseNetworks } from '@/lib/kernel/networks';
import type { Shutdown } from '@/lib/kernel/shutdown';
import { createCountCache } from '@/lib/features/gallery/gallery-version';
import { createRunProducer } from '@/lib/queue/producer';
import { createPublisher } from '@/lib/realtime/channel';
import { connectRedis } from '@/lib/redis/connect';
import { createObjectStore } from '@/lib/storage/s3';
import { createUrlSigner } from '@/lib/storage/signed-urls';
import { connectDatabase } from '@/prisma-free-db/client';

import type { WebServices } from './services';

/** @throws when the database, Redis or the object store does not answer */
export async function createServices(
  config: WebEnv,
  log: Logger,
  shutdown: Shutdown,
): Promise<WebServices> {
  const db = await connectDatabase(config.MONGODB_URI, config.MONGODB_DB);
  shutdown.onClose('database', () => db.close());
  const redis = await connectRedis(config.REDIS_URL, 'answering', log);
  shutdown.onClose('redis', () => redis.disconnect());
  const producer = createRunProducer({ redis, prefix: config.REDIS_PREFIX, log });
  shutdown.onClose('queue', () => producer.close());
  const store = createObjectStore(config);
  shutdown.onClose('object store', () => store.close());
  await store.prepare();

  const keys = parseSigningKeys(config.AUTH_SECRETS);
  const settings = createLiveSettings(db.settings, configuredSettings(config));
  const presence = createPresence(redis, config.REDIS_PREFIX);
  shutdown.onClose('presence', () => presence.stop());
  const adminNetworks = parseNetworks(config.ADMIN_NETWORKS);
  if (adminNetworks === null) throw new Error('ADMIN_NETWORKS was not checked');
  return {
    env: config,
    log,
    db,
    redis,
    store,
    keys,
    settings,
    adminNetworks,
    storage: createStorageMeter(db.storage),
    shareThrottle: createShareThrottle(redis, config.REDIS_PREFIX),
    urls: createUrlSigner(
      keys.derive('files'),
      config.S3_PUBLIC_ENDPOINT === undefined ? null : store,
      config.CDN_BASE_URL,
    ),
    producer,
    publisher: createPublisher(redis, config.REDIS_PREFIX, log),
    counts: createCountCache(redis, config.REDIS_PREFIX),
    authenticator: createAuthenticator({
      ...{ users: db.users, apiKeys: db.apiKeys, keys, log },
      onSeen: (userId) => presence.note(userId),
      roleLimits: async () => (await settings.read()).roleLimits,
    }),
    throttle: createSignInThrottle(
      redis,
      config.REDIS_PREFIX,
      config.SIGN_IN_ATTEMPTS,
      config.SIGN_IN_WINDOW_S,
    ),
  };
}
