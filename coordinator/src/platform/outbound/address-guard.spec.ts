import { guardedLookup, isAllowedAddress, isAllowedHost, parseAllowList } from './address-guard.js';

const nothing = parseAllowList([]);

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
  '::1',
  '[::1]',
  '::',
  'fe80::1%eth0',
  'fd00::1',
  '::ffff:127.0.0.1',
  '::7f00:1',
  '8000::1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  'not an address',
])('%s is refused', (address) => expect(isAllowedAddress(address, nothing)).toBe(false));

test.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946'])('%s is public', (address) =>
  expect(isAllowedAddress(address, nothing)).toBe(true),
);

test('the operator may open addresses, networks and names', () => {
  const allow = parseAllowList(['10.0.0.0/8', '192.168.1.7', 'hooks.lan', '*.studio.lan']);
  expect(isAllowedAddress('10.9.9.9', allow)).toBe(true);
  expect(isAllowedAddress('192.168.1.7', allow)).toBe(true);
  expect(isAllowedAddress('192.168.1.8', allow)).toBe(false);
  expect([isAllowedHost('Hooks.LAN.', allow), isAllowedHost('a.studio.lan', allow)]).toEqual([true, true]);
  expect(isAllowedHost('studio.lan.evil.example', allow)).toBe(false);
});

test('a name that leads home is refused at connect', async () => {
  const error = await new Promise((resolve) => guardedLookup(nothing)('localhost', { all: true }, resolve));
  expect(String(error)).toMatch(/not public/);
});
