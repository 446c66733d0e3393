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
  readonly objectInfos: Collection<ObjectInfoDocument>;
  readonly poolNodes: Collection<PoolNodesDocument>;
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
  };
}
