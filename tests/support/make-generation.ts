/** A generation as a worker would have recorded it, with what a test wants to be different. */
import { randomUUID } from 'node:crypto';

import type { Generation } from '@/lib/domain/generation';
import { generationIdFor, runIdFor, type UserId } from '@/lib/kernel/ids';
import { outputKey } from '@/lib/storage/keys';

export function makeGeneration(
  userId: UserId,
  filename: string,
  more: Partial<Generation> = {},
): Generation {
  const promptId = randomUUID();
  const runId = runIdFor(userId, promptId);
  const createdAt = more.createdAt ?? new Date();
  return {
    id: generationIdFor(runId, '9', 'images', 0),
    ...{ userId, runId, promptId, nodeId: '9', outputKey: 'images', index: 0, type: 'output' },
    ...{ subfolder: '', filename, mediaType: 'image', contentType: 'image/png' },
    s3Key: outputKey({ userId, createdAt, id: runId, claims: 1 }, '9', filename),
    ...{
      thumbs: [],
      thumbKey: null,
      workflowId: 'w',
      editorWorkflowId: null,
      prompt: '',
      width: 8,
      height: 8,
      bytes: 3,
    },
    ...{ thumbHash: null, excerpt: null, mediaDurationMs: null, frames: null },
    ...{ models: [], seeds: [], device: null, durationMs: null, waitedMs: null },
    ...{ favourite: false, tags: [], createdAt, deletedAt: null },
    ...more,
  };
}
