/** What the editor asks for at its start and keeps for its user: real services, two users of equal names. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { ObjectInfo } from '@/lib/comfy/object-info';

import { startHttpRig, type HttpRig, type HttpUser } from '../support/http-rig';

let rig: HttpRig;
let ada: HttpUser;
let bob: HttpUser;
beforeAll(async () => {
  rig = await startHttpRig(inject('services'));
  [ada, bob] = await Promise.all([rig.user(), rig.user()]);
});
afterAll(() => rig.stop());

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

test('users are told in the single-user form, with and without the api prefix', async () => {
  const expected = { storage: 'server', migrated: true };
  expect(await ada.get('/users')).toEqual(expected);
  expect(await (await ada.fetch('/studio/users')).json()).toEqual(expected);
  expect((await ada.fetch('/studio/api/users', { method: 'HEAD' })).status).toBe(200);
});

test('a new user starts with settings that keep the editor from calling elsewhere', async () => {
  const settings = await ada.get<Record<string, unknown>>('/settings');
  expect(settings).toMatchObject({
    'Comfy.TutorialCompleted': true,
    'Comfy.Notification.ShowVersionUpdates': false,
  });
  expect(await ada.get('/settings/Comfy.TutorialCompleted')).toBe(true);
  expect(await ada.get('/settings/Nobody.SetThis')).toBeNull();
});

test('settings are merged key by key, whatever the content type, and belong to their user', async () => {
  const answer = await ada.post('/settings', { 'Comfy.Locale': 'de', 'A.B': { c: [1, null] } });
  expect([answer.status, await answer.text()]).toEqual([200, '']);
  const text = { method: 'POST', body: '"fr"', headers: { 'content-type': 'text/plain' } };
  await ada.fetch('/studio/api/settings/Comfy.Locale', text);
  expect(await ada.get('/settings/Comfy.Locale')).toBe('fr');
  expect(await ada.get('/settings/A.B')).toEqual({ c: [1, null] });
  expect(await bob.get('/settings/Comfy.Locale')).toBeNull();
});

test('an empty body unsets a setting, and its default comes back', async () => {
  await ada.post('/settings/Comfy.TutorialCompleted', false);
  expect(await ada.get('/settings/Comfy.TutorialCompleted')).toBe(false);
  expect((await ada.post('/settings/Comfy.TutorialCompleted')).status).toBe(200);
  expect(await ada.get('/settings/Comfy.TutorialCompleted')).toBe(true);
});

test.each([
  ['/settings', '[1]'],
  ['/settings', 'null'],
  ['/settings', '{"a"'],
  ['/settings/x', '{'],
  [`/settings/${'x'.repeat(300)}`, '1'],
])('settings that are none are refused: %s %s', async (target, body) => {
  expect((await ada.post(target, body)).status).toBe(400);
});

test('a workflow is saved, listed, read, moved and deleted under one encoded path segment', async () => {
  const body = '{"nodes": []}';
  const saved = await ada.post(
    '/userdata/workflows%2Fa%20b.json?overwrite=false&full_info=true',
    body,
  );
  expect(await saved.json()).toEqual({
    path: 'workflows/a b.json',
    size: body.length,
    modified: expect.any(Number) as number,
    created: expect.any(Number) as number,
  });
  expect((await ada.post('/userdata/workflows%2Fa%20b.json?overwrite=false', body)).status).toBe(
    409,
  );
  expect(await (await ada.post('/userdata/workflows%2Fa%20b.json', body)).json()).toBe(
    'workflows/a b.json',
  );
  const list = await ada.get<{ path: string; modified: number }[]>(
    '/userdata?dir=workflows&recurse=true&full_info=true',
  );
  expect(list.map(({ path }) => path)).toEqual(['a b.json']);
  expect(Math.abs((list[0]?.modified ?? 0) - Date.now())).toBeLessThan(60_000);
  const read = await ada.fetch('/studio/api/userdata/workflows%2Fa%20b.json');
  expect([read.status, await read.text()]).toEqual([200, body]);
  expect(read.headers.get('content-disposition')).toMatch(/^attachment/);

  const moved = await ada.post('/userdata/workflows%2Fa%20b.json/move/workflows%2Fsub%2Fc.json');
  expect(await moved.json()).toBe('workflows/sub/c.json');
  expect((await ada.fetch('/studio/api/userdata/workflows%2Fa%20b.json')).status).toBe(404);
  expect(await ada.get('/userdata?dir=workflows')).toEqual([]);
  expect(await ada.get('/userdata?dir=workflows&recurse=true&split=true')).toEqual([
    ['sub/c.json', 'sub', 'c.json'],
  ]);
  const gone = { method: 'DELETE' };
  expect((await ada.fetch('/studio/api/userdata/workflows%2Fsub%2Fc.json', gone)).status).toBe(204);
  expect((await ada.fetch('/studio/api/userdata/workflows%2Fsub%2Fc.json', gone)).status).toBe(404);
});

test('moving onto a name that is taken needs overwrite', async () => {
  await ada.post('/userdata/workflows%2Fone.json', '1');
  await ada.post('/userdata/workflows%2Ftwo.json', '2');
  const move = '/userdata/workflows%2Fone.json/move/workflows%2Ftwo.json';
  expect((await ada.post(`${move}?overwrite=false`)).status).toBe(409);
  expect((await ada.post(move)).status).toBe(200);
  expect(await (await ada.fetch('/studio/api/userdata/workflows%2Ftwo.json')).text()).toBe('1');
  expect((await ada.post(move)).status).toBe(404);
});

test('two users with equal file names have two files', async () => {
  await ada.post('/userdata/workflows%2Fsame.json', '"ada"');
  await bob.post('/userdata/workflows%2Fsame.json', '"bob"');
  expect(await ada.get('/userdata/workflows%2Fsame.json')).toBe('ada');
  expect(await bob.get('/userdata/workflows%2Fsame.json')).toBe('bob');
  await bob.fetch('/studio/api/userdata/workflows%2Fsame.json', { method: 'DELETE' });
  expect(await ada.get('/userdata/workflows%2Fsame.json')).toBe('ada');
});

test('the tree lists folders first, and dot-files stay out of lists only', async () => {
  const cleo = await rig.user();
  await cleo.post('/userdata/workflows%2F.index.json', '{"favorites":[]}');
  await cleo.post('/userdata/workflows%2Fx%2Fy.json', '1');
  await cleo.post('/userdata/a.json', '1');
  const tree = await cleo.get<{ path: string; type: string }[]>('/v2/userdata');
  expect(tree.map(({ path, type }) => `${type} ${path}`)).toEqual([
    'directory workflows',
    'directory workflows/x',
    'file workflows/.index.json',
    'file a.json',
    'file workflows/x/y.json',
  ]);
  expect(await cleo.get('/userdata?dir=workflows')).toEqual([]);
  expect(await cleo.get('/userdata/workflows%2F.index.json')).toEqual({ favorites: [] });
  expect((await cleo.fetch('/studio/api/v2/userdata?path=a.json')).status).toBe(400);
  expect((await cleo.fetch('/studio/api/v2/userdata?path=nowhere')).status).toBe(404);
});

test.each([
  ['GET', '/userdata', 400],
  ['GET', '/userdata?dir=nowhere', 404],
  ['GET', '/userdata?dir=..%2Fx', 403],
  ['GET', '/userdata/workflows/unencoded.json', 404],
  ['GET', '/userdata/..%2Fx', 400],
  ['GET', '/userdata/%2e%2e%2Fx', 400],
  ['GET', '/userdata/%2Fetc%2Fpasswd', 400],
  ['GET', '/userdata/a%00b', 400],
  ['GET', '/userdata/a%5Cb', 400],
  ['GET', '/userdata/%E0%A4%A', 400],
  ['POST', '/userdata/a%2F..%2Fb', 400],
  ['POST', '/userdata/folder%2F', 400],
  ['DELETE', '/userdata/%252e%252e%252fx', 404],
  ['PATCH', '/userdata/x', 405],
])('%s %s is answered with %i', async (method, target, status) => {
  const init = { method, ...(method === 'POST' && { body: 'x' }) };
  expect((await ada.fetch(`/studio/api${target}`, init)).status).toBe(status);
});

test('what the editor always asks for is there whether the user has it or not', async () => {
  expect(await ada.get('/userdata/comfy.templates.json')).toEqual([]);
  const none = await ada.fetch('/studio/api/userdata/user.css');
  expect([none.status, none.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
  await ada.post('/userdata/user.css', 'body{}');
  expect(await (await ada.fetch('/studio/api/userdata/user.css')).text()).toBe('body{}');
  expect((await fetch(`${rig.origin}/studio/user.css`)).status).toBe(200);
});

test('feature flags promise only what is there', async () => {
  expect(await ada.get('/features')).toEqual({
    supports_preview_metadata: true,
    max_upload_size: rig.web.env.MAX_UPLOAD_BYTES,
  });
  expect((await ada.fetch('/studio/api/assets')).status).toBe(503);
});

test('the editor gets empty answers instead of somebody else’s addresses', async () => {
  expect(await ada.get('/extensions')).toEqual([
    expect.stringMatching(/^\/extensions\/atelier\/extension\.js\?v=\w+$/),
  ]);
  expect(await ada.get('/i18n')).toEqual({});
  expect(await ada.get('/workflow_templates')).toEqual({});
  expect(await ada.get('/global_subgraphs')).toEqual({});
  expect(await ada.get('/node_replacements')).toEqual({});
  expect(await (await ada.fetch('/studio/templates/index.json')).json()).toEqual([]);
  expect(await (await ada.fetch('/studio/templates/index_logo.json')).json()).toEqual({});
  expect((await ada.fetch('/studio/templates/flux.json')).status).toBe(404);
  expect((await ada.fetch('/studio/docs/KSampler/en.md')).status).toBe(404);
  expect(await (await ada.fetch('/studio/internal/folder_paths')).json()).toEqual({});
});

test('what acts on a runner or shows its host is refused to everybody', async () => {
  const admin = await rig.user('admin');
  for (const user of [ada, admin]) {
    expect((await user.post('/free', {})).status).toBe(403);
    expect((await user.post('/users', { username: 'x' })).status).toBe(403);
    expect((await user.fetch('/studio/internal/logs')).status).toBe(403);
    expect((await user.fetch('/studio/internal/logs/raw')).status).toBe(403);
  }
});

test('the system’s facts come from slots, without command lines and with a device always', async () => {
  const before = await ada.get<{ devices: unknown[]; system: { argv: string[] } }>('/system_stats');
  expect(before.devices).toHaveLength(1);
  const systemStats = {
    system: { comfyui_version: '0.3.64', ram_total: 7, argv: ['/secret/main.py', '--listen'] },
    devices: [{ name: 'cuda:0 X', type: 'cuda', index: 0, vram_total: 5, vram_free: 3 }],
  };
  await rig.offer('stats:0', {}, { pool: 'stats', systemStats });
  const dora = await rig.user();
  await rig.db.collections.users.updateOne({ _id: dora.user.id }, { $set: { pool: 'stats' } });
  expect(await dora.get('/system_stats')).toEqual({
    system: {
      comfyui_version: '0.3.64',
      ...{ python_version: '', pytorch_version: '', os: '', ram_total: 7, ram_free: 0 },
      embedded_python: false,
      argv: ['main.py', '--disable-api-nodes'],
    },
    devices: [
      {
        ...{ name: 'cuda:0 X', type: 'cuda', index: 0, vram_total: 5, vram_free: 3 },
        ...{ torch_vram_total: 0, torch_vram_free: 0 },
      },
    ],
  });
});

const DEFINITIONS: ObjectInfo = {
  LoadImage: {
    input: { required: { image: [['of-the-host.png'], { image_upload: true }] } },
    ...{ output: ['IMAGE'], output_node: false },
  },
  LoadAudio: {
    input: { required: { audio: ['COMBO', { options: ['of-the-host.wav'], audio_upload: true }] } },
    ...{ output: ['AUDIO'], output_node: false },
  },
  LoadImageOutput: {
    input: {
      required: {
        image: [
          'COMBO',
          {
            ...{ image_upload: true, image_folder: 'output' },
            remote: { route: '/internal/files/output', refresh_button: true },
          },
        ],
      },
    },
    ...{ output: ['IMAGE'], output_node: false },
  },
  CheckpointLoaderSimple: {
    input: { required: { ckpt_name: [['a.safetensors', 'b.ckpt'], {}] } },
    ...{ output: ['MODEL', 'CLIP', 'VAE'], output_node: false },
  },
};

test('node definitions list the caller’s own files, and remote lists lead under the studio', async () => {
  await rig.offer('nodes:0', DEFINITIONS, { pool: 'nodes' });
  const [eve, fay] = await Promise.all([rig.user(), rig.user()]);
  const inPool = { $set: { pool: 'nodes' } };
  await rig.db.collections.users.updateMany({ _id: { $in: [eve.user.id, fay.user.id] } }, inPool);
  for (const name of ['z.png', 'a.png', 'song.mp3']) {
    await eve.upload('/studio/api/upload/image', {
      name,
      bytes: Buffer.concat([PNG, Buffer.from(name)]),
    });
  }
  await eve.upload(
    '/studio/api/upload/image',
    { name: 'in.png', bytes: PNG },
    { subfolder: 'sub' },
  );

  type Lists = Record<
    string,
    {
      input: {
        required: Record<string, [unknown, { options?: unknown; remote?: { route: string } }]>;
      };
    }
  >;
  const info = await eve.get<Lists>('/object_info');
  expect(Object.keys(info).sort()).toEqual(Object.keys(DEFINITIONS).sort());
  expect(info['LoadImage']?.input.required['image']?.[0]).toEqual(['a.png', 'z.png']);
  expect(info['LoadAudio']?.input.required['audio']?.[1].options).toEqual(['song.mp3']);
  expect(info['LoadImageOutput']?.input.required['image']?.[1].remote?.route).toBe(
    '/studio/internal/files/output',
  );
  const others = await fay.get<Lists>('/object_info');
  expect(others['LoadImage']?.input.required['image']?.[0]).toEqual([]);
  const one = await eve.get<Lists>('/object_info/LoadImage');
  expect(one['LoadImage']?.input.required['image']?.[0]).toEqual(['a.png', 'z.png']);
  expect(await eve.get('/object_info/Nobody')).toEqual({});
  expect(await eve.get('/object_info/constructor')).toEqual({});
  expect(await eve.get('/models')).toEqual(['checkpoints']);
  expect(await eve.get('/models/checkpoints')).toEqual(['a.safetensors', 'b.ckpt']);
  expect((await eve.fetch('/studio/api/models/nobody')).status).toBe(404);
  expect(await eve.get('/experiment/models')).toEqual([{ name: 'checkpoints', folders: [] }]);
  expect(await eve.get('/experiment/models/checkpoints')).toMatchObject([
    { name: 'a.safetensors' },
    {},
  ]);
  expect(await eve.get('/embeddings')).toEqual([]);
  expect((await eve.fetch('/studio/api/view_metadata/loras?filename=x.safetensors')).status).toBe(
    404,
  );

  const fresh = await eve.fetch('/studio/api/object_info', {
    headers: { 'accept-encoding': 'br' },
  });
  expect(fresh.headers.get('content-encoding')).toBe('br');
  const etag = fresh.headers.get('etag') ?? '';
  const headers = { 'accept-encoding': 'br', 'if-none-match': etag };
  expect((await eve.fetch('/studio/api/object_info', { headers })).status).toBe(304);
  await eve.upload('/studio/api/upload/image', { name: 'new.png', bytes: PNG });
  expect((await eve.fetch('/studio/api/object_info', { headers })).status).toBe(200);
});

test('a pool has the classes of all its online slots, and the last known stay', async () => {
  const { LoadImage, LoadAudio } = DEFINITIONS;
  if (LoadImage === undefined || LoadAudio === undefined) throw new Error('definitions');
  const offline = { pool: 'two', heartbeatAt: new Date(0) };
  await rig.offer('two:0', { LoadImage }, { pool: 'two' });
  const gina = await rig.user();
  await rig.db.collections.users.updateOne({ _id: gina.user.id }, { $set: { pool: 'two' } });
  const classes = async () => Object.keys(await gina.get<object>('/object_info')).sort();
  expect(await classes()).toEqual(['LoadImage']);
  await rig.offer('two:1', { LoadAudio }, { pool: 'two' });
  await expect.poll(classes).toEqual(['LoadAudio', 'LoadImage']);
  await rig.offer('two:0', { LoadImage }, offline);
  await rig.offer('two:1', { LoadAudio }, offline);
  const stats = () => gina.get<{ devices: { name: string }[] }>('/system_stats');
  await expect.poll(async () => (await stats()).devices[0]?.name).toBe('none online');
  expect(await classes()).toEqual(['LoadAudio', 'LoadImage']);
});
