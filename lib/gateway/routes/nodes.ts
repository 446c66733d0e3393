/** Node definitions and model lists of the caller's pool. */
import { definitionOf } from '@/lib/comfy/object-info';
import type { Caller } from '@/lib/domain/user';
import {
  personalDefinition,
  type EncodedObjectInfo,
  type ObjectInfoEncoder,
} from '@/lib/features/object-info/encode-object-info';
import { listModelFolders, listModels } from '@/lib/features/object-info/list-models';
import type { ObjectInfoReader } from '@/lib/features/object-info/read-object-info';
import { listInputFiles } from '@/lib/features/uploads/list-input-files';
import type { Database } from '@/prisma-free-db/client';

import { acceptedEncoding } from '../accepted-encoding';
import { isUnchanged } from '../file-headers';
import { STUDIO_BASE } from '../paths';
import { empty, json, type Reply } from '../reply';
import { userRoute, type GatewayRequest, type Route } from '../route';

export interface NodeRouteDeps {
  readonly db: Pick<Database, 'uploads'>;
  readonly objectInfo: ObjectInfoReader;
  readonly encoder: ObjectInfoEncoder;
}

export function nodeRoutes(deps: NodeRouteDeps): Route[] {
  return [
    userRoute('GET twin /object_info', 'object-info', (request) => all(deps, request)),
    userRoute('GET twin /object_info/{class}', 'object-info', (request) => one(deps, request)),
    ...modelRoutes(deps.objectInfo),
  ];
}

function modelRoutes(objectInfo: ObjectInfoReader): Route[] {
  const folders = async ({ caller }: GatewayRequest) =>
    listModelFolders(await objectInfo.forPool(caller.pool));
  const models = async ({ caller, params }: GatewayRequest) =>
    listModels(await objectInfo.forPool(caller.pool), params['folder'] ?? '');
  // Where a host keeps its models, and since when, is nobody's business.
  const unknown = { pathIndex: 0, modified: 0, created: 0, size: 0 };
  return [
    userRoute('GET twin /embeddings', 'fixed', () => json([])),
    userRoute('GET twin /models', 'object-info', async (request) => json(await folders(request))),
    userRoute('GET twin /models/{folder}', 'object-info', async (request) => {
      const names = await models(request);
      return names === null ? empty(404) : json(names);
    }),
    userRoute('GET twin /experiment/models', 'object-info', async (request) =>
      json((await folders(request)).map((name) => ({ name, folders: [] }))),
    ),
    userRoute('GET twin /experiment/models/{folder}', 'object-info', async (request) => {
      const names = await models(request);
      return names === null ? empty(404) : json(names.map((name) => ({ name, ...unknown })));
    }),
    userRoute('GET twin /view_metadata/{folder}', 'fixed', () => empty(404)),
  ];
}

/** What `/object_info?v=` is asked by so that its answer may be kept for ever. */
export async function objectInfoVersion(deps: NodeRouteDeps, caller: Caller): Promise<string> {
  return (await encodedFor(deps, caller)).tag;
}

async function encodedFor(
  { db, objectInfo, encoder }: NodeRouteDeps,
  { pool, userId }: Caller,
): Promise<EncodedObjectInfo> {
  const [info, files] = await Promise.all([objectInfo.forPool(pool), listInputFiles(db, userId)]);
  return encoder.encode(info, [...files].sort());
}

async function all(deps: NodeRouteDeps, request: GatewayRequest): Promise<Reply> {
  const { headers, query } = request;
  const encoded = await encodedFor(deps, request.caller);
  const encoding = acceptedEncoding(headers['accept-encoding']);
  const tag = `"${encoded.tag}-${encoding}"`;
  // Whoever names the version that is the present one need never ask for it again.
  const isNamed = query.get('v') === encoded.tag;
  const common = {
    etag: tag,
    vary: 'Accept-Encoding',
    ...(isNamed && { 'cache-control': 'private, max-age=31536000, immutable' }),
  };
  if (isUnchanged(headers, tag)) return empty(304, common);
  return {
    status: 200,
    headers: {
      ...common,
      'content-type': 'application/json; charset=utf-8',
      'content-encoding': encoding === 'identity' ? undefined : encoding,
    },
    body: await encoded.body(encoding),
  };
}

async function one(
  { db, objectInfo }: NodeRouteDeps,
  { caller, params }: GatewayRequest,
): Promise<Reply> {
  const name = params['class'] ?? '';
  const { definitions } = await objectInfo.forPool(caller.pool);
  const definition = definitionOf(definitions, name);
  if (definition === undefined) return json({});
  const files = await listInputFiles(db, caller.userId);
  return json({ [name]: personalDefinition(definition, [...files].sort(), STUDIO_BASE) });
}
