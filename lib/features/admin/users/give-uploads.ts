/**
 * Uploads change their owner. Their ids are derived from owner and name, so the heir gets documents of
 * the heir's own; the objects stay where they are. Each step may be repeated.
 */
import path from 'node:path';

import { FILE_TYPES, type Upload } from '@/lib/domain/upload';
import { uploadIdFor, type UserId } from '@/lib/kernel/ids';
import type { Database } from '@/prisma-free-db/client';

type GiveDeps = Pick<Database, 'uploads' | 'generations' | 'ownedThings'>;

const UPLOADS_A_STEP = 200;

export async function giveUploads(db: GiveDeps, userId: UserId, heirId: UserId): Promise<void> {
  for (const type of FILE_TYPES) {
    for (;;) {
      const some = await db.uploads.list(userId, type, UPLOADS_A_STEP);
      if (some.length === 0) break;
      for (const upload of some) await giveUpload(db, upload, heirId);
      const ids = some.map(({ id }) => id);
      await db.ownedThings.removeSome(userId, 'uploads', ids);
    }
  }
}

/** Under the first name that is free: `a.png`, `a (1).png` and so on. The same bytes are that file. */
async function giveUpload(db: GiveDeps, upload: Upload, heirId: UserId): Promise<void> {
  const { type, subfolder } = upload;
  const { name: stem, ext } = path.posix.parse(upload.name);
  for (let n = 0; ; n += 1) {
    const name = n === 0 ? upload.name : `${stem} (${n})${ext}`;
    if (type !== 'input') {
      const made = await db.generations.findByName(heirId, { type, subfolder, filename: name });
      if (made !== null) continue;
    }
    const id = uploadIdFor(heirId, type, subfolder, name);
    const holder = await db.uploads.putNew({ ...upload, id, userId: heirId, name });
    if (holder.contentHash === upload.contentHash) return;
  }
}
