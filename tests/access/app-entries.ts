/** Our JSON API: every route file below `app/api`, found by walking, and an entry for each of its methods. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { PROJECT_DIR } from '@/cli/launcher/environment.mjs';

import type { Entry, Need, World } from './entry';

const ROOT = path.join(PROJECT_DIR, 'app', 'api');
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** `METHOD /api/…` of each exported handler, with parameters in braces. */
export function appRoutes(): string[] {
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'route.ts')
    .flatMap((file) => {
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      const place = path.dirname(file).replaceAll(/\[([^\]]+)\]/g, '{$1}');
      const methods = METHODS.filter((method) =>
        new RegExp(`export (const|async function|function) ${method}\\b|as ${method}\\b`).test(
          text,
        ),
      );
      return methods.map((method) => `${method} /api/${place}`);
    })
    .sort();
}

/** Entries say here what the gateway's table says of its routes: who may call. */
export interface AppEntry extends Entry {
  readonly need: Need;
}

const at = (text: string) => (): string => text;
const reads = (target: string): AppEntry => ({ target: at(target), status: 200, need: 'read' });

/** Whether the picture is there and not in the trash. */
const pictureStays = async ({ asOwner, ids }: World): Promise<boolean> =>
  (await asOwner(`/studio/api/view?generation=${ids.generationId}`)).status === 200;
const restorePicture = async ({ asOwner, ids }: World): Promise<void> => {
  await asOwner(`/api/generations/${ids.generationId}/restore`, { method: 'POST' });
};
const throwPictureAway = async ({ asOwner, ids }: World): Promise<void> => {
  await asOwner(`/api/generations/${ids.generationId}`, { method: 'DELETE' });
};

const ACCOUNT: Record<string, AppEntry> = {
  'GET /api/auth/{...nextauth}': { target: at('/api/auth/session'), status: 200, need: 'public' },
  // Without its token against forgery it leads back to the form.
  'POST /api/auth/{...nextauth}': {
    target: at('/api/auth/signout'),
    status: 302,
    need: 'public',
  },
  'POST /api/auth/login': {
    target: at('/api/auth/login'),
    body: () => ({ email: `${randomUUID()}@example.org`, password: 'wrong' }),
    status: 401,
    need: 'public',
  },
  'POST /api/account/redeem': {
    target: at('/api/account/redeem'),
    body: () => ({ secret: 'guessed', newPassword: 'a long enough password' }),
    status: 410,
    need: 'public',
  },
  'POST /api/auth/logout': { target: at('/api/auth/logout'), status: 204, need: 'public' },
  'GET /api/account/storage': reads('/api/account/storage'),
  'GET /api/account/me': { ...reads('/api/account/me'), openWithOneTimePassword: true },
  // An empty body: who may change a password is told what is missing.
  'POST /api/account/password': {
    target: at('/api/account/password'),
    body: () => ({}),
    status: 400,
    need: 'session',
    openWithOneTimePassword: true,
  },
  'POST /api/account/sign-out-everywhere': {
    target: at('/api/account/sign-out-everywhere'),
    status: 204,
    need: 'session',
    openWithOneTimePassword: true,
  },
  'GET /api/account/keys': { ...reads('/api/account/keys'), need: 'session' },
  'POST /api/account/keys': {
    target: at('/api/account/keys'),
    body: () => ({ label: 'made by the matrix', scopes: ['read'] }),
    status: 200,
    need: 'session',
  },
  'DELETE /api/account/keys/{id}': {
    target: ({ keyId }) => `/api/account/keys/${keyId}`,
    status: 204,
    strangers: 404,
    need: 'session',
    prepare: remakeKey,
    survives: async ({ asOwner, ids }) =>
      (await (await asOwner('/api/account/keys')).text()).includes(ids.keyId),
  },
};

/** Pages of the console that tell nothing of what people do. */
const watches = (target: string): AppEntry => ({
  ...reads(target),
  need: 'admin',
  operators: true,
});
const changes = (target: AppEntry['target'], body: unknown, status = 200): AppEntry => ({
  ...{ target, status, need: 'admin' },
  body: () => body,
});

const ADMIN: Record<string, AppEntry> = {
  'GET /api/admin/users/{id}': {
    target: ({ userId }) => `/api/admin/users/${userId}`,
    status: 200,
    need: 'admin',
  },
  'PATCH /api/admin/users/{id}': changes(({ userId }) => `/api/admin/users/${userId}`, {}),
  // Without the choices: who may remove people is told what is missing.
  'DELETE /api/admin/users/{id}': changes(({ userId }) => `/api/admin/users/${userId}`, {}, 400),
  'GET /api/admin/charts': watches('/api/admin/charts'),
  'GET /api/admin/slots': watches('/api/admin/slots'),
  'GET /api/admin/slots/{id}/log': { ...reads('/api/admin/slots/no-slot/log'), need: 'admin' },
  'POST /api/admin/slots/{id}/{action}': {
    ...changes(at('/api/admin/slots/no-slot/drain'), {}, 404),
    operators: true,
  },
  'GET /api/admin/runs': watches('/api/admin/runs'),
  'GET /api/admin/runs/{id}': { ...watches('/api/admin/runs/no-run'), status: 404 },
  'POST /api/admin/runs/{id}/{action}': {
    ...changes(at('/api/admin/runs/no-run/cancel'), {}, 404),
    operators: true,
  },
  'GET /api/admin/workspaces': watches('/api/admin/workspaces'),
  'PATCH /api/admin/workspaces/{id}': {
    ...changes(at('/api/admin/workspaces/none'), { minutes: 60 }, 404),
    operators: true,
  },
  'DELETE /api/admin/workspaces/{id}': {
    ...changes(at('/api/admin/workspaces/none'), undefined, 404),
    operators: true,
  },
  'GET /api/admin/quarantine': watches('/api/admin/quarantine'),
  'POST /api/admin/quarantine/{id}/{action}': {
    ...changes(at('/api/admin/quarantine/no-graph/release'), {}, 404),
    operators: true,
  },
  'GET /api/admin/proof': { ...reads('/api/admin/proof'), need: 'admin' },
  'POST /api/admin/proof': changes(at('/api/admin/proof'), undefined),
  'GET /api/admin/proof/{id}': { ...reads('/api/admin/proof/x'), status: 404, need: 'admin' },
  'GET /api/admin/audit': { ...reads('/api/admin/audit'), need: 'admin' },
  'GET /api/admin/audit/export': { ...reads('/api/admin/audit/export'), need: 'admin' },
  'GET /api/admin/settings': { ...reads('/api/admin/settings'), need: 'admin' },
  'PATCH /api/admin/settings': changes(at('/api/admin/settings'), {}),
  'GET /api/admin/overview': watches('/api/admin/overview'),
  'GET /api/admin/users': { ...reads('/api/admin/users'), need: 'admin' },
  'POST /api/admin/users': {
    target: at('/api/admin/users'),
    body: () => ({ email: `${randomUUID()}@example.org` }),
    status: 200,
    need: 'admin',
  },
  'POST /api/admin/users/{id}/{action}': {
    target: ({ userId }) => `/api/admin/users/${userId}/enable`,
    status: 200,
    need: 'admin',
  },
};

