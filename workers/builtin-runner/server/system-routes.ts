/** What this runner is and offers. */
import { freemem, totalmem } from 'node:os';

import { describeNodesFor } from '../engine/object-info';
import { readBody, sendJson, sendStatus } from './http';
import type { Route, RouteContext } from './routes';

export const VERSION = '0.1.0';

/** What `/features` and the socket's `feature_flags` say. */
export function featureFlags(maxUploadBytes: number): object {
  return { supports_preview_metadata: true, max_upload_size: maxUploadBytes };
}

function systemStats(): object {
  const [total, free] = [totalmem(), freemem()];
  return {
    system: {
      os: process.platform === 'win32' ? 'nt' : 'posix',
      ram_total: total,
      ram_free: free,
      comfyui_version: `atelier-builtin ${VERSION}`,
      required_frontend_version: '',
      installed_templates_version: null,
      required_templates_version: null,
      python_version: `node ${process.versions.node}`,
      pytorch_version: 'none',
      embedded_python: false,
      argv: [],
    },
    devices: [
      {
        name: 'cpu',
        type: 'cpu',
        index: null,
        vram_total: total,
        vram_free: free,
        torch_vram_total: total,
        torch_vram_free: free,
      },
    ],
  };
}

async function getObjectInfo({ runner, tenant, response }: RouteContext): Promise<void> {
  const folders = await runner.foldersOf(tenant);
  sendJson(response, await describeNodesFor(runner.nodes.values(), folders));
}

async function getOneObjectInfo({ runner, tenant, response, parameter }: RouteContext) {
  const node = runner.nodes.get(parameter);
  const folders = await runner.foldersOf(tenant);
  sendJson(response, await describeNodesFor(node === undefined ? [] : [node], folders));
}

async function postFree({ runner, tenant, request, response, limits }: RouteContext) {
  const body = await readBody(request, limits.maxJsonBytes);
  const wanted = /"free_memory"\s*:\s*true/.test(body.toString('utf8'));
  if (wanted && tenant === 'system') runner.freeMemory();
  sendStatus(response, 200);
}

export const systemRoutes: readonly Route[] = [
  { method: 'GET', path: '/object_info', handle: getObjectInfo },
  { method: 'GET', path: '/object_info/*', handle: getOneObjectInfo },
  {
    method: 'GET',
    path: '/system_stats',
    handle: ({ response }) => sendJson(response, systemStats()),
  },
  {
    method: 'GET',
    path: '/features',
    handle: ({ response, limits }) => sendJson(response, featureFlags(limits.maxUploadBytes)),
  },
  { method: 'POST', path: '/free', handle: postFree },
  // The editor of a workspace does not come up without these: there are no node packs here.
  { method: 'GET', path: '/extensions', handle: ({ response }) => sendJson(response, []) },
  { method: 'GET', path: '/i18n', handle: ({ response }) => sendJson(response, {}) },
  { method: 'GET', path: '/workflow_templates', handle: ({ response }) => sendJson(response, {}) },
  {
    method: 'GET',
    path: '/atelier/selftest',
    handle: ({ response }) => sendJson(response, { ok: true, version: VERSION }),
  },
];
