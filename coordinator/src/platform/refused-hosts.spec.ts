import { refusedHosts } from './refused-hosts.js';

const refuses = refusedHosts([]);
const host = (url: string): string => new URL(url).hostname;

describe('private hosts by their spelling', () => {
  test.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://0/',
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://100.64.0.1/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://a.localhost/',
    'http://printer.local/',
    'http://metadata.google.internal/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[fc00::1]/',
    'http://[fe80::1]/',
    'http://[ff02::1]/',
    'http://[2001:db8::1]/',
  ])('%s', (url) => expect(refuses(host(url))).toBe(true));

  test.each([
    'https://example.com/',
    'https://8.8.8.8/',
    'https://172.32.0.1/',
    'https://100.128.0.1/',
    'https://192.169.0.1/',
    'https://local.example/',
    'https://[2606:4700::1111]/',
    'https://[::ffff:8.8.8.8]/',
  ])('%s is public', (url) => expect(refuses(host(url))).toBe(false));
});

describe('private hosts that the operator has opened', () => {
  const opened = refusedHosts(['10.1.0.0/16', 'nas.local', '*.studio.lan', '::1/128', '127.0.0.0/8']);
  test.each([
    ['10.1.2.3', true],
    ['10.2.2.3', false],
    ['nas.local', true],
    ['NAS.local.', true],
    ['other.local', false],
    ['a.studio.lan', true],
    ['studio.lan', false],
    ['[::1]', true],
    ['[fc00::1]', false],
    ['127.0.0.1', true],
    ['[::ffff:127.0.0.1]', true],
    ['localhost', true],
  ])('%s may be called: %p', (name, expected) => expect(opened(name)).toBe(!expected));
});
