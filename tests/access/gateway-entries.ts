/** An entry for each row of the gateway's allow-list. */
import type { RouteName } from '@/lib/gateway/route';
import type { ROUTE_TABLE } from '@/lib/gateway/route-table';

import { plainPicture } from '../support/graphs';
import type { Entry, Ids, World } from './entry';

type Name = Extract<keyof typeof ROUTE_TABLE, RouteName>;

const at = (path: string) => (): string => path;
const enc = encodeURIComponent;
const reads = (path: string, status = 200): Entry => ({ target: at(path), status });

const fileStays = async ({ asOwner, ids }: World): Promise<boolean> =>
  (await asOwner(`/studio/api/userdata/${enc(ids.file)}`)).status === 200;
const writeFile = async ({ asOwner, ids, canary }: World): Promise<void> => {
  const init = { method: 'POST', body: `{"note": "${canary}"}` };
  await asOwner(`/studio/api/userdata/${enc(ids.file)}`, init);
};
const runStays = async ({ asOwner, ids }: World): Promise<boolean> =>
  (await (await asOwner(`/studio/api/history/${ids.promptId}`)).text()).includes(ids.promptId);

const form = (field: string, name: string, more: Record<string, string> = {}): FormData => {
  const body = new FormData();
  for (const [key, value] of Object.entries(more)) body.set(key, value);
  body.set(field, new Blob([new Uint8Array([1, 2, 3])]), name);
  return body;
};
/** A mask on a picture that is not there, so that no picture is needed. */
const mask = (): FormData =>
  form('image', 'mask.png', { original_ref: '{"filename": "not-there.png", "type": "input"}' });

const PEOPLE = {
  'GET twin /users': reads('/users'),
  'POST twin /users': { target: at('/users'), body: () => ({}), status: 403 },
  'GET twin /i18n': reads('/i18n'),
  'GET twin /settings': reads('/settings'),
  'POST twin /settings': { target: at('/settings'), body: () => ({ 'a.b': 1 }), status: 200 },
  'GET twin /settings/{id}': {
    target: ({ setting }) => `/settings/${setting}`,
    status: 200,
    strangers: 200,
  },
  'POST twin /settings/{id}': { target: at('/settings/matrix'), body: () => 1, status: 200 },
  'GET twin /userdata': reads('/userdata?dir=workflows'),
  'GET twin /v2/userdata': reads('/v2/userdata'),
  'GET twin /userdata/{file}': {
    target: ({ file }) => `/userdata/${enc(file)}`,
    status: 200,
    strangers: 404,
  },
  'POST twin /userdata/{file}': {
    target: at('/userdata/matrix.json'),
    body: () => ({}),
    status: 200,
  },
  'DELETE twin /userdata/{file}': {
    target: ({ file }) => `/userdata/${enc(file)}`,
    status: 204,
    strangers: 404,
    prepare: writeFile,
    survives: fileStays,
  },
  'POST twin /userdata/{file}/move/{dest}': {
    target: ({ file }) => `/userdata/${enc(file)}/move/${enc('moved.json')}`,
    status: 200,
    strangers: 404,
    prepare: writeFile,
    survives: fileStays,
  },
} satisfies Partial<Record<Name, Entry>>;

const START = {
  'GET twin /features': reads('/features'),
  'GET twin /extensions': reads('/extensions'),
  'GET bare /extensions/atelier/{name}': reads('/extensions/atelier/extension.js'),
  'GET twin /system_stats': reads('/system_stats'),
  'GET twin /workflow_templates': reads('/workflow_templates'),
  'GET twin /global_subgraphs': reads('/global_subgraphs'),
  'GET twin /global_subgraphs/{id}': reads('/global_subgraphs/x'),
  'GET twin /node_replacements': reads('/node_replacements'),
  'GET bare /templates/{name}': reads('/templates/index.json'),
  'GET bare /user.css': reads('/user.css'),
  'GET twin /object_info': reads('/object_info'),
  'GET twin /object_info/{class}': reads('/object_info/LoadImage'),
  'GET twin /embeddings': reads('/embeddings'),
  'GET twin /models': reads('/models'),
  'GET twin /models/{folder}': reads('/models/nobody', 404),
  'GET twin /experiment/models': reads('/experiment/models'),
  'GET twin /experiment/models/{folder}': reads('/experiment/models/nobody', 404),
  'GET twin /view_metadata/{folder}': reads('/view_metadata/loras?filename=x', 404),
  'GET bare /internal/folder_paths': reads('/internal/folder_paths'),
  'GET bare /internal/logs': reads('/internal/logs', 403),
  'GET bare /internal/logs/raw': reads('/internal/logs/raw', 403),
  'PATCH bare /internal/logs/subscribe': {
    target: at('/internal/logs/subscribe'),
    body: () => ({ enabled: true, clientId: 'x' }),
    status: 403,
  },
  'POST twin /free': { target: at('/free'), body: () => ({}), status: 403 },
  'GET api /assets': reads('/assets', 503),
} satisfies Partial<Record<Name, Entry>>;

