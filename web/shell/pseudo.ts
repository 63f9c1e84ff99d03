const accents: Record<string, string> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  A: 'Å',
  E: 'É',
  O: 'Ö',
  U: 'Û',
  n: 'ñ',
  c: 'ç',
};

/** Longer, accented, in brackets: shows texts that are cut off and texts that nobody translates. */
export function disguised(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      text.length === 1 ? text : `[${disguise(text)}${'~'.repeat(Math.ceil(text.length / 4))}]`,
    ]),
  );
}

function disguise(text: string): string {
  return text.replace(/\{\w+\}|[a-zA-Z]/g, (part) => (part.length > 1 ? part : (accents[part] ?? part)));
}
