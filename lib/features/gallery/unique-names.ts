/**
 * Names for files that lie side by side in one folder.
 * @param taken names that no file gets
 * @returns gives a name back as it is, or with a number when it was given before; case does not tell
 *   names apart, because on many disks it does not
 */
export function uniqueNames(taken: readonly string[] = []): (name: string) => string {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  return (name) => {
    const plain = name.replace(/[\\/\0]/g, '_').replace(/^\.+$/, '_');
    const dot = plain.lastIndexOf('.');
    const [stem, ending] = dot > 0 ? [plain.slice(0, dot), plain.slice(dot)] : [plain, ''];
    let unique = plain;
    for (let number = 2; used.has(unique.toLowerCase()); number += 1) {
      unique = `${stem} (${number})${ending}`;
    }
    used.add(unique.toLowerCase());
    return unique;
  };
}
