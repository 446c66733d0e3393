/** Every index, declared once; applied by `atelier migrate` and at `up`. Each serves a query named beside it. */
import type { IndexDescription } from 'mongodb';

import type { Collections } from './collections';

const INDEXES: Partial<Record<keyof Collections, readonly IndexDescription[]>> = {
  users: [{ name: 'email', key: { email: 1 }, unique: true }],
  // a user's keys, newest first
  apiKeys: [{ name: 'owner', key: { user_id: 1, created_at: -1 } }],
  promptRuns: [
    // the caller's queue and history, newest first
    { name: 'owner_shown', key: { user_id: 1, state: 1, hidden_at: 1, number: -1 } },
    // re-attach: the runs of one client id
    { name: 'owner_client', key: { user_id: 1, client_id: 1, created_at: -1 } },
    // a run of the same result
    { name: 'owner_reuse', key: { user_id: 1, reuse_key: 1, number: -1 } },
    // the console: everybody's runs, newest first
    { name: 'recent', key: { created_at: -1, _id: -1 } },
    // the console: runs of one graph
    { name: 'workflow', key: { workflow_id: 1, created_at: -1, _id: -1 } },
    // roll-ups and metering: what ended in a while, by the system
    { name: 'finished', key: { finished_at: 1 } },
    // reconciliation, by the system
    { name: 'state_created', key: { state: 1, created_at: 1 } },
    { name: 'state_lease', key: { state: 1, 'lease.until': 1 } },
    // runs that ended lately, by the system
    { name: 'state_finished', key: { state: 1, finished_at: -1 } },
  ],
  generations: [
    // the gallery, newest first, with the id as tie-breaker for keyset paging
    { name: 'owner_gallery', key: { user_id: 1, type: 1, deleted_at: 1, created_at: -1, _id: -1 } },
    // the gallery's filters, each newest first
    { name: 'owner_terms', key: { user_id: 1, terms: 1, created_at: -1, _id: -1 } },
    { name: 'owner_workflow', key: { user_id: 1, workflow_id: 1, created_at: -1, _id: -1 } },
    { name: 'owner_media', key: { user_id: 1, media_type: 1, created_at: -1, _id: -1 } },
    { name: 'owner_favourite', key: { user_id: 1, favourite: 1, created_at: -1, _id: -1 } },
    { name: 'owner_model', key: { user_id: 1, models: 1, created_at: -1, _id: -1 } },
    { name: 'owner_tag', key: { user_id: 1, tags: 1, created_at: -1, _id: -1 } },
    // whether another generation names the same object, before it is removed
    { name: 'owner_object', key: { user_id: 1, s3_key: 1 } },
    // /view by name
    { name: 'owner_name', key: { user_id: 1, type: 1, subfolder: 1, filename: 1, created_at: -1 } },
    { name: 'owner_run', key: { user_id: 1, run_id: 1 } },
    // the studio's panel: results of one workflow, newest first
    {
      name: 'owner_editor_workflow',
      key: { user_id: 1, editor_workflow_id: 1, created_at: -1, _id: -1 },
    },
    // whether any document names an object of the store, by the system
    { name: 'object', key: { s3_key: 1 } },
    // thumbnails still to make, by the system
    { name: 'unthumbed', key: { thumb_key: 1, media_type: 1, created_at: 1 } },
  ],
  uploads: [
    { name: 'owner_recent', key: { user_id: 1, type: 1, created_at: -1 } },
    // whether any document names an object of the store, and temporary material, by the system
    { name: 'object', key: { s3_key: 1 } },
    { name: 'folder', key: { subfolder: 1, created_at: 1 } },
  ],
  userSettings: [{ name: 'owner', key: { user_id: 1 } }],
  userFiles: [
    { name: 'owner_path', key: { user_id: 1, path: 1 } },
    // how much a user saved, without reading the files
    { name: 'owner_size', key: { user_id: 1, size: 1 } },
  ],
  // the links of a user, and those that expired
  oneTimeLinks: [
    { name: 'owner', key: { user_id: 1 } },
    { name: 'expiry', key: { expires_at: 1 } },
  ],
  // charts, and what is too old for them
  rollups: [{ name: 'span_at', key: { span: 1, at: -1 } }],
  alerts: [{ name: 'cleared_raised', key: { cleared_at: 1, raised_at: -1 } }],
  // a user's uploads in parts, and those of long ago
  incomingUploads: [
    { name: 'owner', key: { user_id: 1 } },
    { name: 'age', key: { created_at: 1 } },
  ],
  // the links of a user, newest first, and those that expired
  shares: [
    { name: 'owner', key: { user_id: 1, created_at: -1 } },
    { name: 'expiry', key: { expires_at: 1 } },
  ],
  // the record of admins' acts, newest first
  audit: [{ name: 'recent', key: { at: -1, _id: -1 } }],
  graphStrikes: [
    { name: 'owner', key: { user_id: 1 } },
    // those that count, by the system
    { name: 'latest', key: { struck_at: 1 } },
  ],
  usage: [
    { name: 'owner_day', key: { user_id: 1, day: 1 } },
    // days to sum, by the system
    { name: 'recorded', key: { recorded_at: 1 } },
  ],
  usageDays: [{ name: 'owner_day', key: { user_id: 1, day: -1 } }],
  queueControls: [{ name: 'paused', key: { paused: 1 } }],
  workspaces: [
    // a user holds no more than there are places
    { name: 'place', key: { place: 1 }, unique: true },
    // admission, at each request below /w/
    { name: 'token', key: { token_hash: 1 } },
    { name: 'owner_recent', key: { user_id: 1, created_at: -1 } },
    // the console: everybody's, newest first
    { name: 'recent', key: { created_at: -1, _id: -1 } },
    // who waits longest, by the system
    { name: 'state_pool_created', key: { state: 1, pool: 1, created_at: 1 } },
  ],
  slots: [{ name: 'pool_heartbeat', key: { pool: 1, heartbeat_at: -1 } }],
};

/** Creates what is missing; safe to run at every start and from several processes. */
export async function applyIndexes(collections: Collections): Promise<number> {
  let applied = 0;
  for (const [name, indexes] of Object.entries(INDEXES)) {
    await collections[name as keyof Collections].createIndexes([...indexes]);
    applied += indexes.length;
  }
  return applied;
}