const STUDIO: Record<string, AppEntry> = {
  'GET /api/comfy/ws_token': reads('/api/comfy/ws_token'),
  'GET /api/history': reads('/api/history'),
  'GET /api/history/total': reads('/api/history/total'),
  'GET /api/history/facets': reads('/api/history/facets'),
  'POST /api/downloads': {
    target: at('/api/downloads'),
    body: ({ generationId }) => ({ ids: [generationId] }),
    status: 200,
    strangers: 404,
    need: 'read',
    prepare: restorePicture,
  },
  // A stranger is told that it is missing, as one that does not exist.
  'POST /api/generations/bulk': {
    target: at('/api/generations/bulk'),
    body: ({ generationId }) => ({ act: 'trash', ids: [generationId] }),
    status: 200,
    need: 'write',
    prepare: restorePicture,
    survives: pictureStays,
  },
  'GET /api/usage': reads('/api/usage'),
  'GET /api/workspace': { ...reads('/api/workspace'), need: 'session' },
  // Nothing is lent to the matrix: who may ask is told that there is no such device.
  'POST /api/workspace': {
    target: at('/api/workspace'),
    body: () => ({ kind: 'toaster' }),
    status: 400,
    need: 'session',
  },
  'DELETE /api/workspace': { target: at('/api/workspace?id=none'), status: 404, need: 'session' },
  'POST /api/workspace/keep': {
    target: at('/api/workspace/keep'),
    body: () => ({ id: 'none' }),
    status: 404,
    need: 'session',
  },
  'GET /api/announcement': reads('/api/announcement'),
  'GET /api/shares': reads('/api/shares'),
  'POST /api/shares': {
    target: at('/api/shares'),
    body: ({ generationId }) => ({ ids: [generationId] }),
    status: 200,
    strangers: 404,
    need: 'write',
    prepare: restorePicture,
    survives: pictureStays,
  },
  'DELETE /api/shares/{id}': {
    target: ({ shareId }) => `/api/shares/${shareId}`,
    status: 204,
    strangers: 404,
    need: 'write',
    prepare: remakeShare,
    survives: async ({ asOwner, ids }) =>
      (await (await asOwner('/api/shares')).text()).includes(ids.shareId),
  },
  'GET /api/results': reads('/api/results'),
  'GET /api/generations/{id}': {
    target: ({ generationId }) => `/api/generations/${generationId}`,
    status: 200,
    strangers: 404,
    need: 'read',
  },
  'DELETE /api/generations/{id}': {
    target: ({ generationId }) => `/api/generations/${generationId}`,
    status: 204,
    strangers: 404,
    need: 'write',
    prepare: restorePicture,
    survives: pictureStays,
  },
  'GET /api/generations/{id}/graph': {
    target: ({ generationId }) => `/api/generations/${generationId}/graph`,
    status: 200,
    strangers: 404,
    need: 'read',
    prepare: restorePicture,
  },
  'POST /api/generations/{id}/restore': {
    target: ({ generationId }) => `/api/generations/${generationId}/restore`,
    status: 204,
    strangers: 404,
    need: 'write',
    prepare: throwPictureAway,
    survives: async (world) => !(await pictureStays(world)),
  },
};

async function remakeShare({ stack, ids }: World): Promise<void> {
  const userId = ids.userId as Parameters<typeof stack.db.shares.remove>[0];
  await stack.db.shares.remove(userId, ids.shareId);
  await stack.db.shares.create({
    ...{ id: ids.shareId, userId, mode: 'full', items: [], views: 0, lastViewedAt: null },
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + 3_600_000),
  });
}

async function remakeKey({ stack, ids }: World): Promise<void> {
  const userId = ids.userId as Parameters<typeof stack.db.apiKeys.remove>[0];
  await stack.db.apiKeys.remove(userId, ids.keyId);
  await stack.db.apiKeys.create({
    id: ids.keyId,
    userId,
    label: 'of the matrix',
    scopes: ['read'],
    secretHash: '',
    createdAt: new Date(),
    lastUsedAt: null,
  });
}

export const APP_ENTRIES: Readonly<Record<string, AppEntry>> = { ...ACCOUNT, ...ADMIN, ...STUDIO };
