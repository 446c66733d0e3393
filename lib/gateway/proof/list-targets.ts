/** Every address that the proof knocks at: the gateway's allow-list, and the built routes of our JSON API. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { z } from 'zod';

import { STUDIO_BASE } from '../paths';
import { ROUTE_TABLE } from '../route-table';
import type { ThingNames } from './throw-away-users';

export interface ProofTarget {
  readonly method: string;
  /** With parameters in braces. */
  readonly pattern: string;
  readonly access: 'public' | 'signed-in' | 'admin';
}

const BASES = {
  twin: [`${STUDIO_BASE}/api`, STUDIO_BASE],
  api: [`${STUDIO_BASE}/api`],
  bare: [STUDIO_BASE],
  root: [''],
} as const;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Open to everybody, and no door to anybody's things. */
const PUBLIC_API = ['/api/auth/', '/api/account/redeem'];

export function gatewayTargets(): ProofTarget[] {
  const rows = Object.entries(ROUTE_TABLE) as [string, readonly [ProofTarget['access'], string]][];
  return rows.flatMap(([name, [access]]) => {
    const [method = '', place = '', route = ''] = name.split(' ');
    return BASES[place as keyof typeof BASES].map((base) => ({
      ...{ method, access },
      pattern: `${base}${route}`,
    }));
  });
}

/** @param patterns such as `/api/history` and `/api/generations/[id]`; each is tried with every method */
export function apiTargets(patterns: readonly string[]): ProofTarget[] {
  return patterns
    .filter((pattern) => !PUBLIC_API.some((start) => pattern.startsWith(start)))
    .flatMap((pattern) =>
      METHODS.map((method) => ({
        method,
        pattern: pattern.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, '{$1}'),
        access: pattern.startsWith('/api/admin') ? ('admin' as const) : ('signed-in' as const),
      })),
    );
}

/** The routes that this build serves below `/api`. */
export async function builtApiPatterns(projectDir: string): Promise<string[]> {
  const file = path.join(projectDir, '.next', 'server', 'app-paths-manifest.json');
  const manifest = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(file, 'utf8')));
  return Object.keys(manifest)
    .filter((name) => name.startsWith('/api/') && name.endsWith('/route'))
    .map((name) => name.slice(0, -'/route'.length));
}

/** Which of the things a parameter of that name stands for, by the path it stands in. */
function valueOf(name: string, pattern: string, things: ThingNames): string {
  if (name === 'file') return things.file;
  if (name === 'dest') return 'workflows/taken.json';
  if (name === 'promptId' || name === 'jobId') return things.promptId;
  if (name === 'key') return things.s3Key;
  if (name === 'type') return 'input';
  if (name === 'action') return 'disable';
  if (name !== 'id') return 'LoadImage';
  if (pattern.includes('/settings/')) return things.setting;
  if (pattern.includes('/keys/')) return things.keyId;
  if (pattern.includes('/users/')) return things.userId;
  if (pattern.includes('/runs/')) return things.runId;
  return things.generationId;
}

/** Every name of the things that a query could use; routes take what they know. */
function queryOf(things: ThingNames): string {
  return new URLSearchParams({
    ...{ filename: things.filename, type: 'output', subfolder: '' },
    ...{ generation: things.generationId, dir: 'workflows', prompt_id: things.promptId },
    ...{
      run: things.runId,
      user: things.userId,
      user_id: things.userId,
      clientId: things.clientId,
    },
    recurse: 'true',
  }).toString();
}

export function addressOf({ pattern }: ProofTarget, things: ThingNames): string {
  const path = pattern.replaceAll(/\{(\w+)(\.\.\.)?\}/g, (_, name: string, rest?: string) => {
    const value = valueOf(name, pattern, things);
    return rest === undefined ? encodeURIComponent(value) : value;
  });
  return `${path}?${queryOf(things)}`;
}

/** Bodies that name the things in every way that a route could take. */
export function bodiesOf(things: ThingNames): readonly object[] {
  const { promptId, waitingId, generationId, upload, clientId, userId, runId } = things;
  const reads = (image: string): object => ({
    '1': { class_type: 'LoadImage', inputs: { image } },
    '2': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'x' } },
  });
  return [
    {
      ...{ delete: [promptId, waitingId], prompt_id: waitingId, job_ids: [promptId, waitingId] },
      ...{ ids: [generationId], generationIds: [generationId], id: generationId },
      ...{ user_id: userId, userId, run_id: runId, client_id: clientId, favourite: true },
      ...{ tags: ['taken'], prompt: reads(upload) },
    },
    { clear: true, all: true, client_id: clientId, prompt: reads(`${things.filename} [output]`) },
  ];
}
