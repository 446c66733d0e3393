/** Typed access to a node's inputs. What has the wrong type is the graph's fault: a NodeError. */
import { isRawInteger } from '@/lib/kernel/exact-json';

import type { Pixels } from '../pixels/pixels';
import { NodeError } from './errors';
import { isPixels, own, type Value } from './values';

export interface NodeInputs {
  image(name: string): Pixels;
  mask(name: string): Pixels;
  optionalImage(name: string): Pixels | null;
  optionalMask(name: string): Pixels | null;
  number(name: string): number;
  text(name: string): string;
  flag(name: string): boolean;
  /** Whatever is there; undefined when the input is not given. */
  any(name: string): Value | undefined;
  /** The items of an input of a node that takes lists. */
  list(name: string): readonly Value[];
}

function wrongType(name: string, wanted: string): NodeError {
  return new NodeError(`Input ${name} has to be ${wanted}`, 'TypeError');
}

function pixels(value: Value | undefined, name: string, kind: Pixels['kind']): Pixels {
  if (isPixels(value) && value.kind === kind) return value;
  throw wrongType(name, kind === 'image' ? 'an image' : 'a mask');
}

/** @param values one value an input; lists where the node takes lists */
export function createNodeInputs(values: Readonly<Record<string, Value>>): NodeInputs {
  const get = (name: string): Value | undefined => own(values, name);
  return {
    image: (name) => pixels(get(name), name, 'image'),
    mask: (name) => pixels(get(name), name, 'mask'),
    optionalImage: (name) => (get(name) === undefined ? null : pixels(get(name), name, 'image')),
    optionalMask: (name) => (get(name) === undefined ? null : pixels(get(name), name, 'mask')),
    number(name) {
      const value = get(name);
      if (typeof value === 'boolean') return value ? 1 : 0;
      if (isRawInteger(value)) return Number(value.rawJSON);
      if (typeof value !== 'number') throw wrongType(name, 'a number');
      return value;
    },
    text(name) {
      const value = get(name);
      if (typeof value !== 'string') throw wrongType(name, 'a text');
      return value;
    },
    flag(name) {
      const value = get(name);
      if (typeof value === 'number') return value !== 0;
      if (typeof value !== 'boolean') throw wrongType(name, 'true or false');
      return value;
    },
    any: get,
    list(name) {
      const value = get(name);
      if (!Array.isArray(value)) throw wrongType(name, 'a list');
      return value as readonly Value[];
    },
  };
}
