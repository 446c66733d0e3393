/**
 * What slots with unlike nodes offer together: every class that one of them has. Where they describe a
 * class differently, the first description stands, with the choices (models, for the most part) that only
 * others list added to its lists.
 */
import { choicesOf, type InputSpec, type NodeDefinition, type ObjectInfo } from './object-info';

type Section = Readonly<Record<string, InputSpec>>;

/** @param infos in an order that does not change from call to call: the answer depends on it */
export function mergeObjectInfo(infos: readonly ObjectInfo[]): ObjectInfo {
  const [first = {}, ...others] = infos;
  if (others.length === 0) return first;
  const merged: Record<string, NodeDefinition> = { ...first };
  for (const info of others) {
    for (const [name, definition] of Object.entries(info)) {
      const known = Object.hasOwn(merged, name) ? merged[name] : undefined;
      merged[name] = known === undefined ? definition : withChoicesOf(known, definition);
    }
  }
  return merged;
}

function withChoicesOf(definition: NodeDefinition, other: NodeDefinition): NodeDefinition {
  // Node packs describe themselves as they like.
  const [own, more] = [definition.input, other.input] as (NodeDefinition['input'] | undefined)[];
  if (own === undefined || more === undefined) return definition;
  const required = sectionWithChoices(own.required, more.required);
  const optional = sectionWithChoices(own.optional, more.optional);
  if (required === own.required && optional === own.optional) return definition;
  const input = { ...own, ...(required && { required }), ...(optional && { optional }) };
  return { ...definition, input };
}

/** @returns the section itself when nothing is added */
function sectionWithChoices(
  own: Section | undefined,
  other: Section | undefined,
): Section | undefined {
  if (own === undefined || other === undefined) return own;
  const longer = Object.entries(own).flatMap(([name, spec]) => {
    const more = Object.hasOwn(other, name) ? other[name] : undefined;
    const added = more === undefined ? null : specWithChoices(spec, more);
    return added === null ? [] : [[name, added] as const];
  });
  return longer.length === 0 ? own : { ...own, ...Object.fromEntries(longer) };
}

/** @returns null when nothing is added */
function specWithChoices(spec: InputSpec, other: InputSpec): InputSpec | null {
  if (!Array.isArray(spec) || !Array.isArray(other)) return null;
  const [type, options = {}] = spec as InputSpec;
  const [otherType, otherOptions = {}] = other as InputSpec;
  const [own, more] = [choicesOf(type, options), choicesOf(otherType, otherOptions)];
  if (own === null || more === null) return null;
  const known = new Set(own);
  const added = more.filter((choice) => !known.has(choice));
  if (added.length === 0) return null;
  const choices = [...own, ...added];
  return typeof type === 'string' ? [type, { ...options, options: choices }] : [choices, options];
}
