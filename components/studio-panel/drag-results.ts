/** A file of the user's becomes an input of the graph: in a node that is there, or in a new one that loads it. */
import type { MediaType } from '@/lib/domain/generation';

import { createNode, editorApp, type CanvasNode, type CanvasPoint } from './editor-app';

/** A result, or a file that was uploaded. */
export interface GraphFile {
  readonly filename: string;
  readonly subfolder: string;
  readonly mediaType: MediaType;
  readonly type: 'output' | 'input';
}

/** The editor's own format for dragged files: nodes that load files understand it. */
const ASSET_TYPE = 'application/x-comfy-asset-info';
/** Ours beside it, by which drops of ours are told from all others. */
export const RESULT_TYPE = 'application/x-atelier-result';

const LOADERS: Partial<Record<MediaType, string>> = {
  image: 'LoadImage',
  video: 'LoadVideo',
  audio: 'LoadAudio',
};

/** Puts a file into what is dragged. */
export function describeDrag(data: DataTransfer, file: GraphFile): void {
  const { filename, subfolder, mediaType, type } = file;
  data.effectAllowed = 'copy';
  data.setData(RESULT_TYPE, JSON.stringify({ mediaType }));
  data.setData(ASSET_TYPE, JSON.stringify({ filename, subfolder, type }));
}

/** Whether a node for it is among those that the runner has. */
export const isLoadable = ({ mediaType }: Pick<GraphFile, 'mediaType'>): boolean =>
  LOADERS[mediaType] !== undefined;

/**
 * What is dragged goes into the node under the pointer, or into a new one there.
 * @returns false when the runner has no node for it
 */
export function dropOnCanvas(event: DragEvent): boolean {
  const { canvas } = editorApp();
  const [x, y] = canvas.convertEventToCanvasOffset(event);
  const under = canvas.graph?.getNodeOnPos(x, y);
  if (under?.onDragDrop !== undefined) {
    void under.onDragDrop(event);
    return true;
  }
  const { mediaType } = JSON.parse(event.dataTransfer?.getData(RESULT_TYPE) ?? '{}') as {
    mediaType?: MediaType;
  };
  return addLoader(mediaType, [x, y], event);
}

/** In a new node in the middle of what is seen. @returns false when the runner has no node for it */
export function addAsInput(file: GraphFile): boolean {
  const { canvas } = editorApp();
  const { left, top, width, height } = canvas.canvas.getBoundingClientRect();
  const centre = { clientX: left + width / 2, clientY: top + height / 2 };
  const dataTransfer = new DataTransfer();
  describeDrag(dataTransfer, file);
  const event = new DragEvent('drop', { ...centre, dataTransfer });
  return addLoader(file.mediaType, canvas.convertEventToCanvasOffset(event), event);
}

function addLoader(mediaType: MediaType | undefined, at: CanvasPoint, event: DragEvent): boolean {
  const type = mediaType === undefined ? undefined : LOADERS[mediaType];
  const node: CanvasNode | null = type === undefined ? null : createNode(type);
  const { canvas } = editorApp();
  if (node === null || canvas.graph === null) return false;
  canvas.emitBeforeChange?.();
  node.pos = [at[0] - node.size[0] / 2, at[1]];
  canvas.graph.add(node);
  void node.onDragDrop?.(event);
  canvas.emitAfterChange?.();
  return true;
}

/**
 * Takes drops of such files before the editor does: on the empty canvas it would open the picture's
 * graph instead.
 * @param refused is told when the runner has no node for what was dropped
 */
export function catchDrops(refused: () => void): void {
  const isOurs = (event: DragEvent): boolean =>
    event.dataTransfer?.types.includes(RESULT_TYPE) === true && isOverCanvas(event);
  document.addEventListener(
    'dragover',
    (event) => {
      if (!isOurs(event)) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    },
    true,
  );
  document.addEventListener(
    'drop',
    (event) => {
      if (!isOurs(event)) return;
      event.preventDefault();
      event.stopPropagation();
      if (!dropOnCanvas(event)) refused();
    },
    true,
  );
}

function isOverCanvas({ target, clientX, clientY }: DragEvent): boolean {
  if (target instanceof Element && target.closest('.atelier-panel, .side-tool-bar-container')) {
    return false;
  }
  const { left, right, top, bottom } = editorApp().canvas.canvas.getBoundingClientRect();
  return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
}
