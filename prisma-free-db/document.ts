/**
 * Between domain values and documents. A document has the domain value's fields in snake case and
 * `_id` for `id`; nested values are kept as they are. Both ways are validated, so a document that an
 * older version or a hand wrote wrongly is found where it is read, not where it hurts.
 */
import type { Document } from 'mongodb';
import type { z } from 'zod';

/** Domain values with a text id, and the documents that hold them. */
export interface DocumentMapper<Value> {
  toDocument(value: Value): Document & { _id: string };
  /** @throws when the document does not hold a valid value */
  fromDocument(document: Document): Value;
  /** Field names and values of a partial change, for `$set`. */
  toFields(change: Partial<Value>): Document;
}

const snake = remembered((name) =>
  name === 'id' ? '_id' : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
);
const camel = remembered((name) =>
  name === '_id' ? 'id' : name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
);

/** Names of fields are few, and lists have each of them many times. */
const NAMES_MAX = 10_000;

function remembered(rename: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const renamed = rename(name);
    if (known.size < NAMES_MAX) known.set(name, renamed);
    return renamed;
  };
}

function renameKeys(value: object, rename: (name: string) => string): Document {
  const renamed: Document = {};
  for (const [name, inner] of Object.entries(value)) renamed[rename(name)] = inner as unknown;
  return renamed;
}

export function documentMapper<Value extends { readonly id: string }>(
  name: string,
  schema: z.ZodType<Value>,
): DocumentMapper<Value> {
  function validated(value: unknown): Value {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join('.')}: ${issue.message}`,
    );
    throw new Error(`not a valid ${name}: ${problems.join('; ')}`);
  }
  return {
    toDocument: (value) => renameKeys(validated(value), snake) as Document & { _id: string },
    fromDocument: (document) => validated(renameKeys(document, camel)),
    toFields: (change) => renameKeys(change, snake),
  };
}
