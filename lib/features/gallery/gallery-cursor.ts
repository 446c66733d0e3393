/** A place in a list as clients pass it back: opaque to them, the last item's time and id to us. */
import type { Generation } from '@/lib/domain/generation';
import type { GalleryPosition } from '@/lib/domain/gallery-filter';
import { AppError } from '@/lib/kernel/errors';

const FORM = /^(\d{1,15})\.([0-9a-f]{32})$/;

export function cursorOf({ createdAt, id }: Generation): string {
  return Buffer.from(`${createdAt.getTime()}.${id}`).toString('base64url');
}

/** @param cursor empty: the list's beginning. @throws AppError `invalid_input` */
export function positionOf(cursor: string): GalleryPosition | null {
  if (cursor === '') return null;
  const match = FORM.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  const [, time = '', id = ''] = match ?? [];
  if (match === null) {
    throw new AppError(
      'invalid_input',
      'query.cursor: want `next` of an earlier answer, or nothing',
      { reason: 'list_moved' },
    );
  }
  return { createdAt: new Date(Number(time)), id };
}