const acts = (path: string, body: (ids: Ids) => unknown): Entry => ({
  target: at(path),
  body,
  status: 200,
  survives: runStays,
});

const PROMPTS = {
  'GET twin /prompt': reads('/prompt'),
  'POST twin /prompt': {
    target: at('/prompt'),
    body: () => ({ prompt: plainPicture(1, 'matrix', 8), client_id: 'matrix' }),
    status: 200,
  },
  'GET twin /queue': reads('/queue'),
  'POST twin /queue': acts('/queue', ({ promptId }) => ({ delete: [promptId] })),
  'POST twin /interrupt': acts('/interrupt', ({ promptId }) => ({ prompt_id: promptId })),
  'GET twin /history': reads('/history'),
  // Taking the owner's entry away is tried by strangers only: it takes a run to make another.
  'POST twin /history': acts('/history', () => ({ delete: [] })),
  'GET twin /history/{promptId}': {
    target: ({ promptId }) => `/history/${promptId}`,
    status: 200,
    strangers: 200,
  },
  'GET api /jobs': reads('/jobs'),
  'GET api /jobs/{jobId}': {
    target: ({ promptId }) => `/jobs/${promptId}`,
    status: 200,
    strangers: 404,
  },
  'POST api /jobs/{jobId}/cancel': {
    target: ({ promptId }) => `/jobs/${promptId}/cancel`,
    status: 200,
    strangers: 200,
    survives: runStays,
  },
  'POST api /jobs/cancel': acts('/jobs/cancel', ({ promptId }) => ({ job_ids: [promptId] })),
} satisfies Partial<Record<Name, Entry>>;

const FILES = {
  'GET twin /view': {
    target: ({ filename, subfolder }) => `/view?filename=${filename}&subfolder=${subfolder}`,
    status: 200,
    strangers: 404,
  },
  'POST twin /upload/image': {
    target: at('/upload/image'),
    body: () => form('image', 'matrix.png'),
    status: 200,
  },
  'POST twin /upload/mask': { target: at('/upload/mask'), body: mask, status: 404 },
  'GET root /api/queue': reads('/api/queue'),
  'GET root /api/queue/runs': reads('/api/queue/runs'),
  'POST root /api/queue/pause': {
    target: at('/api/queue/pause'),
    body: () => ({ paused: false }),
    status: 204,
  },
  // The owner's run has ended: nobody's can be moved.
  'POST root /api/queue/runs/{promptId}/move': {
    target: ({ promptId }) => `/api/queue/runs/${promptId}/move`,
    body: () => ({ before: null }),
    status: 409,
  },
  'POST root /api/upload/tmp': {
    target: at('/api/upload/tmp'),
    body: () => form('file', 'matrix.png'),
    status: 200,
  },
  'POST root /api/uploads': {
    target: at('/api/uploads'),
    body: () => ({ name: 'matrix.png', bytes: 3, sha256: 'a'.repeat(64) }),
    status: 200,
  },
  'PUT root /api/uploads/{id}/parts/{number}': {
    target: at('/api/uploads/nobody/parts/1'),
    body: () => ({}),
    status: 404,
  },
  'POST root /api/uploads/{id}/complete': {
    target: at('/api/uploads/nobody/complete'),
    body: () => ({}),
    status: 404,
  },
  'DELETE root /api/uploads/{id}': { target: at('/api/uploads/nobody'), status: 404 },
  'GET bare /internal/files/{type}': reads('/internal/files/input'),
  'GET root /s/{token}/{file}': reads(`/s/${'x'.repeat(32)}/${'0'.repeat(32)}`, 404),
  // Without a signature; with one, who holds the address may see the file.
  // A selection is named by chance; who has none gets what a stranger gets.
  'GET root /downloads/{token}': reads('/downloads/unknown', 404),
  'GET root /files/{key...}': reads('/files/users/x', 403),
} satisfies Partial<Record<Name, Entry>>;

const PROCESS = {
  'GET root /healthz': reads('/healthz'),
  'GET root /readyz': reads('/readyz'),
  'GET root /metrics': {
    target: at('/metrics'),
    headers: { 'x-forwarded-for': '203.0.113.9' },
    need: 'admin',
    status: 200,
  },
} satisfies Partial<Record<Name, Entry>>;

export const GATEWAY_ENTRIES: Readonly<Record<string, Entry>> = {
  ...PROCESS,
  ...PEOPLE,
  ...START,
  ...PROMPTS,
  ...FILES,
};
