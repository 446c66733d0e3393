/** The typed map of collections. Only this folder knows that they are MongoDB's. */
import type { Collection, Db, Document } from 'mongodb';

/** A document that `document.ts` maps; its fields are checked there. */
interface TextId extends Document {
  _id: string;
}

export interface UserSettingDocument {
  _id: string;
  user_id: string;
  key: string;
  /** JSON text: setting values may hold keys that MongoDB would treat specially. */
  value: string;
}

export interface UserFileDocument {
  _id: string;
  user_id: string;
  path: string;
  content: Uint8Array;
  size: number;
  created_at: Date;
  modified_at: Date;
}

export interface ObjectInfoDocument {
  _id: string;
  /** Brotli-compressed JSON of `/object_info`. */
  content: Uint8Array;
  created_at: Date;
}

/** Which node definitions a pool offered last, for when none of its slots is online. */
export interface PoolNodesDocument {
  _id: string;
  hashes: string[];
  updated_at: Date;
}

/** A link with which its holder sets a user's password, once. */
export interface OneTimeLinkDocument {
  /** Hex SHA-256 of the link's secret. */
  _id: string;
  user_id: string;
  expires_at: Date;
}

/** What admins changed of the configuration: one document. */
export interface SettingsDocument {
  _id: string;
  values: Record<string, unknown>;
}

/** Collections whose documents name their owner in `user_id` and can be emptied of a person. */
export const OWNED = [
  'apiKeys',
  'promptRuns',
  'runGraphs',
  'generations',
  'uploads',
  'userSettings',
  'userFiles',
  'oneTimeLinks',
  'shares',
  'incomingUploads',
  'queueControls',
  'usage',
  'usageDays',
  'graphStrikes',
  'workspaces',
] as const satisfies readonly (keyof Collections)[];
export type OwnedCollection = (typeof OWNED)[number];

/** What a user set for the own queue; `_id` is the user's id. */
export interface QueueControlDocument {
  _id: string;
  user_id: string;
  pool: string;
  paused: boolean;
  updated_at: Date;
}

/** What one run used; `_id` is the run's id. */
export interface UsageEntryDocument {
  _id: string;
  user_id: string;
  pool: string;
  /** Such as `2026-11-22`, in UTC. */
  day: string;
  device_seconds: number;
  images: number;
  bytes: number;
  finished_at: Date;
  recorded_at: Date;
}

/** Sums of a user's day; `_id` is `<user>:<day>`. */
export interface UsageDayDocument {
  _id: string;
  user_id: string;
  day: string;
  runs: number;
  device_seconds: number;
  images: number;
  bytes: number;
  updated_at: Date;
}

/** How often a user's graph ended its runner. */
export interface GraphStrikeDocument {
  _id: string;
  user_id: string;
  workflow_id: string;
  /** `<run>:<attempt>` of each. */
  claims: string[];
  reason: string;
  struck_at: Date;
}

export interface Collections {
  readonly users: Collection<TextId>;
  readonly apiKeys: Collection<TextId>;
  readonly promptRuns: Collection<TextId>;
  readonly runGraphs: Collection<TextId>;
  readonly generations: Collection<TextId>;
  readonly uploads: Collection<TextId>;
  readonly userSettings: Collection<UserSettingDocument>;
  readonly userFiles: Collection<UserFileDocument>;
  readonly slots: Collection<TextId>;
  readonly slotOrders: Collection<TextId>;
  readonly objectInfos: Collection<ObjectInfoDocument>;
  readonly poolNodes: Collection<PoolNodesDocument>;
  readonly oneTimeLinks: Collection<OneTimeLinkDocument>;
  readonly rollups: Collection<TextId>;
  readonly alerts: Collection<TextId>;
  readonly proofSheets: Collection<TextId>;
  readonly shares: Collection<TextId>;
  readonly incomingUploads: Collection<TextId>;
  readonly audit: Collection<TextId>;
  readonly settings: Collection<SettingsDocument>;
  readonly queueControls: Collection<QueueControlDocument>;
  readonly graphStrikes: Collection<GraphStrikeDocument>;
  readonly usage: Collection<UsageEntryDocument>;
  readonly usageDays: Collection<UsageDayDocument>;
  readonly workspaces: Collection<TextId>;
}

export function collectionsOf(db: Db): Collections {
  return {
    users: db.collection('users'),
    apiKeys: db.collection('api_keys'),
    promptRuns: db.collection('prompt_runs'),
    runGraphs: db.collection('run_graphs'),
    generations: db.collection('generations'),
    uploads: db.collection('uploads'),
    userSettings: db.collection('user_settings'),
    userFiles: db.collection('user_files'),
    slots: db.collection('slots'),
    objectInfos: db.collection('object_infos'),
    poolNodes: db.collection('pool_nodes'),
    oneTimeLinks: db.collection('one_time_links'),
    slotOrders: db.collection('slot_orders'),
    rollups: db.collection('rollups'),
    alerts: db.collection('alerts'),
    proofSheets: db.collection('proof_sheets'),
    shares: db.collection('shares'),
    incomingUploads: db.collection('incoming_uploads'),
    audit: db.collection('audit'),
    settings: db.collection('settings'),
    queueControls: db.collection('queue_controls'),
    graphStrikes: db.collection('graph_strikes'),
    usage: db.collection('usage'),
    usageDays: db.collection('usage_days'),
    workspaces: db.collection('workspaces'),
  };
}
