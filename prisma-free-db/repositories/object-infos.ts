/** Node definitions as runners report them, stored once per content. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';

import type { Collections } from '../collections';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

export type ObjectInfoRepository = ReturnType<typeof objectInfoRepository>;

export function objectInfoRepository({
  objectInfos,
  poolNodes,
}: Pick<Collections, 'objectInfos' | 'poolNodes'>) {
  return {
    /** @returns the content's hash, by which it is found again */
    async putAsSystem(objectInfo: Record<string, unknown>): Promise<string> {
      const json = JSON.stringify(objectInfo);
      const hash = createHash('sha256').update(json).digest('hex');
      const content = await compress(json, QUALITY);
      await objectInfos.updateOne(
        { _id: hash },
        { $setOnInsert: { content, created_at: new Date() } },
        { upsert: true },
      );
      return hash;
    },

    async findAsSystem(hash: string): Promise<Record<string, unknown> | null> {
      const document = await objectInfos.findOne({ _id: hash }, { promoteBuffers: true });
      if (document === null) return null;
      return JSON.parse((await decompress(document.content)).toString()) as Record<string, unknown>;
    },

    /** Keeps which definitions the pool offers now. */
    async rememberPoolAsSystem(pool: string, hashes: readonly string[]): Promise<void> {
      const fields = { hashes: [...hashes], updated_at: new Date() };
      await poolNodes.updateOne({ _id: pool }, { $set: fields }, { upsert: true });
    },

    /** For pools that never come again. */
    async forgetPoolAsSystem(pool: string): Promise<void> {
      await poolNodes.deleteOne({ _id: pool });
    },

    /** @returns the hashes that were remembered last; empty for a pool that never had a slot */
    async recallPoolAsSystem(pool: string): Promise<string[]> {
      return (await poolNodes.findOne({ _id: pool }))?.hashes ?? [];
    },
  };
}
