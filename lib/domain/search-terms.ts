/**
 * How texts are cut into terms, for what is stored and for what is asked: lower case, without accents,
 * one term a word. Scripts without spaces give each sign and each pair of neighbours. Databases find a
 * term, or its beginning, by an index; a search inside texts would have to read them all.
 */
const WORDS = /[\p{L}\p{N}]+/gu;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+/gu;
const ENDS_IN_WORD = /[\p{L}\p{N}]$/u;
const TERM_MAX_LENGTH = 40;
/** A prompt's first words say what it is about; its index must not be larger than itself. */
const STORED_MAX = 160;
const ASKED_MAX = 12;

/** Terms of a generation. @param texts such as its prompt and file name */
export function termsOf(...texts: readonly string[]): string[] {
  const terms = new Set<string>();
  for (const text of texts) {
    for (const word of wordsOf(text)) {
      for (const run of word.match(UNSPACED) ?? []) {
        const signs = Array.from(run);
        signs.forEach((sign, index) => {
          terms.add(sign);
          const next = signs[index + 1];
          if (next !== undefined) terms.add(sign + next);
        });
      }
      const spaced = spacedPart(word);
      if (spaced !== '') terms.add(spaced);
    }
  }
  return [...terms].slice(0, STORED_MAX);
}

export interface AskedTerms {
  /** All of these have to be there. */
  readonly whole: readonly string[];
  /** The word that is still being typed: some term has to begin with it. */
  readonly begun: string | null;
}

/** What a person typed. A last word without a space behind it may still go on. */
export function askedTermsOf(typed: string): AskedTerms {
  const words = wordsOf(typed);
  const last = words.at(-1);
  const isOpen = last !== undefined && ENDS_IN_WORD.test(typed) && !hasUnspaced(last);
  const whole = new Set<string>();
  for (const word of isOpen ? words.slice(0, -1) : words) {
    for (const run of word.match(UNSPACED) ?? []) {
      const signs = Array.from(run);
      if (signs.length === 1) whole.add(run);
      for (let index = 0; index + 1 < signs.length; index += 1) {
        whole.add(`${signs[index] ?? ''}${signs[index + 1] ?? ''}`);
      }
    }
    const spaced = spacedPart(word);
    if (spaced !== '') whole.add(spaced);
  }
  return { whole: [...whole].slice(0, ASKED_MAX), begun: isOpen ? spacedPart(last) : null };
}

const spacedPart = (word: string): string => word.replace(UNSPACED, '').slice(0, TERM_MAX_LENGTH);
const hasUnspaced = (word: string): boolean => word.replace(UNSPACED, '') !== word;

function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase();
  return [...plain.matchAll(WORDS)].map(([word]) => word);
}
