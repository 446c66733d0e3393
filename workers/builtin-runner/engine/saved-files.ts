/** Whether the files that a result speaks of are still where it says. */
import { findFile, isFolderType, type TenantFolders } from '../files/tenant-folders';
import type { NodeUi } from './node-definition';

interface SavedFile {
  readonly filename: string;
  readonly subfolder: string;
  readonly type: string;
}

function isSavedFile(item: unknown): item is SavedFile {
  return (
    typeof item === 'object' &&
    item !== null &&
    'filename' in item &&
    typeof item.filename === 'string' &&
    'subfolder' in item &&
    typeof item.subfolder === 'string' &&
    'type' in item &&
    typeof item.type === 'string'
  );
}

/** True for results without files. A result whose file was taken away has to be made again. */
export async function filesAreThere(ui: NodeUi | null, folders: TenantFolders): Promise<boolean> {
  for (const item of Object.values(ui ?? {}).flat()) {
    if (!isSavedFile(item) || !isFolderType(item.type)) continue;
    const name = item.subfolder === '' ? item.filename : `${item.subfolder}/${item.filename}`;
    if ((await findFile(folders[item.type], name)) === null) return false;
  }
  return true;
}
