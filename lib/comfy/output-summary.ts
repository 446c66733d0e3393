/**
 * What the jobs API says about a run's outputs: how many there are, how many can be shown, and
 * which one stands for the run. Saved pictures, sounds and models come before temporary ones, any of
 * these before saved texts, and a bare text only stands where there is nothing else.
 */
import type { RunOutputs } from '@/lib/domain/prompt-run';

export interface OutputSummary {
  readonly count: number;
  readonly previewableCount: number;
  /** Has `nodeId` and `mediaType`; null when nothing can be shown. */
  readonly preview: Readonly<Record<string, unknown>> | null;
}

type Item = Readonly<Record<string, unknown>>;

const SHOWN_KINDS = new Set(['images', 'video', 'audio', '3d', 'text']);
const MODEL_FILE = /\.(obj|fbx|gltf|glb|usdz)$/i;
const TEXT_FILE = /\.(txt|md|json)$/i;
const FILE_TYPES = new Set<unknown>(['input', 'output', 'temp', undefined]);
const TEXT_PREVIEW_LENGTH = 1_024;

const isObject = (value: unknown): value is Item =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A 3D file comes as a bare name; null for everything that is not a file. */
function fileItem(item: unknown): Item | null {
  if (isObject(item)) return item;
  if (typeof item !== 'string' || !MODEL_FILE.test(item)) return null;
  return { filename: item, type: 'output', subfolder: '', mediaType: '3d' };
}

export function summariseOutputs(outputs: RunOutputs): OutputSummary {
  let count = 0;
  let previewableCount = 0;
  let best: { rank: number; preview: Item } | null = null;
  for (const { nodeId, kind, item } of listItems(outputs)) {
    const file = fileItem(item);
    if (file !== null) count += 1;
    if (file !== null && isPreviewable(kind, file)) previewableCount += 1;
    const rank = rankOf(kind, file);
    if (rank === null || (best !== null && best.rank <= rank)) continue;
    best = { rank, preview: { mediaType: kind, ...(file ?? textPreview(item)), nodeId } };
  }
  return { count, previewableCount, preview: best?.preview ?? null };
}

/** Outputs for the details of a job: no nulls, and bare names of 3D files as files. */
export function normaliseOutputs(outputs: RunOutputs): RunOutputs {
  const listed = (kind: string, items: unknown[]): unknown[] =>
    kind === 'animated'
      ? items
      : items
          .filter((item) => item !== null)
          .map((item) => (typeof item === 'string' ? (fileItem(item) ?? item) : item));
  return Object.fromEntries(
    Object.entries(outputs).map(([nodeId, output]) => [
      nodeId,
      Object.fromEntries(
        Object.entries(output).map(([kind, items]) => [
          kind,
          Array.isArray(items) ? listed(kind, items) : items,
        ]),
      ),
    ]),
  );
}

function* listItems(
  outputs: RunOutputs,
): Generator<{ nodeId: string; kind: string; item: unknown }> {
  for (const [nodeId, output] of Object.entries(outputs)) {
    for (const [kind, items] of Object.entries(output)) {
      // `animated` is a flag of the others, not an output.
      if (kind === 'animated' || !Array.isArray(items)) continue;
      for (const item of items) yield { nodeId, kind, item };
    }
  }
}

/** Smaller is better; null: not to be shown. The editor accepts only the three known types. */
function rankOf(kind: string, file: Item | null): number | null {
  if (file === null) return kind === 'text' ? 3 : null;
  if (!isPreviewable(kind, file)) return null;
  if (!FILE_TYPES.has(file['type'])) return null;
  if (kind === 'text' || TEXT_FILE.test(nameOf(file))) return 2;
  return file['type'] === 'output' ? 0 : 1;
}

function isPreviewable(kind: string, file: Item): boolean {
  const format = typeof file['format'] === 'string' ? file['format'] : '';
  return (
    SHOWN_KINDS.has(kind) ||
    /^(video|audio)\//.test(format) ||
    MODEL_FILE.test(nameOf(file)) ||
    TEXT_FILE.test(nameOf(file))
  );
}

function nameOf(file: Item): string {
  return typeof file['filename'] === 'string' ? file['filename'] : '';
}

function textPreview(item: unknown): Item {
  const text = typeof item === 'string' ? item : JSON.stringify(item);
  return text.length <= TEXT_PREVIEW_LENGTH
    ? { content: text }
    : { content: text.slice(0, TEXT_PREVIEW_LENGTH), truncated: true };
}
