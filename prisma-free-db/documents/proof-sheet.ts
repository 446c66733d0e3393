import { z } from 'zod';

import { PROOF_VERDICTS, type ProofSheet } from '@/lib/domain/proof';

import { documentMapper } from '../document';

const schema: z.ZodType<ProofSheet> = z.object({
  id: z.string(),
  at: z.date(),
  by: z.string(),
  durationMs: z.number(),
  tries: z.number(),
  holes: z.number(),
  lines: z.array(z.object({ what: z.string(), verdict: z.enum(PROOF_VERDICTS), seen: z.string() })),
});

export const proofSheetDocument = documentMapper('proof sheet', schema);
