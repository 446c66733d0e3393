/** Everything that is served, with a good request for each: what the fuzzer starts from. */
import { ROUTE_TABLE } from '@/lib/gateway/route-table';

import { appRoutes } from '../access/app-entries';
import { plainPicture } from '../support/graphs';
import type { ThingIds } from '../support/own-things';

export interface Target {
  readonly method: string;
  /** With parameters in braces. */
  readonly pattern: string;
  /** A good body, for what takes JSON. */
  readonly json?: unknown;
  readonly form?: readonly string[];
}

const BASES = {
  twin: ['/studio/api', '/studio'],
  api: ['/studio/api'],
  bare: ['/studio'],
  root: [''],
};

/** @param ids names of things of somebody else */
export function fuzzTargets(ids: ThingIds): Target[] {
  const bodies: Record<string, unknown> = {
    'POST /prompt': {
      prompt: plainPicture(9, 'fuzz', 8),
      client_id: 'fuzz',
      prompt_id: ids.promptId,
      number: 1,
      front: false,
      partial_execution_targets: ['9'],
      extra_data: { extra_pnginfo: { workflow: { id: 'fuzz', nodes: [], links: [] } } },
    },
    'POST /queue': { clear: true, delete: [ids.promptId] },
    'POST /history': { clear: true, delete: [ids.promptId] },
    'POST /interrupt': { prompt_id: ids.promptId },
    'POST /jobs/cancel': { job_ids: [ids.promptId] },
    'POST /settings': { 'Comfy.A': 1, [ids.setting]: { deep: [1, 2] } },
    'POST /settings/{id}': { any: ['thing'] },
    'POST /userdata/{file}': { nodes: [], links: [] },
    'POST /users': { username: 'x' },
    'POST /free': { unload_models: true, free_memory: true },
    'PATCH /internal/logs/subscribe': { enabled: true, clientId: 'fuzz' },
    'POST /api/auth/login': { email: 'fuzz@example.org', password: 'a wrong password' },
    'POST /api/account/password': { currentPassword: 'wrong', newPassword: 'another one to fuzz' },
    'POST /api/account/keys': { label: 'fuzz', scopes: ['run'] },
    'POST /api/admin/users': { email: 'bad', name: 'fuzz', role: 'user' },
    'POST /api/auth/{...nextauth}': { csrfToken: 'x', email: 'fuzz@example.org', password: 'x' },
  };
  const gateway = Object.keys(ROUTE_TABLE).flatMap((name) => {
    const [method = '', place = '', path = ''] = name.split(' ');
    const json = bodies[`${method} ${path}`];
    const form = path.includes('/upload/')
      ? ['image', 'file', 'type', 'subfolder', 'overwrite', 'original_ref']
      : [];
    return BASES[place as keyof typeof BASES].map((base) => ({
      ...{ method, pattern: `${base}${path}` },
      ...(json !== undefined && { json }),
      ...(form.length > 0 && { form }),
    }));
  });
  const app = appRoutes().map((name) => {
    const [method = '', pattern = ''] = name.split(' ');
    const json = bodies[name];
    return { method, pattern, ...(json !== undefined && { json }) };
  });
  const others = [
    '/',
    '/studio/',
    '/studio',
    '/gallery',
    '/account',
    '/admin',
    '/sign-in',
    '/socket.io/',
    '/studio/assets/{file}',
    '/assets/{file}',
    '/_next/static/{file}',
    '/_next/image',
    '/{file}',
    '/studio/frame/',
    '/studio/ws',
  ];
  return [...gateway, ...app, ...others.map((pattern) => ({ method: 'GET', pattern }))];
}

/** Queries that routes read. */
export const QUERY_NAMES = [
  'filename',
  'subfolder',
  'type',
  'preview',
  'channel',
  'generation',
  'dir',
  'path',
  'recurse',
  'split',
  'full_info',
  'overwrite',
  'max_items',
  'offset',
  'limit',
  'status',
  'sort_by',
  'sort_order',
  'workflow_id',
  'page',
  'page_size',
  'clientId',
  'token',
  'expires',
  'signature',
  'callbackUrl',
  'error',
  'next',
  'url',
  'w',
  'q',
  'EIO',
  'transport',
  'sid',
  '_rsc',
] as const;
