/** JSON as Python writes it: with bare `NaN` and `Infinity`, which JSON.parse refuses. */

const TEXT_OR_NON_FINITE = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** Non-finite numbers become null. @throws SyntaxError when it is no JSON even so */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(
      text.replace(TEXT_OR_NON_FINITE, (match) => (match.startsWith('"') ? match : 'null')),
    );
  }
}
