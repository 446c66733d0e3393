/** Which model files a graph names, found by their endings: loaders of every pack name them alike. */
import type { Graph } from '@/lib/domain/prompt-run';

const MODEL_FILE = /\.(safetensors|sft|ckpt|pt|pt2|pth|gguf|onnx|bin)$/i;
const NAME_MAX_LENGTH = 300;

/** Names as the graph has them, without doubles, in the order in which they stand there. */
export function listModelFiles(graph: Graph): string[] {
  const names = new Set<string>();
  for (const { inputs } of Object.values(graph)) {
    for (const value of Object.values(inputs)) {
      if (typeof value === 'string' && endingOf(value) !== null) names.add(value);
    }
  }
  return [...names];
}

/** @returns a model file's name without folder and ending; null for every other text */
export function modelNameOf(text: string): string | null {
  const ending = endingOf(text);
  if (ending === null) return null;
  const folderEnd = Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\'));
  const name = text.slice(folderEnd + 1, -ending.length);
  return name === '' ? null : name;
}

/** The length is looked at first: texts come from clients and may have megabytes. */
function endingOf(text: string): string | null {
  if (text.length > NAME_MAX_LENGTH || text.includes('\n')) return null;
  return MODEL_FILE.exec(text)?.[0] ?? null;
}
