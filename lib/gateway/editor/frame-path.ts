/**
 * The editor in an iframe has a page of its own below the studio, and takes that page's path for the
 * base of everything. So what it asks for below its page is what lies below the studio.
 */
import { EDITOR_FRAME_PATH } from '@/lib/domain/editor-manifest';

import { STUDIO_BASE } from '../paths';

const FRAME = `${STUDIO_BASE}/${EDITOR_FRAME_PATH}`;

/** @param target a request target, as sent @returns the same, or its twin below the studio */
export function unframed(target: string): string {
  if (!target.startsWith(FRAME)) return target;
  const rest = target.slice(FRAME.length);
  return rest === '' || rest.startsWith('?') ? target : `${STUDIO_BASE}/${rest}`;
}
