import type { UserId } from '@/lib/kernel/ids';
import type { UploadRepository } from '@/prisma-free-db/repositories/uploads';

/** So many of the newest files are listed; older ones still work by name. */
const LISTED_MAX = 2_000;

/** Names of the user's input files at the top level, newest first. */
export async function listInputFiles(
  { uploads }: { readonly uploads: Pick<UploadRepository, 'list'> },
  userId: UserId,
): Promise<string[]> {
  const all = await uploads.list(userId, 'input', LISTED_MAX);
  return all.filter(({ subfolder }) => subfolder === '').map(({ name }) => name);
}
