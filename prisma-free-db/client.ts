/** One bounded connection pool a process, and the repositories on it. */
import { MongoClient } from 'mongodb';

import { collectionsOf, type Collections } from './collections';
import { apiKeyRepository } from './repositories/api-keys';
import { galleryRepository } from './repositories/gallery';
import { alertRepository } from './repositories/alerts';
import { auditRepository } from './repositories/audit';
import { generationRepository } from './repositories/generations';
import { incomingUploadRepository } from './repositories/incoming-uploads';
import { graphStrikeRepository } from './repositories/graph-strikes';
import { objectInfoRepository } from './repositories/object-infos';
import { oneTimeLinkRepository } from './repositories/one-time-links';
import { promptRunRepository } from './repositories/prompt-runs';
import { proofSheetRepository } from './repositories/proof-sheets';
import { rollupRepository } from './repositories/rollups';
import { runConsoleRepository } from './repositories/run-console';
import { settingsRepository } from './repositories/settings';
import { ownedThingsRepository } from './repositories/owned-things';
import { resultRepository } from './repositories/results';
import { queueControlRepository } from './repositories/queue-controls';
import { slotOrderRepository } from './repositories/slot-orders';
import { shareRepository } from './repositories/shares';
import { slotRepository } from './repositories/slots';
import { storageRepository } from './repositories/storage';
import { uploadRepository } from './repositories/uploads';
import { usageRepository } from './repositories/usage';
import { userFileRepository } from './repositories/user-files';
import { userSettingsRepository } from './repositories/user-settings';
import { userRepository } from './repositories/users';
import { workspaceRepository } from './repositories/workspaces';

const POOL_SIZE_MAX = 20;
const SERVER_SELECTION_TIMEOUT_MS = 5_000;

export interface Database {
  readonly collections: Collections;
  readonly users: ReturnType<typeof userRepository>;
  readonly apiKeys: ReturnType<typeof apiKeyRepository>;
  readonly promptRuns: ReturnType<typeof promptRunRepository>;
  readonly generations: ReturnType<typeof generationRepository>;
  readonly gallery: ReturnType<typeof galleryRepository>;
  readonly results: ReturnType<typeof resultRepository>;
  readonly incomingUploads: ReturnType<typeof incomingUploadRepository>;
  readonly shares: ReturnType<typeof shareRepository>;
  readonly storage: ReturnType<typeof storageRepository>;
  readonly uploads: ReturnType<typeof uploadRepository>;
  readonly userSettings: ReturnType<typeof userSettingsRepository>;
  readonly userFiles: ReturnType<typeof userFileRepository>;
  readonly slots: ReturnType<typeof slotRepository>;
  readonly objectInfos: ReturnType<typeof objectInfoRepository>;
  readonly oneTimeLinks: ReturnType<typeof oneTimeLinkRepository>;
  readonly proofSheets: ReturnType<typeof proofSheetRepository>;
  readonly rollups: ReturnType<typeof rollupRepository>;
  readonly alerts: ReturnType<typeof alertRepository>;
  readonly slotOrders: ReturnType<typeof slotOrderRepository>;
  readonly runConsole: ReturnType<typeof runConsoleRepository>;
  readonly ownedThings: ReturnType<typeof ownedThingsRepository>;
  readonly audit: ReturnType<typeof auditRepository>;
  readonly settings: ReturnType<typeof settingsRepository>;
  readonly queueControls: ReturnType<typeof queueControlRepository>;
  readonly graphStrikes: ReturnType<typeof graphStrikeRepository>;
  readonly usage: ReturnType<typeof usageRepository>;
  readonly workspaces: ReturnType<typeof workspaceRepository>;
  /** Whether the server answers. */
  ping(): Promise<boolean>;
  close(): Promise<void>;
}

/** Connects and checks that the server answers. */
export async function connectDatabase(uri: string, name: string): Promise<Database> {
  const client = new MongoClient(uri, {
    maxPoolSize: POOL_SIZE_MAX,
    serverSelectionTimeoutMS: SERVER_SELECTION_TIMEOUT_MS,
    retryWrites: false,
    ignoreUndefined: true,
  });
  await client.connect();
  const db = client.db(name);
  const collections = collectionsOf(db);
  return {
    collections,
    users: userRepository(collections),
    apiKeys: apiKeyRepository(collections),
    promptRuns: promptRunRepository(collections),
    generations: generationRepository(collections),
    gallery: galleryRepository(collections),
    results: resultRepository(collections),
    incomingUploads: incomingUploadRepository(collections),
    shares: shareRepository(collections),
    storage: storageRepository(collections),
    uploads: uploadRepository(collections),
    userSettings: userSettingsRepository(collections),
    userFiles: userFileRepository(collections),
    slots: slotRepository(collections),
    objectInfos: objectInfoRepository(collections),
    oneTimeLinks: oneTimeLinkRepository(collections),
    proofSheets: proofSheetRepository(collections),
    rollups: rollupRepository(collections),
    alerts: alertRepository(collections),
    slotOrders: slotOrderRepository(collections),
    runConsole: runConsoleRepository(collections),
    ownedThings: ownedThingsRepository(collections),
    audit: auditRepository(collections),
    settings: settingsRepository(collections),
    queueControls: queueControlRepository(collections),
    graphStrikes: graphStrikeRepository(collections),
    usage: usageRepository(collections),
    workspaces: workspaceRepository(collections),
    ping: () =>
      db.command({ ping: 1 }).then(
        () => true,
        () => false,
      ),
    close: () => client.close(),
  };
}
