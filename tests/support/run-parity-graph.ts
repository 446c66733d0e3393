/** Runs one graph on a server that speaks ComfyUI's protocol, and brings back what can be compared. */
import { randomUUID } from 'node:crypto';

import sharp from 'sharp';
import { WebSocket } from 'ws';

import type { Graph } from '@/lib/domain/prompt-run';

export interface Picture {
  readonly width: number;
  /** Of all frames together. */
  readonly height: number;
  readonly channels: number;
  readonly bytes: Buffer;
}

export interface ParityResult {
  /** Message types in order, with the node where one is named. */
  readonly messages: readonly string[];
  /** By node and number: `3/0`. */
  readonly pictures: ReadonlyMap<string, Picture>;
  /** Texts that nodes show, by node. */
  readonly texts: Readonly<Record<string, unknown>>;
}

export interface Target {
  /** Without a trailing slash. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface FileItem {
  readonly filename: string;
  readonly subfolder: string;
  readonly type: string;
}

interface Message {
  readonly type: string;
  readonly data: {
    readonly node?: string | null;
    readonly nodes?: Record<string, { state: string }>;
    readonly exception_type?: string;
  };
}

/** `progress_state` is told by the last node in it and that node's state. */
function lineOf({ type, data }: Message): string {
  if (type === 'progress_state') {
    const [nodeId, node] = Object.entries(data.nodes ?? {}).at(-1) ?? [];
    return `progress_state ${nodeId ?? ''} ${node?.state ?? ''}`;
  }
  const { node, exception_type: exception } = data;
  const detail = exception ?? (node === undefined ? undefined : String(node));
  return detail === undefined ? type : `${type} ${detail}`;
}

/** Until the message after which the history is certain. */
function follow(socket: WebSocket): Promise<string[]> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data: Buffer, binary: boolean) => {
      if (binary) {
        lines.push(`binary ${data.readUInt32BE(0)}`);
        return;
      }
      const message = JSON.parse(data.toString()) as Message;
      if (message.type === 'status') return;
      lines.push(lineOf(message));
      if (message.type === 'executing' && message.data.node === null) resolve(lines);
    });
  });
}

async function fetchPicture({ url, headers }: Target, item: FileItem): Promise<Picture> {
  const query = new URLSearchParams({ ...item });
  const response = await fetch(`${url}/view?${query.toString()}`, { headers });
  const file = Buffer.from(await response.arrayBuffer());
  const { data, info } = await sharp(file, { animated: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, bytes: data };
}

export async function runParityGraph(target: Target, graph: Graph): Promise<ParityResult> {
  const clientId = randomUUID();
  const promptId = randomUUID();
  const socket = new WebSocket(`${target.url.replace('http', 'ws')}/ws?clientId=${clientId}`, {
    headers: target.headers,
  });
  const finished = follow(socket);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const response = await fetch(`${target.url}/prompt`, {
    method: 'POST',
    headers: target.headers,
    body: JSON.stringify({ prompt: graph, client_id: clientId, prompt_id: promptId }),
  });
  if (!response.ok) throw new Error(`refused: ${await response.text()}`);
  const messages = await finished;
  socket.close();
  const answer = await fetch(`${target.url}/history/${promptId}`, { headers: target.headers });
  const history = (await answer.json()) as Record<
    string,
    { outputs: Record<string, { images?: FileItem[]; text?: string[] }> }
  >;
  const pictures = new Map<string, Picture>();
  const texts: Record<string, unknown> = {};
  for (const [nodeId, output] of Object.entries(history[promptId]?.outputs ?? {})) {
    for (const [index, item] of (output.images ?? []).entries()) {
      pictures.set(`${nodeId}/${index}`, await fetchPicture(target, item));
    }
    if (output.text !== undefined) texts[nodeId] = output.text;
  }
  return { messages, pictures, texts };
}

/** Uploads a picture into the target's input folder. */
export async function uploadPicture(target: Target, name: string, bytes: Buffer): Promise<void> {
  const form = new FormData();
  form.set('image', new Blob([new Uint8Array(bytes)]), name);
  form.set('overwrite', 'true');
  const { url, headers } = target;
  const response = await fetch(`${url}/upload/image`, { method: 'POST', headers, body: form });
  if (!response.ok) throw new Error(`upload: ${response.status}`);
}
