/** How a runner is bound to its device: by what it may see, or by an argument. */
import type { Device } from '@/lib/domain/device';

export interface Binding {
  readonly env: Readonly<Record<string, string>>;
  /** For ComfyUI. */
  readonly args: readonly string[];
}

export function bindTo({ kind, index }: Device): Binding {
  if (kind === 'npu') return { env: { ASCEND_RT_VISIBLE_DEVICES: String(index) }, args: [] };
  if (kind === 'cuda') {
    // Without the order, CUDA counts by speed, and nvidia-smi by place.
    const env = { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: String(index) };
    return { env, args: [] };
  }
  return { env: {}, args: ['--cpu'] };
}
