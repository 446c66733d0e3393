import { z } from 'zod';

import { DEVICE_KINDS } from '@/lib/domain/device';
import { RUNNER_KINDS, SLOT_STATES, type Slot } from '@/lib/domain/slot';

import { documentMapper } from '../document';
import { looseObject } from './common';

const amount = z.number().nullable();

const metrics = z.object({
  utilisationPercent: amount,
  memoryUsedBytes: amount,
  memoryTotalBytes: amount,
  temperatureC: amount,
  processes: z.array(z.object({ pid: z.number(), name: z.string(), memoryBytes: amount })),
  sampledAt: z.date(),
});

const device = z.object({ kind: z.enum(DEVICE_KINDS), index: z.number().int(), name: z.string() });

/** What slots of an earlier version did not write yet has a value that says so. */
const schema: z.ZodType<Slot> = z.object({
  id: z.string(),
  workerId: z.string(),
  pool: z.string(),
  state: z.enum(SLOT_STATES),
  reason: z.string(),
  runnerKind: z.enum(RUNNER_KINDS),
  runnerVersion: z.string(),
  device: device.catch({ kind: 'cpu', index: 0, name: '' }),
  metrics: metrics.nullable().default(null),
  models: z.array(z.string()).default([]),
  port: amount.default(null),
  outsidePort: amount.default(null),
  workspaceId: z.string().nullable().default(null),
  objectInfoHash: z.string().nullable(),
  systemStats: looseObject<Record<string, unknown>>().nullable(),
  runId: z.string().nullable(),
  heartbeatAt: z.date(),
});

export const slotDocument = documentMapper('slot', schema);
