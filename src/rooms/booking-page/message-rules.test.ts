import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../test/support/long.ts';
import { messageText, safeMessage } from './message-rules.ts';

test.each([
  ['Bring your <b>laptop</b>', 'Bring your <b>laptop</b>'],
  ['<p onclick="x()">Hi <b>you<script>alert(1)</script>', '<p>Hi <b>you</b></p>'],
  ['<div>one</div><h1>two</h1>', '<p>one</p><p>two</p>'],
  ['<ul><li>a<li>b</ul>', '<ul><li>a<li>b</li></li></ul>'],
  [
    '<a href="https://x.example/?a=1&amp;b=2">x</a>',
    '<a href="https://x.example/?a=1&#38;b=2" rel="noopener nofollow">x</a>',
  ],
  ['<a href="javascript:alert(1)">x</a>', '<a>x</a>'],
  ['<a href=" java&#115;cript:alert(1)">x</a>', '<a>x</a>'],
  ['<a href=\'tel:+49 30 1\' style="x">x</a>', '<a href="tel:+49 30 1" rel="noopener nofollow">x</a>'],
  ['<img src=x onerror=alert(1)>', ''],
  ['<svg><script>alert(1)</script></svg>x', 'x'],
  ['<!-- <b> -->x<!-- ', 'x'],
  ['1 < 2 & <3', '1 &#60; 2 &#38; &#60;3'],
  ['&lt;script&gt;', '&#60;script&#62;'],
  ['</p></main><p>x', '<p>x</p>'],
  ['<p>a<p>b</p></p>', '<p>a</p><p>b</p>'],
  ['a<br/>b', 'a<br>b'],
  ['<scr<script></script>ipt>alert(1)', 'ipt&#62;alert(1)'],
])('%s', (source, safe) => {
  expect(safeMessage(source)).toBe(safe);
});

test('whatever comes in, nothing goes out but the marking that is let through, each closed where it was opened', () => {
  const pieces = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '=',
    '&',
    '#',
    ';',
    ' ',
    '/',
    '<p>',
    '</p>',
    '<b',
    '<a href="',
    'javascript:',
    '<script>',
    '</script>',
    'onload=x',
    '<!--',
    '-->',
    '<svg',
    '<li>',
    '</ul>',
    'text',
    '&#60;',
    '&lt;',
    '\0',
    'https://x.example',
  );
  const letThrough =
    /^(?:[^<>"]|<\/?(?:p|b|strong|i|em|u|ul|ol|li|blockquote|a)>|<br>|<a href="(?:https?:|mailto:|tel:)[^<>"]*" rel="noopener nofollow">)*$/;
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const safe = safeMessage(parts.join(''));
      expect(safe).toMatch(letThrough);
      const open: string[] = [];
      for (const [, end, name] of safe.matchAll(/<(\/?)(\w+)/g)) {
        if (end) expect(open.pop()).toBe(name);
        else if (name !== 'br') open.push(name as string);
      }
      expect(open).toEqual([]);
    }),
    runs(2_000),
  );
});

test('a calendar gets it as text', () => {
  expect(messageText('<p>Hello&nbsp;<b>you</b></p><ul><li>1 &lt; 2</li></ul>')).toBe('Hello you\n1 < 2');
});
