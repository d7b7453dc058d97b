import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlertSettings } from '#scraper/alerts/alert-config.ts';
import { DestinationError, maskAddress, readDestination } from '#scraper/alerts/destination.ts';
import { signAlert } from '#scraper/alerts/sign-alert.ts';

const SETTINGS: AlertSettings = { folder: null, addresses: 'public', hosts: [], mail: null };

const codeOf = (text: string, settings: Partial<AlertSettings> = {}) => {
  try {
    return readDestination(text, { ...SETTINGS, ...settings }).kind;
  } catch (error) {
    if (error instanceof DestinationError) return error.code;
    throw error;
  }
};

test('private addresses are refused in every spelling, unless they are allowed', () => {
  for (const host of [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '10.0.0.1',
    '169.254.169.254',
    '168.63.129.16',
    '[::1]',
    '[::ffff:10.0.0.1]',
    '[fd00::1]',
  ]) {
    assert.equal(codeOf(`https://${host}/`), 'destination_not_allowed', host);
    assert.equal(codeOf(`http://${host}:81/`, { addresses: 'any' }), 'webhook', host);
  }
  assert.equal(codeOf('https://1.1.1.1/'), 'webhook');
});

test('hosts are limited to those that are listed', () => {
  const hosts = ['hooks.example.com', '.example.org'];
  assert.equal(codeOf('https://hooks.example.com/', { hosts }), 'webhook');
  assert.equal(codeOf('https://HOOKS.example.com/', { hosts }), 'webhook');
  assert.equal(codeOf('https://a.b.example.org/', { hosts }), 'webhook');
  for (const host of [
    'example.org',
    'evil-example.org',
    'hooks.example.com.evil.test',
    'a.hooks.example.com',
  ])
    assert.equal(codeOf(`https://${host}/`, { hosts }), 'destination_not_allowed', host);
});

test('the path and the query of an address are masked', () => {
  assert.equal(maskAddress('https://hooks.example.com/services/T0/B0?key=1'), 'https://hooks.example.com/…');
  assert.equal(maskAddress('https://hooks.example.com/'), 'https://hooks.example.com');
  assert.equal(maskAddress('file:alerts.ndjson'), 'file:alerts.ndjson');
});

test('a signature is the one that other programs compute for the same secret, time and body', () => {
  // printf '1767225600.{"id":"a"}' | openssl dgst -sha256 -hmac whsec_test
  assert.equal(signAlert('whsec_test', '{"id":"a"}', 1_767_225_600_999), `t=1767225600,v1=${EXPECTED}`);
});

const EXPECTED = 'cdefc422ad248d095852ef5609333da01aa37d9bbb841a53b6b030bac3c999b4';
