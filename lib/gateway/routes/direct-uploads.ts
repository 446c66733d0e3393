/** Large inputs in parts (lib/features/uploads/direct-upload.ts). */
import { z } from 'zod';

import type { Upload } from '@/lib/domain/upload';
import { PART_BYTES } from '@/lib/domain/incoming-upload';
import {
  announceUpload,
  cancelUpload,
  confirmUpload,
  takePart,
  type DirectUploadDeps,
} from '@/lib/features/uploads/direct-upload';
import { invalidInput } from '@/lib/kernel/invalid-input';

import { empty, json, type Reply } from '../reply';
import { userRoute, type GatewayRequest, type Route } from '../route';

const announcement = z.object({
  name: z.string().max(300),
  subfolder: z.string().max(600).default(''),
  bytes: z.number().int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'want 64 lowercase hex digits'),
});

export function directUploadRoutes(deps: DirectUploadDeps): Route[] {
  return [
    userRoute('POST root /api/uploads', 's3', (request) => announce(deps, request)),
    userRoute('PUT root /api/uploads/{id}/parts/{number}', 's3', (request) => part(deps, request)),
    userRoute('POST root /api/uploads/{id}/complete', 's3', async ({ caller, params }) =>
      json(answerOf(await confirmUpload(deps, caller, params['id'] ?? ''))),
    ),
    userRoute('DELETE root /api/uploads/{id}', 's3', async ({ caller, params }) => {
      await cancelUpload(deps, caller, params['id'] ?? '');
      return empty(204);
    }),
  ];
}

/** As ComfyUI answers an upload. */
const answerOf = ({ name, subfolder, type }: Upload): object => ({ name, subfolder, type });

async function announce(deps: DirectUploadDeps, request: GatewayRequest): Promise<Reply> {
  const parsed = announcement.safeParse(await request.readJson());
  if (!parsed.success) throw invalidInput(parsed.error);
  const announced = await announceUpload(deps, request.caller, parsed.data);
  return announced.kind === 'known'
    ? json({ done: true, file: answerOf(announced.upload) })
    : json({
        done: false,
        id: announced.incoming.id,
        partBytes: PART_BYTES,
        parts: announced.parts,
        arrived: announced.arrived,
      });
}

async function part(deps: DirectUploadDeps, request: GatewayRequest): Promise<Reply> {
  const { caller, params, headers } = request;
  try {
    const length = Number(headers['content-length'] ?? Number.NaN);
    const number = Number(params['number']);
    await takePart(deps, caller, params['id'] ?? '', number, length, request.body);
    return empty(200);
  } catch (error) {
    request.body.resume();
    throw error;
  }
}
