import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hideContacts } from '#scraper/reading/fields/hide-contacts.ts';

test('e-mail addresses are hidden, also when they are spelled out', () => {
  const texts: [string, string][] = [
    ['Collabs: ada.l@example.org!', 'Collabs: [email]!'],
    ['ada@mail.example.co.uk', '[email]'],
    ['📩ada+shop@example.com\nbye', '📩[email]\nbye'],
    ['mailto:ada@example.com', 'mailto:[email]'],
    ['ada (at) example (dot) org', '[email]'],
    ['ada[at]example.org', '[email]'],
    ['почта@пример.рф', '[email]'],
    ['<ada@example.org>, ben@example.org', '<[email]>, [email]'],
    ['user@example.org.', '[email].'],
  ];
  for (const [text, hidden] of texts) assert.equal(hideContacts(text), hidden);
});

test('phone numbers are hidden', () => {
  const texts: [string, string][] = [
    ['Call +49 30 1234567 now', 'Call [phone] now'],
    ['WhatsApp: 98765 43210', 'WhatsApp: [phone]'],
    ['tel. 555-0123-44', 'tel. [phone]'],
    ['📞 5550123', '📞 [phone]'],
    ['(212) 555-0123', '[phone]'],
    ['212.555.0123', '[phone]'],
    ['0612 34 56 78', '[phone]'],
    ['+1 (415) 555‑2671', '[phone]'],
    ['0049 170 1234567', '[phone]'],
    ['wa +919876543210', 'wa [phone]'],
  ];
  for (const [text, hidden] of texts) assert.equal(hideContacts(text), hidden);
});

test('handles, counts, dates, versions, prices, ids and addresses stay', () => {
  const texts = [
    'find me at @gil@example.social',
    'https://example.social/@gil@other.example',
    '@ada @ben_123 @1234567890',
    'a @ b',
    'Angular 17.0.1.2, Node v24.21.0, 192.168.100.200',
    '2,000,000+ students',
    '1 234 567 followers',
    '12.345.678 Follower',
    '2019-2024',
    '2019 – 2024, 1990/1991',
    'born 1990-12-31',
    '31.12.2024 10:30',
    '2024-03-01T10:00:00',
    'top 100 2023 2024',
    '$1,000,000 or €12.000.000',
    'ISBN 978-3-16-148410-0',
    'https://example.org/p/1234567890?x=123-456-7890',
    '#1234567890',
    '1234567890',
    '17841400000000001',
    '10 000 000 views, 5 000 000 likes',
    'C++ 11/14/17/20',
    '24/7/365',
    '100% 90-60-90',
    'EUR/USD 1.0842-1.0900',
    '6 am - 10 pm, 0800-2200',
  ];
  for (const text of texts) assert.equal(hideContacts(text), text);
});

test('a long text takes no long time', () => {
  for (const text of [
    '1 '.repeat(100_000),
    'a@'.repeat(100_000),
    '(at'.repeat(100_000),
    `${'a.'.repeat(50_000)}@`,
    '0'.repeat(200_000),
    'a'.repeat(200_000),
  ]) {
    assert.ok(hideContacts(text).length > 0);
  }
});
