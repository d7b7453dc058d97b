import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { initialsPath } from '#domain/avatar.ts';

const initials = (display_name: string | null, username = 'ada') => {
  const path = initialsPath({ id: 'x:1', username, display_name });
  return decodeURIComponent(/^\/avatars\/initials\/(.+)-\d{1,3}\.svg$/.exec(path)?.[1] ?? path);
};

describe('the path of a generated picture', () => {
  it('names the first and the last word', () => {
    assert.equal(initials('Augusta Ada King Lovelace'), 'AL');
    assert.equal(initials('ada'), 'A');
    assert.equal(initials(null, 'ada_of.lovelace'), 'AL');
  });

  it('keeps letters whole in any script', () => {
    assert.equal(initials('李 小龙'), '李小');
    assert.equal(initials('e\u0301mile zola'), 'ÉZ');
    assert.equal(initials('निशा'), 'नि');
    assert.equal(initials('ßa'), 'ß');
  });

  it('passes over signs and pictures', () => {
    assert.equal(initials('🚀 Rocket "Girl" <svg>'), 'RS');
    assert.equal(initials('\ud800 lone'), 'L');
  });

  it('falls back to the username, then to the platform', () => {
    assert.equal(initials('✨✨', 'ada'), 'A');
    assert.equal(initials('✨✨', '___'), 'X');
  });

  it('has a hue that follows from the id', () => {
    const path = (id: string) => initialsPath({ id, username: 'a', display_name: null });
    assert.equal(path('x:1'), path('x:1'));
    assert.notEqual(path('x:1'), path('x:2'));
    for (let i = 0; i < 500; i++) assert.ok(Number(/-(\d+)\.svg$/.exec(path(`x:${i}`))?.[1]) < 360);
  });
});
