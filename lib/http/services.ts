/**
 * What doors share in the web process. Next bundles its routes apart from server.ts, so the two do
 * not share modules; they share this one object, put where both can reach it.
 */
import type { Redis } from 'ioredis';

import type { Authenticator } from '@/lib/features/accounts/authenticate';
import type { SignInThrottle } from '@/lib/features/accounts/sign-in-throttle';
import type { SigningKeys } from '@/lib/features/accounts/signing-keys';
import type { CountCache } from '@/lib/features/gallery/gallery-version';
import type { LiveSettings } from '@/lib/features/settings/live-settings';
import type { ShareThrottle } from '@/lib/features/shares/share-throttle';
import type { StorageMeter } from '@/lib/features/storage/storage-meter';
import type { WebEnv } from '@/lib/kernel/env';
import type { Logger } from '@/lib/kernel/log';
import type { Networks } from '@/lib/kernel/networks';
import type { RunProducer } from '@/lib/queue/producer';
import type { Publisher } from '@/lib/realtime/channel';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { UrlSigner } from '@/lib/storage/signed-urls';
import type { Database } from '@/prisma-free-db/client';

export interface WebServices {
  readonly env: WebEnv;
  readonly log: Logger;
  readonly db: Database;
  readonly redis: Redis;
  readonly store: ObjectStore;
  readonly urls: UrlSigner;
  readonly storage: StorageMeter;
  readonly shareThrottle: ShareThrottle;
  readonly publisher: Publisher;
  readonly producer: RunProducer;
  readonly keys: SigningKeys;
  readonly authenticator: Authenticator;
  readonly counts: CountCache;
  readonly throttle: SignInThrottle;
  readonly settings: LiveSettings;
  /** From where the console may be used. */
  readonly adminNetworks: Networks;
}

const PLACE = Symbol.for('atelier.web-services');
type Holder = { [PLACE]?: WebServices };

/** Called once, by server.ts, before Next handles anything. */
export function provideServices(services: WebServices): void {
  (globalThis as Holder)[PLACE] = services;
}

/** @throws when the process was not started by server.ts */
export function services(): WebServices {
  const provided = (globalThis as Holder)[PLACE];
  if (provided === undefined)
    throw new Error('the web services are not there: start through server.ts');
  return provided;
}
