import type { ProofSheet } from '@/lib/domain/proof';

import type { Collections } from '../collections';
import { proofSheetDocument } from '../documents/proof-sheet';

/** Sheets are kept for good: there is no method that changes or removes one. */
export function proofSheetRepository({ proofSheets }: Pick<Collections, 'proofSheets'>) {
  return {
    async addAsSystem(sheet: ProofSheet): Promise<void> {
      await proofSheets.insertOne(proofSheetDocument.toDocument(sheet));
    },

    /** Newest first, without their lines. */
    async listAsSystem(limit: number): Promise<Omit<ProofSheet, 'lines'>[]> {
      const documents = await proofSheets
        .find({}, { projection: { lines: 0 } })
        .sort({ at: -1 })
        .limit(limit)
        .toArray();
      return documents.map((document) =>
        proofSheetDocument.fromDocument({ ...document, lines: [] }),
      );
    },

    async findAsSystem(id: string): Promise<ProofSheet | null> {
      const document = await proofSheets.findOne({ _id: id });
      return document && proofSheetDocument.fromDocument(document);
    },
  };
}
