/**
 * Large files that the editor itself uploads go in parts, too: nodes that load files post them as one
 * form, which has a limit, shows no progress, and begins anew when the connection fails.
 */
import type { SendFailure } from '@/components/uploads/send-failure';
import type { SentFile } from '@/components/uploads/send-file';
import { mediaTypeOf } from '@/lib/domain/generation';
import { PART_BYTES } from '@/lib/domain/incoming-upload';

import { editorApi } from './editor-app';

/** @returns null when somebody cancelled it */
type Bring = (file: File, subfolder: string) => Promise<SentFile | SendFailure | null>;

export function catchUploads(bring: Bring): void {
  const api = editorApi();
  const plain = api.fetchApi.bind(api);
  api.fetchApi = async (path, init) => {
    const large = path === '/upload/image' ? largeFileOf(init?.body) : null;
    if (large === null) return plain(path, init);
    const end = await bring(large.file, large.subfolder);
    if (end === null || end instanceof Error) {
      return new Response(null, { status: 400, statusText: reasonOf(end) });
    }
    return Response.json(end);
  };
}

/** @returns null for what goes its usual way: small files, other places than inputs, names to overwrite */
function largeFileOf(body: BodyInit | null | undefined): { file: File; subfolder: string } | null {
  if (!(body instanceof FormData)) return null;
  const file = body.get('image');
  if (!(file instanceof File) || file.size <= PART_BYTES) return null;
  const valueOf = (name: string): string => {
    const value = body.get(name);
    return typeof value === 'string' ? value : '';
  };
  const isInput = ['', 'input'].includes(valueOf('type'));
  if (!isInput || valueOf('overwrite') !== '' || mediaTypeOf(file.name) === 'other') return null;
  return { file, subfolder: valueOf('subfolder') };
}

/** The editor shows it; a status line holds Latin letters only. */
function reasonOf(failure: SendFailure | null): string {
  if (failure === null) return 'cancelled';
  return /^[\x20-\x7e]+$/.test(failure.message) ? failure.message : failure.code;
}
