/** Which kinds of devices a pool could lend: those of its slots that are online and not disabled. */
import { DEVICE_KINDS, type DeviceKind } from '@/lib/domain/device';
import { isOnline } from '@/lib/domain/slot';
import type { SlotRepository } from '@/prisma-free-db/repositories/slots';

export async function listKinds(
  slots: Pick<SlotRepository, 'listAsSystem'>,
  pool: string,
  now: Date,
): Promise<DeviceKind[]> {
  const usable = (await slots.listAsSystem(pool)).filter(
    (slot) => isOnline(slot, now) && slot.state !== 'disabled',
  );
  return DEVICE_KINDS.filter((kind) => usable.some((slot) => slot.device.kind === kind));
}
