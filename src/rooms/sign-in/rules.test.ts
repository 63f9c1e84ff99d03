import { describe, expect, test } from 'vitest';
import {
  formTarget,
  isCodeChallenge,
  isCodeVerifier,
  redirectAllowed,
  redirectUriFault,
  secondsLeft,
  secondsRefused,
  withParameters,
} from './rules.ts';

describe('failed sign-ins', () => {
  test('two are free, then the wait doubles, and from the tenth on it is 15 minutes', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 500].map(secondsRefused);
    expect(waits).toEqual([0, 0, 2, 4, 8, 16, 32, 64, 128, 900, 900, 900]);
  });

  test('what is left of a wait is whole seconds, never less than the truth', () => {
    expect([secondsLeft(10_000, 10_000), secondsLeft(10_000, 8_999), secondsLeft(10_000, 20_000)]).toEqual([0, 2, 0]);
  });
});

describe('where a sign-in may return to', () => {
  test.each([
    [['https://a.example/cb'], 'https://a.example/cb', true],
    [['https://a.example/cb'], 'https://a.example/cb/', false],
    [['https://a.example/cb'], 'https://a.example/cb?x=1', false],
    [['https://a.example/cb'], 'https://A.example/cb', false],
    [['https://a.example/cb'], 'http://127.0.0.1/cb', false],
    [['com.example.app:/cb'], 'com.example.app:/cb', true],
    [[], 'http://127.0.0.1:50123/cb', true],
    [[], 'http://localhost/any/path?x=1', true],
    [[], 'http://[::1]:8080/', true],
    [[], 'https://127.0.0.1/cb', false],
    [[], 'http://127.0.0.1.evil.example/', false],
    [[], 'http://localhost.evil.example/', false],
    [[], 'http://127.0.0.1@evil.example/', false],
    [[], 'http://evil.example#http://127.0.0.1/', false],
    [[], 'http://user:pass@127.0.0.1/', false],
    [[], 'http://127.0.0.1/#fragment', false],
    [[], 'http://127.0.0.1/#', false],
    [[], 'http://127.0.0.2/', false],
    [[], 'javascript:alert(1)', false],
    [[], '//127.0.0.1/', false],
    [[], 'nonsense', false],
  ])('registered %j, asked %s: %s', (registered, uri, allowed) => {
    expect(redirectAllowed(registered, uri)).toBe(allowed);
  });

  test.each([
    ['https://a.example/cb', undefined],
    ['com.example.app:/cb', undefined],
    ['http://localhost:3000/cb', undefined],
    ['http://a.example/cb', 'must be https, unless it is a loopback address'],
    ['https://a.example/#x', 'must not have a fragment (#)'],
    ['https://me:secret@a.example/', 'must not have a user name or password'],
    ['javascript:alert(1)', 'must not be a javascript: address'],
    ['/cb', 'is not an absolute address'],
  ])('registering %s: %s', (uri, fault) => {
    expect(redirectUriFault(uri)).toBe(fault);
  });

  test.each([
    ['https://a.example:8443/cb?x=1', 'https://a.example:8443'],
    ['http://127.0.0.1:5000/cb', 'http://127.0.0.1:5000'],
    ['http://[::1]:5000/cb', 'http:'],
    ['com.example.app:/cb', 'com.example.app:'],
  ])('the form of %s may lead to %s', (uri, target) => {
    expect(formTarget(uri)).toBe(target);
  });

  test('parameters are added to those that the address has', () => {
    const uri = withParameters('https://a.example/cb?x=1', { code: 'a b&c', state: undefined });
    expect(uri).toBe('https://a.example/cb?x=1&code=a+b%26c');
  });
});

test('a PKCE verifier has 43 to 128 unreserved characters, a challenge 43', () => {
  expect(
    ['x'.repeat(42), 'x'.repeat(43), 'x'.repeat(128), 'x'.repeat(129), `${'x'.repeat(43)}+`].map(isCodeVerifier),
  ).toEqual([false, true, true, false, false]);
  expect(['x'.repeat(43), 'x'.repeat(44), `${'x'.repeat(42)}~`].map(isCodeChallenge)).toEqual([true, false, false]);
});
