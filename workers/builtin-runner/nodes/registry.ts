/** All node classes of this runner, by class name. */
import type { NodeDefinition } from '../engine/node-definition';
import {
  emptyImage,
  imageInvert,
  imageScale,
  imageScaleBy,
  imageScaleToTotalPixels,
} from './basic-images';
import { atelierFault } from './fault';
import { loadImage, loadImageMask, loadImageOutput } from './load-image';
import { maskPreview, previewImage, saveImage } from './save-image';
import { atelierTimer } from './timer';

const NODES: readonly NodeDefinition[] = [
  loadImage,
  loadImageMask,
  loadImageOutput,
  saveImage,
  previewImage,
  maskPreview,
  emptyImage,
  imageInvert,
  imageScale,
  imageScaleBy,
  imageScaleToTotalPixels,
  atelierTimer,
];

/** @param withFaults whether nodes that fail on purpose are offered */
export function createNodeRegistry(withFaults: boolean): ReadonlyMap<string, NodeDefinition> {
  const offered = withFaults ? [...NODES, atelierFault] : NODES;
  return new Map(offered.map((node) => [node.name, node]));
}
