/** `messagehtml` is written by an admin and shown to the public: a few kinds of marking are let through, written anew
 * by us, and everything else is text. Nothing of what came in is copied as markup. */

const allowed = new Set(['p', 'br', 'b', 'strong', 'i', 'em', 'u', 'ul', 'ol', 'li', 'blockquote', 'a']);
/** Their text is no text. */
const silent = new Set(['script', 'style', 'title', 'template', 'iframe', 'noscript', 'textarea', 'svg', 'math']);
/** Marking from other places, as what it looks like: headings of a message are not headings of the page. */
const instead: Record<string, string> = {
  div: 'p',
  h1: 'p',
  h2: 'p',
  h3: 'p',
  h4: 'p',
  h5: 'p',
  h6: 'p',
};
const mostCharacters = 20_000;

/** HTML that is safe to show, of HTML that may be anything.
 * @example
 * safeMessage('<p onclick="x()">Hi <b>you<script>alert(1)</script>') // => '<p>Hi <b>you</b></p>'
 */
export function safeMessage(source: string): string {
  const text = source.slice(0, mostCharacters).replace(/<!--[\s\S]*?(-->|$)/g, '');
  const open: string[] = [];
  let safe = '';
  let skipped: string | undefined;
  for (const [piece] of text.matchAll(/<\/?[a-z][^>]*>|[^<]+|</gi)) {
    const tag = /^<(\/?)([a-z][a-z0-9]*)([^>]*)>$/i.exec(piece);
    const name = tag?.[2]?.toLowerCase() ?? '';
    if (skipped !== undefined) {
      if (tag?.[1] && name === skipped) skipped = undefined;
    } else if (!tag) safe += escaped(decoded(piece));
    else if (silent.has(name)) skipped = tag[1] ? undefined : name;
    else safe += tag[1] ? closing(instead[name] ?? name, open) : opening(instead[name] ?? name, tag[3] ?? '', open);
  }
  return (
    safe +
    open
      .reverse()
      .map((name) => `</${name}>`)
      .join('')
  );
}

/** The same as plain text, for a calendar. */
export function messageText(source: string): string {
  return decoded(
    safeMessage(source)
      .replace(/<(br|\/p|\/li|\/blockquote)>/g, '\n')
      .replace(/<[^>]*>/g, ''),
  )
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ *\n[ \n]*/g, '\n')
    .trim();
}

function opening(name: string, attributes: string, open: string[]): string {
  if (!allowed.has(name) || open.length > 30) return '';
  if (name === 'br') return '<br>';
  // A paragraph in a paragraph would be closed by the browser, and its end be one too many.
  const before = name === 'p' ? closing('p', open) : '';
  open.push(name);
  return name === 'a' ? `${before}<a${reference(attributes)}>` : `${before}<${name}>`;
}

function closing(name: string, open: string[]): string {
  const place = open.lastIndexOf(name);
  if (place < 0) return '';
  return open
    .splice(place)
    .reverse()
    .map((one) => `</${one}>`)
    .join('');
}

/** Links lead to pages, letters and telephones; nowhere that a script could be. */
function reference(attributes: string): string {
  const [, double, single, bare] = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attributes) ?? [];
  const address = decoded(double ?? single ?? bare ?? '').trim();
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(address) || !URL.canParse(address)) return '';
  return ` href="${escaped(address)}" rel="noopener nofollow"`;
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,6}));/gi, (all, decimal, hexadecimal, name) => {
    if (name) return named[name.toLowerCase()] ?? all;
    const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return code >= 32 && code < 0xd800 ? String.fromCharCode(code) : ' ';
  });
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
