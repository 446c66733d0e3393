/** Which model files a graph names, found by their endings: loaders of every pack name them alike. */
import type { Graph } from '@/lib/domain/prompt-run';

const MODEL_FILE = /\.(safetensors|sft|ckpt|pt|pt2|pth|gguf|onnx|bin)$/i;
const NAME_MAX_LENGTH = 300;

/** Names as the graph has them, without doubles, in the order in which they stand there. */
export function listModelFiles(graph: Graph): string[] {
  const names = new Set<string>();
  for (const { inputs } of Object.values(graph)) {
    for (const value of Object.values(inputs)) {
      if (typeof value !== 'string' || value.length > NAME_MAX_LENGTH) continue;
      if (MODEL_FILE.test(value) && !value.includes('\n')) names.add(value);
    }
  }
  return [...names];
}
