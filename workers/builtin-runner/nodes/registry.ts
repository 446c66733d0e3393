/** All node classes of this runner, by class name. */
import type { NodeDefinition } from '../engine/node-definition';
import * as basic from './basic-images';
import * as batches from './batches';
import * as composites from './composites';
import { atelierFault } from './fault';
import * as filters from './filters';
import * as fitting from './fit-images';
import * as generators from './generators';
import * as information from './information';
import * as loading from './load-image';
import * as masks from './masks';
import * as animated from './save-animated';
import * as saving from './save-image';
import { imageStitch } from './stitch';
import * as texts from './texts';
import { atelierTimer } from './timer';
import * as transforms from './transforms';

const NODES: readonly NodeDefinition[] = [
  loading.loadImage,
  loading.loadImageMask,
  loading.loadImageOutput,
  saving.saveImage,
  saving.previewImage,
  saving.maskPreview,
  animated.saveAnimatedWebp,
  animated.saveAnimatedPng,
  basic.emptyImage,
  basic.imageInvert,
  basic.imageScale,
  basic.imageScaleBy,
  basic.imageScaleToTotalPixels,
  transforms.imageCrop,
  transforms.imageFlip,
  transforms.imageRotate,
  transforms.imagePadForOutpaint,
  fitting.imageScaleToMaxDimension,
  fitting.resizeAndPadImage,
  imageStitch,
  batches.imageBatch,
  batches.imageFromBatch,
  batches.repeatImageBatch,
  batches.rebatchImages,
  filters.imageBlend,
  filters.imageBlur,
  filters.imageSharpen,
  composites.imageCompositeMasked,
  composites.joinImageWithAlpha,
  composites.splitImageWithAlpha,
  masks.maskToImage,
  masks.imageToMask,
  masks.imageColorToMask,
  masks.solidMask,
  masks.invertMask,
  masks.cropMask,
  masks.thresholdMask,
  masks.maskComposite,
  masks.featherMask,
  masks.growMask,
  ...texts.primitives,
  texts.stringConcatenate,
  texts.stringReplace,
  texts.caseConverter,
  texts.stringLength,
  texts.stringSubstring,
  texts.stringTrim,
  texts.stringContains,
  texts.stringCompare,
  information.getImageSize,
  information.previewAny,
  generators.atelierGradient,
  generators.atelierNoise,
  generators.atelierTextImage,
  atelierTimer,
];

/** @param withFaults whether nodes that fail on purpose are offered */
export function createNodeRegistry(withFaults: boolean): ReadonlyMap<string, NodeDefinition> {
  const offered = withFaults ? [...NODES, atelierFault] : NODES;
  return new Map(offered.map((node) => [node.name, node]));
}
